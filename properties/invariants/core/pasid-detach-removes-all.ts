/**
 * INV-12: after a detach neither table has the entry, on any function for which nothing is recorded
 * (BUG-6).
 */
import { NO_DOMAIN, domainText } from "../../../model/vocabulary/operation/domain.js";
import { soundBut } from "../seeded-fault.js";
import { found } from "../finding.js";
import type { StepInvariant } from "../invariant.js";

export const pasidDetachRemovesAll: StepInvariant = {
  name: "pasid-detach-removes-all",
  sentence: "After a PASID detach nothing is recorded for it, and no hardware still translates it.",
  ids: ["INV-12", "BUG-6"],
  severity: "safety",
  seededFault: soundBut({ removal: "may-be-missing" }),
  catches: "BUG-6",
  on: ["pasid-detach"],
  applies: (m) => m.outcome.ok && m.driverSound && m.pasid !== 0,
  broken: (m) => {
    const recorded = m.after.recorded(m.dev, m.column);
    const rest = { pasid: m.pasid, wanted: domainText(NO_DOMAIN) };
    if (recorded !== NO_DOMAIN)
      return found("entry-left", { ...rest, device: m.dev, seen: domainText(recorded) });
    for (let d = 0; d < m.facts.functions; d++) {
      // What is left of those that have gone is another invariant's business
      // (unplug-leaves-nothing).
      if (!m.after.present(d)) continue;
      const left = m.after.hardware(d, m.column);
      if (left !== NO_DOMAIN && m.after.recorded(d, m.column) === NO_DOMAIN)
        return found("hardware-left", { ...rest, device: d, seen: domainText(left) });
    }
    return null;
  },
};
