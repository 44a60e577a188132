/**
 * INV-11: an entry can be looked up only when the hardware of every member is programmed (BUG-7).
 */
import { domainText } from "../../../model/vocabulary/operation/domain.js";
import { soundBut } from "../seeded-fault.js";
import { found } from "../finding.js";
import type { StepInvariant } from "../invariant.js";

export const entryVisibleAfterHardware: StepInvariant = {
  name: "entry-visible-after-hardware",
  sentence:
    "While the driver is still programming a PASID, a lookup does not yet find the new domain.",
  ids: ["INV-11", "BUG-7"],
  severity: "bookkeeping",
  seededFault: soundBut({ published: "before-hardware" }),
  catches: "BUG-7",
  on: ["pasid-attach", "pasid-replace"],
  applies: (m) => m.calls.length > 0,
  broken: (m) => {
    if (m.before.recorded(m.dev, m.column) === m.domain) return null;
    for (let i = 0; i < m.calls.length; i++) {
      const call = m.calls.at(i);
      if (call.pasid !== m.pasid || call.seen !== m.domain) continue;
      const wanted = domainText(m.before.recorded(m.dev, m.column));
      const seen = domainText(call.seen);
      return found("early", { device: call.dev, pasid: m.pasid, seen, wanted });
    }
    return null;
  },
};
