/**
 * INV-27: preparing a reset and being done with it, with nothing in between, changes no translation
 * (BUG-30, BUG-31, LEAD-6; what a hot-add has left out it repairs, semantics 8.4).
 */
import { NO_GROUP } from "../../../model/vocabulary/design/observation.js";
import { hasAts } from "../../../model/vocabulary/topology/topology.js";
import { BLOCKED, NO_DOMAIN, domainText } from "../../../model/vocabulary/operation/domain.js";
import { soundBut } from "../seeded-fault.js";
import { roundTrips } from "../directions.js";
import { found } from "../finding.js";
import type { Finding, StepInvariant, StepInput } from "../invariant.js";

export const resetRestoresDomains: StepInvariant = {
  name: "reset-restores-domains",
  sentence:
    "A reset that is prepared and at once done leaves every function on the domains that it had.",
  ids: ["INV-27", "BUG-30", "BUG-31", "BUG-32", "LEAD-3", "LEAD-5"],
  severity: "bookkeeping",
  seededFault: soundBut({ reset: "every-member" }),
  catches: "BUG-31",
  direction: roundTrips,
  on: ["reset-done"],
  applies: (m) =>
    m.unprepared !== null &&
    m.driverSound &&
    m.contract.reset !== "absent" &&
    m.unprepared.group(m.dev) !== NO_GROUP &&
    withAts(m),
  broken: (m) => {
    if (m.unprepared === null || m.unprepared.sameHardware(m.after)) return null;
    for (let d = 0; d < m.facts.functions; d++)
      for (let c = 0; c < m.after.columns; c++) {
        const was = m.unprepared.hardware(d, c);
        if (was !== m.after.hardware(d, c)) return changed(m, d, c, was);
      }
    return null;
  },
};

/** Without ATS both halves do nothing. */
function withAts(m: StepInput): boolean {
  const f = m.facts.topology.functions[m.dev];
  return f !== undefined && hasAts(f);
}

function changed(m: StepInput, d: number, c: number, was: number): Finding {
  const is = m.after.hardware(d, c);
  const recorded = m.after.recorded(d, c);
  const healed = is === (c !== 0 && recorded === BLOCKED ? NO_DOMAIN : recorded);
  const rest = { device: d, other: d === m.dev ? null : m.dev, pasid: c === 0 ? 0 : null };
  const own = healed ? "repaired" : c === 0 ? "rid" : "pasid";
  const failureMode = d === m.dev ? own : "another-function";
  return found(failureMode, { ...rest, seen: domainText(is), wanted: domainText(was) });
}
