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
  if (!a.pasid.some(({ capable }) => capable === true)) return [];
  const { iommu, guest } = pasidNeeds(functions);
  const host = match(iommu)
    .with("intel", () => INTEL)
    .with("amd", () => AMD)
    .with("unknown", () => `${INTEL}; ${AMD}; ${ARM}`)
    .exhaustive();
  return [item(`The way up is not all: PASID also needs ${guest ? `${GUEST}: ` : ""}${host}`)];
}

/** pasid_supported(): intel_iommu_sm, ecap SMTS and PASID; intel_iommu_probe_finalize enables. */
const INTEL =
  "VT-d in scalable mode (intel_iommu=on,sm_on, and an IOMMU with ECAP SMTS and PASID), which enables " +
  "it when the function is probed";
/** pdev_enable_caps() in attach_device(), if pdom_is_sva_capable(): v2 tables or pass-through. */
const AMD =
  "an AMD IOMMU with guest translation (GTSup, PASMax) and a GCR3 table: amd_iommu=pgtbl_v2 or " +
  "iommu=pt, which enables it when such a domain is attached";
/** arm_smmu_probe_device() calls arm_smmu_enable_pasid(). */
const ARM = "an SMMUv3 with substreams (SSIDSIZE), which enables it when the function is probed";
const GUEST = "in this virtual machine a vIOMMU that has it";
