/** INV-17: an owner has the group for itself, and it is one (BUG-14). */
import { NO_OWNER, ownerText } from "../../../model/vocabulary/design/user-observation.js";
import { soundBut } from "../seeded-fault.js";
import { found, isOrJoins } from "../finding.js";
import type { StepInvariant } from "../invariant.js";

export const dmaOwnerExcludesDrivers: StepInvariant = {
  name: "dma-owner-excludes-drivers",
  sentence: "While a group has an owner, no driver is bound that uses its default domain.",
  ids: ["INV-17", "BUG-14"],
  severity: "safety",
  seededFault: soundBut({ driverBind: "unasked" }),
  catches: "BUG-14",
  on: ["claim", "fd-bind", "driver-bind"],
  applies: (m) => m.outcome.ok && m.after.users !== null,
  broken: (m) => {
    const seen = m.after.users;
    if (seen === null || seen.owner(m.dev) === NO_OWNER) return null;
    for (let dev = 0; dev < m.facts.functions; dev++)
      if (seen.driverBound(dev) && isOrJoins(m.after, dev, m.dev)) {
        const rest = { device: dev, other: m.dev, seen: "a driver is bound" };
        return found("driver", { ...rest, wanted: `${ownerText(seen.owner(m.dev))} alone` });
      }
    return null;
  },
};
