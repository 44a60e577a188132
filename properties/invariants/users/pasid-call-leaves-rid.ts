/**
 * INV-30: what names a PASID changes only that PASID, what names the RID only the RID (LEAD-2), and
 * what asks for a PASID never means the RID (LEAD-12).
 */
import { domainText } from "../../../model/vocabulary/operation/domain.js";
import { soundBut } from "../seeded-fault.js";
import { found } from "../finding.js";
import type { Finding, StepInvariant, StepInput } from "../invariant.js";
import { USER_ATTACHES, USER_DETACHES } from "./user-operations.js";

export const pasidCallLeavesRid: StepInvariant = {
  name: "pasid-call-leaves-rid",
  sentence:
    "A user's operation on a PASID changes that PASID alone, and one on the RID the RID alone.",
  ids: ["INV-30", "LEAD-2", "LEAD-12"],
  severity: "safety",
  seededFault: soundBut({ vfioFault: "detaches-rid", vfioZero: "accepted" }),
  catches: "LEAD-2",
  on: [...USER_ATTACHES, ...USER_DETACHES],
  applies: (m) => m.after.users !== null,
  broken: (m) => {
    const asksPasid = m.op.op === "vfio-attach-pasid" || m.op.op === "vfio-detach-pasid";
    for (let dev = 0; dev < m.facts.functions; dev++)
      for (let c = 0; c < m.after.columns; c++) {
        const meant = c === m.column && !(asksPasid && c === 0);
        if (meant || !changed(m, dev, c)) continue;
        return finding(m, dev, c);
      }
    return null;
  },
};

function changed(m: StepInput, dev: number, c: number): boolean {
  if (m.before.hardware(dev, c) !== m.after.hardware(dev, c)) return true;
  return m.before.users?.attached(dev, c) !== m.after.users?.attached(dev, c);
}

function finding(m: StepInput, dev: number, c: number): Finding {
  const failureMode = m.pasid === 0 && m.op.op !== "vfio-attach" ? "pasid-0" : "another";
  return found(failureMode, {
    device: dev,
    other: m.dev,
    pasid: c === 0 ? 0 : null,
    seen: domainText(m.after.hardware(dev, c)),
    wanted: domainText(m.before.hardware(dev, c)),
  });
}
