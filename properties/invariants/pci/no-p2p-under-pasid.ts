/**
 * INV-1, strong form: what is enabled is PASID-safe by the PCIe specification (semantics 5.5), not
 * only by Linux' test.
 */
import { soundBut } from "../seeded-fault.js";
import { found } from "../finding.js";
import type { StepInvariant } from "../invariant.js";

export const noP2pUnderPasid: StepInvariant = {
  name: "no-p2p-under-pasid",
  sentence: "Where PASID is on, no untranslated request lands at a peer or is lost on its way up.",
  ids: ["INV-1", "CLAIM-13", "FLAW-9", "FLAW-11"],
  severity: "safety",
  seededFault: soundBut({ enableCheck: "acs-path" }),
  on: ["pasid-enable"],
  applies: (m) => m.outcome.ok && m.facts.pasidOwner(m.dev) === m.dev,
  broken: (m) => {
    const unsafe = m.facts.pasidUnsafe(m.dev);
    if (unsafe === null) return null;
    const rest = { device: m.dev, other: unsafe.at, seen: "0", wanted: "-EINVAL" };
    return found(unsafe.why === "peer" ? "peer-reached" : "request-lost", rest);
  },
};
