/**
 * INV-4: pci_enable_pasid() answers -EINVAL, and changes nothing, if an element of the path fails
 * RR or UF (BUG-17).
 */
import { soundBut } from "../seeded-fault.js";
import { oneShort } from "../directions.js";
import { found } from "../finding.js";
import type { StepInvariant } from "../invariant.js";

export const enableRefusedWithoutAcs: StepInvariant = {
  name: "enable-refused-without-acs",
  sentence:
    "Where an element of the path fails RR or UF, enabling PASID is -EINVAL and changes nothing.",
  ids: ["INV-4", "BUG-17"],
  severity: "safety",
  seededFault: soundBut({ enableCheck: "none" }),
  catches: "BUG-17",
  direction: oneShort,
  on: ["pasid-enable"],
  applies: (m) =>
    m.before.present(m.dev) &&
    m.facts.pasidOwner(m.dev) === m.dev &&
    !m.before.enabled(m.dev) &&
    m.facts.failingPasidPath(m.dev) !== null,
  broken: (m) => {
    const who = { device: m.dev, other: m.facts.failingPasidPath(m.dev) };
    if (m.outcome.ok) return found("accepted", { ...who, seen: "0", wanted: "-EINVAL" });
    if (m.outcome.errno !== "EINVAL")
      return found("other-errno", { ...who, seen: `-${m.outcome.errno}`, wanted: "-EINVAL" });
    if (m.before.equals(m.after)) return null;
    return found("changed", { ...who, seen: "a change", wanted: "nothing changed" });
  },
};
