/**
 * INV-31 for a function that joins: what the group's table says is true of it as well (LEAD-3).
 */
import {
  BLOCKED,
  NO_DOMAIN,
  domainText,
  type DomainId,
} from "../../../model/vocabulary/operation/domain.js";
import { soundBut } from "../seeded-fault.js";
import { found, hasSibling } from "../finding.js";
import type { StepInvariant, StepInput } from "../invariant.js";

export const hotAddedMemberGetsPasids: StepInvariant = {
  name: "hot-added-member-gets-pasids",
  sentence:
    "A function that is plugged into a group is on the RID domain and the PASIDs recorded for it.",
  ids: ["INV-31", "INV-35", "LEAD-3"],
  severity: "bookkeeping",
  seededFault: soundBut({ hotAdd: "rid-only" }),
  catches: "LEAD-3",
  on: ["plug"],
  applies: (m) => m.outcome.ok && m.driverSound && hasSibling(m.after, m.dev),
  broken: (m) => {
    const columns = m.facts.maxPasids(m.dev) > 0 ? m.after.columns : 1;
    for (let c = 0; c < columns; c++) {
      const is = m.after.hardware(m.dev, c);
      const should = wanted(m, c);
      if (is === should) continue;
      const rest = { device: m.dev, seen: domainText(is), wanted: domainText(should) };
      return found(c === 0 ? "rid" : "pasid", c === 0 ? { ...rest, pasid: 0 } : rest);
    }
    return null;
  },
};

/** What is recorded; a PASID on the blocked domain has nothing in hardware. */
function wanted(m: StepInput, c: number): DomainId {
  const recorded = m.after.recorded(m.dev, c);
  return c !== 0 && recorded === BLOCKED ? NO_DOMAIN : recorded;
}
