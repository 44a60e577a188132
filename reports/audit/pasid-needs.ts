/**
 * The closing sentence of what an audit says of PASID: the way up is one condition, and what the
 * IOMMU, its driver and a guest's IOMMU add to it. Sources: audit/findings/pasid-needs.ts.
 */
import { match } from "ts-pattern";
import type { Audit } from "../../audit/findings/audit.js";
import { pasidNeeds } from "../../audit/findings/pasid-needs.js";
import { item, type Item } from "./words.js";

type Seen = Parameters<typeof pasidNeeds>[0][number];

/** None where no function has PASID, for then it needs nothing else. */
export function pasidNeedItems(a: Audit, functions: readonly Seen[]): readonly Item[] {
  // A capability that is not shown is no reason to say what it would need.
  const isShown = (dev: number): boolean => a.shown[dev] !== false;
  if (!a.pasid.some(({ capable }, dev) => capable === true && isShown(dev))) return [];
  const { iommu, guest } = pasidNeeds(functions);
  const host = match(iommu)
    .with("intel", () => INTEL)
    .with("amd", () => AMD)
    .with("unknown", () => ANY)
    .exhaustive();
  const where = guest ? `${GUEST}; ` : "";
  return [item(`The way up is not all: ${where}${host}; and a driver or iommufd must use it`)];
}

/** pasid_supported(): intel_iommu_sm, ecap SMTS and PASID; intel_iommu_probe_finalize enables. */
const INTEL =
  "VT-d must be in scalable mode (intel_iommu=on,sm_on; ECAP SMTS and PASID), and then enables " +
  "PASID when it probes the function";
/** pdev_enable_caps() in attach_device(), if pdom_is_sva_capable(): v2 tables or pass-through. */
const AMD =
  "the AMD IOMMU must have guest translation, and enables PASID when a domain with a GCR3 table " +
  "is attached (amd_iommu=pgtbl_v2 or iommu=pt)";
/** Arm: arm_smmu_probe_device() calls arm_smmu_enable_pasid(). */
const ANY =
  "the IOMMU must be VT-d in scalable mode (intel_iommu=on,sm_on), AMD with a GCR3 table " +
  "(amd_iommu=pgtbl_v2 or iommu=pt) or an SMMUv3 with substreams";
const GUEST = "in this virtual machine its vIOMMU must have PASID";
