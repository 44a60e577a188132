/**
 * INV-15, its core form: a replace succeeds only where something was attached (BUG-9 at the level
 * of the IOMMU core).
 */
import { NO_DOMAIN } from "../../../model/vocabulary/operation/domain.js";
import { soundBut } from "../seeded-fault.js";
import { found } from "../finding.js";
import type { StepInvariant } from "../invariant.js";

export const pasidReplaceNeedsAttach: StepInvariant = {
  name: "pasid-replace-needs-attach",
  sentence: "A PASID replace succeeds only where a domain was attached before.",
  ids: ["INV-15"],
  severity: "bookkeeping",
  seededFault: soundBut({ pasidReplace: "creates-entry" }),
  on: ["pasid-replace"],
  applies: (m) => m.before.recorded(m.dev, m.column) === NO_DOMAIN || m.pasid === 0,
  broken: (m) => {
    if (!m.outcome.ok) return null;
    return found("created", { device: m.dev, pasid: m.pasid, seen: "0", wanted: "-EINVAL" });
  },
};
