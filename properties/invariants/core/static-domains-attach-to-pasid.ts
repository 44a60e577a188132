/**
 * INV-7: the driver's own static domains fit as well: they have no owner, and that is no reason to
 * refuse (BUG-5).
 */
import { isStatic } from "../../../model/vocabulary/operation/domain.js";
import { soundBut } from "../seeded-fault.js";
import { driverRefused, found, hasSibling, isInstalled } from "../finding.js";
import type { StepInvariant } from "../invariant.js";

export const staticDomainsAttachToPasid: StepInvariant = {
  name: "static-domains-attach-to-pasid",
  sentence:
    "The driver's identity and blocked domains can be attached to a PASID like its paging domains.",
  ids: ["INV-7", "BUG-5"],
  severity: "bookkeeping",
  seededFault: soundBut({ compat: "owner-only" }),
  catches: "BUG-5",
  on: ["pasid-attach"],
  applies: (m) =>
    isStatic(m.domain) &&
    m.facts.iommu.blocking === "pasid" &&
    m.after.group(m.dev) !== 0 &&
    m.pasid > 0 &&
    m.pasid < m.facts.maxPasids(m.dev) &&
    !hasSibling(m.after, m.dev) &&
    m.facts.noRidAlias(m.dev) &&
    !(m.handle !== 0 && isInstalled(m.before, m.handle)),
  broken: (m) => {
    if (m.outcome.ok || m.outcome.errno !== "EINVAL" || driverRefused(m.calls)) return null;
    return found("refused", { device: m.dev, pasid: m.pasid, seen: "-EINVAL", wanted: "0" });
  },
};
