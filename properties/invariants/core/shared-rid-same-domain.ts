/**
 * INV-24 for the RID: functions that emit one requester ID are on one domain, for the IOMMU cannot
 * tell them apart.
 */
import { domainText } from "../../../model/vocabulary/operation/domain.js";
import { soundBut } from "../seeded-fault.js";
import { found } from "../finding.js";
import type { StepInvariant } from "../invariant.js";

export const sharedRidSameDomain: StepInvariant = {
  name: "shared-rid-same-domain",
  sentence: "Functions that emit a common requester ID are on the same RID domain, resets apart.",
  ids: ["INV-24", "CLAIM-2", "FLAW-5"],
  severity: "safety",
  seededFault: soundBut({ grouping: "linux" }),
  on: ["device-attach", "device-detach", "rid-attach", "rid-replace", "rid-detach", "plug"],
  applies: (m) => m.driverSound && m.facts.sharingPairs().length > 0,
  broken: (m) => {
    for (const [a, b] of m.facts.sharingPairs()) {
      if (m.after.group(a) === 0 || m.after.group(b) === 0) continue;
      // BUG-36, unsolved in 7.3: a reset blocks one of them, and unblocks both.
      if (m.after.blocked(a) || m.after.blocked(b)) continue;
      const seen = domainText(m.after.hardware(a, 0));
      const wanted = domainText(m.after.hardware(b, 0));
      if (seen !== wanted) return found("rid", { device: a, other: b, pasid: 0, seen, wanted });
    }
    return null;
  },
};
