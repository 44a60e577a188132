/**
 * INV-1: when PASID is switched on, every element up to the root bus satisfies RR and UF as Linux
 * tests them.
 */
import { soundBut } from "../seeded-fault.js";
import { found } from "../finding.js";
import type { StepInvariant } from "../invariant.js";

export const enableNeedsAcsPath: StepInvariant = {
  name: "enable-needs-acs-path",
  sentence: "PASID is switched on only where every element up to the root bus passes RR and UF.",
  ids: ["INV-1", "BUG-17", "CLAIM-6"],
  severity: "safety",
  seededFault: soundBut({ enableCheck: "none" }),
  on: ["pasid-enable"],
  applies: (m) => m.outcome.ok && m.facts.pasidOwner(m.dev) === m.dev,
  broken: (m) => {
    const failing = m.facts.failingPasidPath(m.dev);
    if (failing === null) return null;
    const wanted = "-EINVAL";
    return found("incomplete-path", { device: m.dev, other: failing, seen: "0", wanted });
  },
};
