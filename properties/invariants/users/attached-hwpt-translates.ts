/**
 * INV-31 and INV-35: when iommufd says that a function is attached, its hardware translates with
 * that page table, whether it came first or joined (LEAD-3, LEAD-11).
 */
import { domainText } from "../../../model/vocabulary/operation/domain.js";
import { NO_TABLE, domainOfTable } from "../../../model/vocabulary/design/user-observation.js";
import { soundBut } from "../seeded-fault.js";
import { found } from "../finding.js";
import type { StepInvariant } from "../invariant.js";
import { USER_ATTACHES } from "./user-operations.js";

export const attachedHwptTranslates: StepInvariant = {
  name: "attached-hwpt-translates",
  sentence: "After a user's attach has succeeded, the function translates with that page table.",
  ids: ["INV-31", "INV-35", "LEAD-3", "LEAD-11", "LEAD-14"],
  severity: "bookkeeping",
  seededFault: soundBut({ fdJoin: "unasked" }),
  catches: "LEAD-14",
  on: USER_ATTACHES,
  applies: (m) => m.outcome.ok && m.driverSound && !m.after.blocked(m.dev),
  broken: (m) => {
    const table = m.after.users?.attached(m.dev, m.column) ?? NO_TABLE;
    if (table === NO_TABLE) return null;
    const is = m.after.hardware(m.dev, m.column);
    const should = domainOfTable(table);
    if (is === should) return null;
    const rest = { device: m.dev, pasid: m.pasid, seen: domainText(is) };
    const failureMode = m.facts.maxPasids(m.dev) === 0 && m.pasid !== 0 ? "incapable" : "silent";
    return found(failureMode, { ...rest, wanted: domainText(should) });
  },
};
