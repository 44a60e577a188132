/**
 * The worth of a function's PASID capability: end-end prefixes (drivers/pci/probe.c
 * pci_configure_eetlp_prefix) and the number of PASIDs (drivers/iommu/iommu.c
 * dev_iommu_get_max_pasids).
 */
import type { Iommu } from "../vocabulary/scenario/scenario.js";
import { isExpress, pasidOf, pasidOwner, type Topology } from "../vocabulary/topology/topology.js";

/**
 * pci_dev.eetlp_prefix_max != 0: the function and every bridge above it support end-end prefixes.
 */
export function prefixReachesRoot(t: Topology, dev: number): boolean {
  const f = t.functions[dev];
  if (f === undefined || !isExpress(f) || !f.prefix) return false;
  if (f.kind === "root-port" || f.kind === "rciep") return true;
  return f.parent !== null && prefixReachesRoot(t, f.parent);
}

/** dev->iommu->max_pasids: 0 if not capable. Does not depend on PASID being enabled (CLAIM-6). */
export function maxPasids(t: Topology, iommu: Iommu, dev: number): number {
  const f = t.functions[dev];
  if (f === undefined || iommu.pasidBits === null) return 0;
  const owner = t.functions[pasidOwner(f, dev)];
  const pasid = owner === undefined ? null : pasidOf(owner);
  return pasid === null ? 0 : Math.min(2 ** pasid.width, 2 ** iommu.pasidBits);
}
