/**
 * INV-7: a domain of another IOMMU driver is never attached (BUG-16; LEAD-10 for
 * iommu_replace_group_handle).
 */
import { isForeign } from "../../../model/vocabulary/operation/domain.js";
import { soundBut } from "../seeded-fault.js";
import { foreign } from "../directions.js";
import { found } from "../finding.js";
import type { StepInvariant } from "../invariant.js";

export const foreignDomainRefused: StepInvariant = {
  name: "foreign-domain-refused",
  sentence: "A domain of another IOMMU driver is refused by every attach and every replace.",
  ids: ["INV-7", "BUG-16", "LEAD-10"],
  severity: "safety",
  seededFault: soundBut({ compat: "none" }),
  catches: "BUG-16",
  direction: foreign,
  on: ["device-attach", "rid-attach", "rid-replace", "pasid-attach", "pasid-replace"],
  applies: (m) => isForeign(m.domain) && m.after.group(m.dev) !== 0,
  broken: (m) => {
    if (!m.outcome.ok) return null;
    return found(m.op.op, { device: m.dev, pasid: m.pasid, seen: "0", wanted: "-EINVAL" });
  },
};
