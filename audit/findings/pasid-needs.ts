/**
 * The kind of IOMMU that a machine has, by what its source shows of the platform: what must be
 * there for PASID beside the way up depends on it (Linux 7.3 drivers/iommu/intel/iommu.c
 * intel_iommu_probe_finalize, amd/iommu.c amd_iommu_attach_device, arm/arm-smmu-v3/arm-smmu-v3.c
 * arm_smmu_enable_pasid).
 */
import type { ShownFunction } from "./shown-machine.js";

export type IommuKind = "intel" | "amd" | "unknown";

export interface PasidNeeds {
  /** Unknown also for Arm, which no id of a PCI function tells for sure. */
  readonly iommu: IommuKind;
  /** It is a virtual machine: its IOMMU is an emulated one. */
  readonly guest: boolean;
}

type Seen = Pick<ShownFunction, "vendor" | "class" | "title" | "subsystem">;

const INTEL = 0x8086;
const AMD = 0x1022;
const IOMMU: Platform = { class: 0x0806, name: /^IOMMU\b/ };
/** What every platform has of its own maker. */
const CHIPSET: readonly Platform[] = [
  { class: 0x0600, name: /^Host bridge\b/ },
  { class: 0x0601, name: /^ISA bridge\b/ },
];

interface Platform {
  readonly class: number;
  readonly name: RegExp;
}

export function pasidNeeds(functions: readonly Seen[]): PasidNeeds {
  const platform = functions.filter((f) => [IOMMU, ...CHIPSET].some((one) => isA(f, one)));
  return { iommu: iommuOf(functions), guest: platform.some((f) => isVirtual(f)) };
}

function iommuOf(functions: readonly Seen[]): IommuKind {
  if (functions.some((f) => isA(f, IOMMU) && vendorOf(f) === AMD)) return "amd";
  const makers = new Set(
    functions.filter((f) => CHIPSET.some((one) => isA(f, one))).map((f) => vendorOf(f)),
  );
  if (makers.has(INTEL) === makers.has(AMD)) return "unknown";
  return makers.has(INTEL) ? "intel" : "amd";
}

function isA(f: Seen, { class: code, name }: Platform): boolean {
  return f.class === null ? name.test(f.title) : f.class === code;
}

function vendorOf({ vendor, title }: Seen): number | null {
  if (vendor !== null) return vendor;
  if (/\bIntel Corporation\b/.test(title)) return INTEL;
  return /\bAdvanced Micro Devices\b/.test(title) ? AMD : null;
}

/** QEMU and its kin put their own subsystem, or vendor, on an emulated chipset. */
const VIRTUAL_VENDORS = new Set([0x1b36, 0x1af4, 0x15ad, 0x5853]);
const VIRTUAL_NAMES = /\b(?:QEMU|Virtual Machine|VMware|1af4:1100)\b/i;

function isVirtual({ vendor, title, subsystem }: Seen): boolean {
  if (vendor !== null && VIRTUAL_VENDORS.has(vendor)) return true;
  return VIRTUAL_NAMES.test(`${title} ${subsystem ?? ""}`);
}
