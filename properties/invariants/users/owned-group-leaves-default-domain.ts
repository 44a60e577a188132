/** INV-18: who has claimed a group no longer shares it with the kernel's DMA API (BUG-13). */
import { IDENTITY, domainText } from "../../../model/vocabulary/operation/domain.js";
import type { Observation } from "../../../model/vocabulary/design/observation.js";
import { NO_OWNER } from "../../../model/vocabulary/design/user-observation.js";
import { soundBut } from "../seeded-fault.js";
import { found } from "../finding.js";
import type { StepInvariant, StepInput } from "../invariant.js";

export const ownedGroupLeavesDefaultDomain: StepInvariant = {
  name: "owned-group-leaves-default-domain",
  sentence: "A group that is claimed, or detached while it is owned, leaves the default domain.",
  ids: ["INV-18", "BUG-13"],
  severity: "safety",
  seededFault: soundBut({ claim: "leaves-domain" }),
  catches: "BUG-13",
  on: ["claim", "fd-bind", "rid-detach", "fd-detach", "vfio-detach"],
  applies: (m) => m.driverSound && begins(m) && isOwned(m.after, m.dev),
  broken: (m) => {
    const recorded = m.after.recorded(m.dev, 0);
    if (recorded !== IDENTITY) return null;
    const rest = { device: m.dev, pasid: 0, wanted: domainText(1) };
    return found("default-domain", { ...rest, seen: domainText(recorded) });
  },
};

/** What the owner attaches itself is its own affair. */
function begins(m: StepInput): boolean {
  return m.op.op !== "claim" && m.op.op !== "fd-bind" ? m.outcome.ok : !isOwned(m.before, m.dev);
}

function isOwned(seen: Observation, dev: number): boolean {
  return (seen.users?.owner(dev) ?? NO_OWNER) !== NO_OWNER;
}
