/**
 * INV-1, beyond the moment of enabling: what pci_enable_pasid() has asked of the path stays true
 * while PASID is on (CLAIM-13). Linux asks once.
 */
import { isOnPath, passes } from "../../../model/fabric/acs.js";
import { ACS_PASID } from "../../../model/vocabulary/topology/acs.js";
import { soundBut } from "../seeded-fault.js";
import { found } from "../finding.js";
import type { StepInvariant, StepInput } from "../invariant.js";

export const enabledKeepsAcsPath: StepInvariant = {
  name: "enabled-keeps-acs-path",
  sentence: "While PASID is enabled, every element of the function's path keeps RR and UF.",
  ids: ["INV-1", "CLAIM-13"],
  severity: "safety",
  seededFault: soundBut({ acsChange: "unnoticed" }),
  catches: "INV-1-acs",
  on: ["acs-set"],
  applies: (m) =>
    m.outcome.ok && passes(m.earlier.topology, m.dev, ACS_PASID) && enabledThrough(m) !== null,
  broken: (m) => {
    const device = enabledThrough(m);
    if (device === null || passes(m.facts.topology, m.dev, ACS_PASID)) return null;
    const failureMode = device === m.dev ? "own" : "above";
    const other = device === m.dev ? null : m.dev;
    const seen = "PASID is on, and the path no longer passes RR and UF";
    return found(failureMode, { device, other, seen, wanted: "left as it was" });
  },
};

/**
 * The first function whose PASID is enabled and whose path has what was written. A VF has no switch
 * of its own: its PF is found.
 */
function enabledThrough({ after, facts, dev: written }: StepInput): number | null {
  for (let dev = 0; dev < facts.functions; dev++) {
    if (!after.enabled(dev) || facts.pasidOwner(dev) !== dev) continue;
    if (isOnPath(facts.topology, dev, written)) return dev;
  }
  return null;
}
