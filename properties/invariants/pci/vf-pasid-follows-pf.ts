/** INV-3: a VF has no PASID capability; it uses its PF's, and cannot change it (BUG-19). */
import { soundBut } from "../seeded-fault.js";
import { virtualFunctions } from "../directions.js";
import { found } from "../finding.js";
import type { Finding, StepInvariant, StepInput } from "../invariant.js";

export const vfPasidFollowsPf: StepInvariant = {
  name: "vf-pasid-follows-pf",
  sentence: "PASID is on for a VF exactly if it is on for its PF, and a VF cannot switch it off.",
  ids: ["INV-3", "BUG-19"],
  severity: "bookkeeping",
  seededFault: soundBut({ vf: "own-capability" }),
  catches: "BUG-19",
  direction: virtualFunctions,
  on: ["pasid-enable", "pasid-disable"],
  applies: (m) => m.facts.pasidOwner(m.dev) !== m.dev,
  broken: (m) => {
    const pf = m.facts.pasidOwner(m.dev);
    return m.op.op === "pasid-enable" ? afterEnable(m, pf) : afterDisable(m, pf);
  },
};

function afterEnable(m: StepInput, pf: number): Finding | null {
  const on = m.before.enabled(pf);
  const who = { device: m.dev, other: pf };
  if (m.outcome.ok !== on)
    return found("enable", { ...who, seen: on ? "refused" : "0", wanted: on ? "0" : "-EINVAL" });
  if (m.after.enabled(m.dev) !== m.after.enabled(pf))
    return found("status", { ...who, seen: "differs", wanted: "the PF's status" });
  return null;
}

function afterDisable(m: StepInput, pf: number): Finding | null {
  if (m.before.sameEnabled(m.after)) return null;
  return found("disable", { device: m.dev, other: pf, seen: "off", wanted: "unchanged" });
}
