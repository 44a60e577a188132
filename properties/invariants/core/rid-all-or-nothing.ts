/**
 * INV-8: a RID attach or replace that fails leaves every member, and the group, on the domain it
 * had (BUG-12).
 */
import { domainText } from "../../../model/vocabulary/operation/domain.js";
import { soundBut } from "../seeded-fault.js";
import { halfDoneRid } from "../directions.js";
import { found } from "../finding.js";
import type { StepInvariant } from "../invariant.js";

export const ridAllOrNothing: StepInvariant = {
  name: "rid-all-or-nothing",
  sentence: "A RID attach or replace that fails leaves every function on the domain that it had.",
  ids: ["INV-8", "BUG-12"],
  severity: "safety",
  seededFault: soundBut({ undoRid: "none" }),
  catches: "BUG-12",
  direction: halfDoneRid,
  on: ["device-attach", "rid-attach", "rid-replace"],
  applies: (m) => !m.outcome.ok && m.driverSound,
  broken: (m) => {
    for (let d = 0; d < m.facts.functions; d++) {
      const was = m.before.hardware(d, 0);
      const is = m.after.hardware(d, 0);
      const rest = { device: d, pasid: 0, seen: domainText(is), wanted: domainText(was) };
      if (is !== was) return found("hardware", rest);
      if (m.before.recorded(d, 0) !== m.after.recorded(d, 0))
        return found("record", { device: d, pasid: 0, seen: "changed", wanted: "unchanged" });
    }
    return null;
  },
};
