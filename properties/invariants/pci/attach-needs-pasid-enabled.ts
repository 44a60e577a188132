/**
 * INV-2, the direction that should hold everywhere: a PASID is attached only where PASID is enabled
 * (LEAD-4, CE19).
 */
import { soundBut } from "../seeded-fault.js";
import { found } from "../finding.js";
import type { StepInvariant } from "../invariant.js";

export const attachNeedsPasidEnabled: StepInvariant = {
  name: "attach-needs-pasid-enabled",
  sentence: "A PASID attach succeeds only on a device whose PASID is enabled.",
  ids: ["INV-2", "LEAD-4", "CLAIM-6"],
  severity: "bookkeeping",
  seededFault: soundBut({ disabled: "ignored" }),
  catches: "LEAD-4",
  on: ["pasid-attach"],
  applies: (m) => m.outcome.ok && m.facts.maxPasids(m.dev) > 0,
  broken: (m) => {
    if (m.before.enabled(m.dev)) return null;
    return found("disabled", { device: m.dev, pasid: m.pasid, seen: "0", wanted: "refused" });
  },
};
