/**
 * INV-34, the question of the mail thread: a PASID operation changes no device but the one it names
 * (CLAIM-4).
 */
import { domainText } from "../../../model/vocabulary/operation/domain.js";
import { pasidColumns } from "../../../model/vocabulary/scenario/scenario.js";
import { soundBut } from "../seeded-fault.js";
import { found, hasSibling } from "../finding.js";
import type { StepInvariant, StepInput } from "../invariant.js";

export const pasidStaysLocal: StepInvariant = {
  name: "pasid-stays-local",
  sentence: "A PASID operation changes the translation of no device but the one it names.",
  ids: ["INV-34", "CLAIM-4", "CLAIM-5", "CLAIM-18", "LEAD-11"],
  severity: "safety",
  seededFault: soundBut({}),
  on: [
    "pasid-attach",
    "pasid-replace",
    "pasid-detach",
    "fd-attach",
    "fd-replace",
    "fd-detach",
    "allocate-pasid",
    "sva-bind",
  ],
  applies: (m) => hasSibling(m.after, m.dev) && !(m.op.op.startsWith("fd-") && m.pasid === 0),
  broken: (m) => {
    for (let other = 0; other < m.facts.functions; other++) {
      if (other === m.dev || m.before.sameHardwareOf(other, m.after)) continue;
      const c = changedColumn(m, other);
      const seen = domainText(m.after.hardware(other, c));
      const wanted = domainText(m.before.hardware(other, c));
      const pasid = pasidColumns(m.scenario.operations)[c] ?? m.pasid;
      return found(m.op.op, { device: other, other: m.dev, pasid, seen, wanted });
    }
    return null;
  },
};

/** The PASID that is named, or that an allocator has given out. */
function changedColumn(m: StepInput, other: number): number {
  for (let c = 0; c < m.after.columns; c++)
    if (m.before.hardware(other, c) !== m.after.hardware(other, c)) return c;
  return m.column;
}
