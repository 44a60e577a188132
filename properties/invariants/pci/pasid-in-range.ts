/** INV-5: an attach that succeeds names a PASID that the named device can use (BUG-3, LEAD-11). */
import { soundBut } from "../seeded-fault.js";
import { found } from "../finding.js";
import type { StepInvariant } from "../invariant.js";

export const pasidInRange: StepInvariant = {
  name: "pasid-in-range",
  sentence: "A PASID attach succeeds only with 0 < PASID < max_pasids of the device it names.",
  ids: ["INV-5", "BUG-3", "LEAD-11", "CLAIM-5"],
  severity: "safety",
  seededFault: soundBut({ range: "none" }),
  catches: "BUG-3",
  on: ["pasid-attach"],
  applies: (m) => m.outcome.ok,
  broken: (m) => {
    const size = m.facts.maxPasids(m.dev);
    const rest = { device: m.dev, pasid: m.pasid, seen: "0", wanted: "-EINVAL" };
    if (size === 0) return found("incapable", rest);
    if (m.pasid === 0) return found("pasid-zero", rest);
    return m.pasid >= size ? found("too-large", rest) : null;
  },
};
