/**
 * CLAIM-15 of users of the core: what is refused has changed nothing, no translation and nothing
 * that is remembered (INV-8, INV-9; LEAD-1).
 */
import {
  IOMMUFD_OPERATIONS,
  OWNERSHIP_OPERATIONS,
} from "../../../model/vocabulary/operation/operation.js";
import { domainText } from "../../../model/vocabulary/operation/domain.js";
import { soundBut } from "../seeded-fault.js";
import { found } from "../finding.js";
import type { Finding, StepInvariant, StepInput } from "../invariant.js";

export const refusedCallChangesNothing: StepInvariant = {
  name: "refused-call-changes-nothing",
  sentence: "An operation of an owner or a user that is refused leaves everything as it was.",
  ids: ["CLAIM-15", "INV-8", "INV-9", "LEAD-1"],
  severity: "safety",
  seededFault: soundBut({ fdUndo: "strips" }),
  on: [...OWNERSHIP_OPERATIONS, ...IOMMUFD_OPERATIONS],
  // What cannot be told to the user has been done all the same.
  applies: (m) => !m.outcome.ok && m.outcome.errno !== "EFAULT" && m.driverSound,
  broken: (m) => {
    if (!m.before.sameHardware(m.after)) return firstChange(m);
    const rest = { device: m.dev, pasid: m.pasid, wanted: "no change" };
    if (!m.before.sameRecorded(m.after)) return found("record", { ...rest, seen: "a change" });
    return m.before.sameUsers(m.after) ? null : found("above", { ...rest, seen: "a change" });
  },
};

function firstChange(m: StepInput): Finding | null {
  for (let dev = 0; dev < m.facts.functions; dev++)
    for (let c = 0; c < m.after.columns; c++) {
      const was = m.before.hardware(dev, c);
      const is = m.after.hardware(dev, c);
      const pasid = c === m.column ? m.pasid : null;
      const rest = { device: dev, other: m.dev, pasid, seen: domainText(is) };
      if (was !== is) return found("hardware", { ...rest, wanted: domainText(was) });
    }
  return null;
}
