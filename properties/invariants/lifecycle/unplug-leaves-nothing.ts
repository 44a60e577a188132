/**
 * INV-32: nothing that is kept of translation names a function that has gone (LEAD-7, semantics
 * 8.4).
 */
import { NO_DOMAIN, domainText } from "../../../model/vocabulary/operation/domain.js";
import { soundBut } from "../seeded-fault.js";
import { found } from "../finding.js";
import type { StepInvariant } from "../invariant.js";

export const unplugLeavesNothing: StepInvariant = {
  name: "unplug-leaves-nothing",
  sentence:
    "When a function has gone, neither the IOMMU driver's books nor the records name it any more.",
  ids: ["INV-32", "LEAD-7"],
  severity: "bookkeeping",
  seededFault: soundBut({ unplug: "leaks" }),
  catches: "LEAD-7",
  on: ["unplug"],
  applies: (m) => m.outcome.ok && m.driverSound && m.before.group(m.dev) !== 0,
  broken: (m) => {
    for (let c = 0; c < m.after.columns; c++) {
      const pasid = c === 0 ? 0 : null;
      const rest = { device: m.dev, pasid, wanted: domainText(NO_DOMAIN) };
      const hardware = m.after.hardware(m.dev, c);
      if (hardware !== NO_DOMAIN) return found("books", { ...rest, seen: domainText(hardware) });
      const recorded = m.after.recorded(m.dev, c);
      if (recorded !== NO_DOMAIN || m.after.handle(m.dev, c) !== 0)
        return found("record", { ...rest, seen: domainText(recorded) });
    }
    return null;
  },
};
