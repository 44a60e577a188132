/** INV-29: a detach of the RID always succeeds, and the domain is free then (BUG-34). */
import { BLOCKED, IDENTITY, domainText } from "../../../model/vocabulary/operation/domain.js";
import { NO_OWNER } from "../../../model/vocabulary/design/user-observation.js";
import { soundBut } from "../seeded-fault.js";
import { found } from "../finding.js";
import type { StepInvariant } from "../invariant.js";

export const ridDetachRestoresDomain: StepInvariant = {
  name: "rid-detach-restores-domain",
  sentence:
    "After a RID is detached its group is on the default domain, or on the blocking one if owned.",
  ids: ["INV-29", "BUG-34"],
  severity: "safety",
  seededFault: soundBut({ ridDetach: "waits-for-resets" }),
  catches: "BUG-34",
  on: ["rid-detach"],
  applies: (m) => m.outcome.ok && m.driverSound,
  broken: (m) => {
    const owned = (m.after.users?.owner(m.dev) ?? NO_OWNER) !== NO_OWNER;
    const wanted = owned ? BLOCKED : IDENTITY;
    const seen = m.after.recorded(m.dev, 0);
    if (seen === wanted) return null;
    const rest = { device: m.dev, pasid: 0, wanted: domainText(wanted) };
    return found("left", { ...rest, seen: domainText(seen) });
  },
};
