/**
 * INV-43: a number that is given back translates nowhere, or its next holder would inherit that.
 */
import { NO_DOMAIN, domainText } from "../../../model/vocabulary/operation/domain.js";
import { soundBut } from "../seeded-fault.js";
import { found, isOrJoins } from "../finding.js";
import type { StepInvariant, StepInput } from "../invariant.js";

export const freedPasidNotAttached: StepInvariant = {
  name: "freed-pasid-not-attached",
  sentence: "A PASID that a driver gives back is attached nowhere in its group any more.",
  ids: ["INV-43"],
  severity: "safety",
  seededFault: soundBut({ removal: "may-be-missing" }),
  on: ["free-pasid"],
  applies: (m) => m.outcome.ok && m.driverSound && m.after.users !== null,
  broken: (m) => {
    for (let c = 1; c < m.after.columns; c++)
      for (let dev = 0; dev < m.facts.functions && isFreed(m, c); dev++) {
        const left = m.after.hardware(dev, c);
        if (left === NO_DOMAIN || !isOrJoins(m.after, dev, m.dev)) continue;
        if (m.after.recorded(dev, c) !== NO_DOMAIN) continue;
        const rest = { device: dev, pasid: null, seen: domainText(left) };
        return found("still-translates", { ...rest, wanted: domainText(NO_DOMAIN) });
      }
    return null;
  },
};

function isFreed(m: StepInput, c: number): boolean {
  return m.before.users?.holders(m.dev, c) !== m.after.users?.holders(m.dev, c);
}
