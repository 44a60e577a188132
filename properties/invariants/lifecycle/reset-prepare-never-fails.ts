/**
 * INV-27, INV-28: whether other resets are under way does not matter to a reset (BUG-30, BUG-32).
 */
import { soundBut } from "../seeded-fault.js";
import { driverRefused, found } from "../finding.js";
import type { StepInvariant } from "../invariant.js";

export const resetPrepareNeverFails: StepInvariant = {
  name: "reset-prepare-never-fails",
  sentence: "A reset can be prepared at any time, also within a reset or beside a sibling's.",
  ids: ["INV-27", "INV-28", "BUG-30", "BUG-32"],
  severity: "bookkeeping",
  seededFault: soundBut({ reset: "not-nested" }),
  catches: "BUG-32",
  on: ["reset-prepare"],
  applies: (m) => m.before.present(m.dev) && !driverRefused(m.calls),
  broken: (m) => {
    if (m.outcome.ok || m.outcome.errno !== "EBUSY") return null;
    const failureMode = m.before.blocked(m.dev) ? "nested" : "beside-another";
    return found(failureMode, { device: m.dev, seen: "-EBUSY", wanted: "0" });
  },
};
