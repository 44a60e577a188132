/**
 * INV-37: capable members of a group have equal tables, but for those in a reset. A design with a
 * table a group promises it; one a device does not. A difference is found where it arises.
 */
import { domainText } from "../../../model/vocabulary/operation/domain.js";
import { DRIVING_OPERATIONS } from "../../../model/vocabulary/operation/operation.js";
import { soundBut } from "../seeded-fault.js";
import { found, hasSibling, sameGroup } from "../finding.js";
import type { Finding, StepInvariant, StepInput } from "../invariant.js";

export const membersProgrammedAlike: StepInvariant = {
  name: "members-programmed-alike",
  sentence:
    "All members of a group are on one RID domain, and those with PASID have equal PASID tables.",
  ids: ["INV-37", "CLAIM-17", "LEAD-3"],
  severity: "bookkeeping",
  seededFault: soundBut({ programs: "own-device" }),
  on: DRIVING_OPERATIONS,
  applies: (m) => m.driverSound && !m.after.blocked(m.dev) && hasSibling(m.after, m.dev),
  broken: (m) => {
    for (let other = 0; other < m.facts.functions; other++) {
      if (other === m.dev || !sameGroup(m.after, other, m.dev)) continue;
      if (m.after.blocked(other)) continue;
      const finding = difference(m, other);
      if (finding !== null) return finding;
    }
    return null;
  },
};

function difference(m: StepInput, other: number): Finding | null {
  const pasids = m.facts.maxPasids(m.dev) > 0 && m.facts.maxPasids(other) > 0;
  for (let c = 0; c < (pasids ? m.after.columns : 1); c++) {
    const seen = domainText(m.after.hardware(m.dev, c));
    const wanted = domainText(m.after.hardware(other, c));
    if (seen === wanted || differedBefore(m, other, c)) continue;
    const pasid = c === 0 ? 0 : c === m.column ? m.pasid : null;
    const failureMode = m.op.op === "plug" ? "hot-added" : c === 0 ? "rid" : "pasid";
    return found(failureMode, { device: m.dev, other, pasid, seen, wanted });
  }
  return null;
}

/** As siblings of which none was in a reset they differed already. */
function differedBefore(m: StepInput, other: number, c: number): boolean {
  const { before } = m;
  if (!sameGroup(before, other, m.dev) || before.blocked(m.dev) || before.blocked(other))
    return false;
  return before.hardware(m.dev, c) !== before.hardware(other, c);
}
