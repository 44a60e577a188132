/**
 * INV-19: a function whose firmware demands a direct mapping is never put on the blocked domain
 * (BUG-11); a reset does not ask.
 */
import { BLOCKED } from "../../../model/vocabulary/operation/domain.js";
import { soundBut } from "../seeded-fault.js";
import { blocking } from "../directions.js";
import { found } from "../finding.js";
import type { StepInvariant } from "../invariant.js";

export const directMappingNeverBlocked: StepInvariant = {
  name: "direct-mapping-never-blocked",
  sentence: "A function that demands a direct mapping is never blocked, but in a reset.",
  ids: ["INV-19", "BUG-11"],
  severity: "safety",
  seededFault: soundBut({ directMap: "ignored" }),
  catches: "BUG-11",
  on: ["device-attach", "rid-attach", "rid-replace", "claim", "fd-bind"],
  direction: blocking,
  applies: (m) =>
    m.driverSound && m.domain === BLOCKED && m.facts.topology.functions.some((f) => f.directMap),
  broken: (m) => {
    const dev = m.facts.topology.functions.findIndex(
      (f, d) => f.directMap && m.after.hardware(d, 0) === BLOCKED && !m.after.blocked(d),
    );
    if (dev < 0) return null;
    return found("blocked", { device: dev, pasid: 0, seen: "B", wanted: "not B" });
  },
};
