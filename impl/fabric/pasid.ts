/**
 * The PASID abilities of each function: dev_iommu_get_max_pasids() (drivers/iommu/iommu.c) and the
 * checks of pci_enable_pasid() that do not depend on state (drivers/pci/ats.c),
 * docs/reference/errno-table.md 1.
 */
import type { Contract } from "../../model/vocabulary/design/contract.js";
import { PASID_EXEC, PASID_PRIV } from "../../model/vocabulary/operation/operation.js";
import type { Iommu } from "../../model/vocabulary/scenario/scenario.js";
import {
  isEndpoint,
  type Pasid,
  pasidOf,
  type PciFunction,
} from "../../model/vocabulary/topology/topology.js";
import { FLAG, type Facts } from "./facts.js";
import { pasidSafe } from "./pasid-safety.js";

/**
 * Per function dev->iommu->max_pasids; 0: not capable. It does not depend on PASID being enabled.
 */
export function maxPasids(facts: Facts, iommu: Iommu, vf: Contract["vf"]): Int32Array {
  const max = new Int32Array(facts.count);
  const { pasidBits } = iommu;
  if (pasidBits === null) return max;
  for (let dev = 0; dev < facts.count; dev++) {
    const f = facts.functions[dev]!;
    const pasid = pasidOf(f.kind === "vf" && vf === "shares-pf" ? facts.functions[f.pf]! : f);
    if (pasid !== null) max[dev] = 1 << Math.min(pasid.width, pasidBits);
  }
  return max;
}

/** In place of feature bits: PASID can never be enabled here. */
export const CANNOT_ENABLE = -1;

/**
 * Per function the features with which PASID can be enabled, or CANNOT_ENABLE where rows 4, 5 or
 * 6 refuse. They all say EINVAL, and none depends on state.
 */
export function enableFeatures(facts: Facts, enableCheck: Contract["enableCheck"]): Int8Array {
  const features = new Int8Array(facts.count).fill(CANNOT_ENABLE);
  const safe = enableCheck === "pasid-safe" ? pasidSafe(facts) : null;
  for (let dev = 0; dev < facts.count; dev++) {
    const flags = facts.flags[dev]!;
    const f = facts.functions[dev]!;
    const pasid = pasidOf(f);
    if (pasid === null || !carriesPasids(f, flags)) continue;
    if (enableCheck !== "none" && (flags & FLAG.PATH_REDIRECTED) === 0) continue;
    if (safe !== null && safe[dev] === 0) continue;
    features[dev] = featuresOf(pasid);
  }
  return features;
}

/** Row 4: prefixes pass all the way, or the function needs none. */
function carriesPasids(f: PciFunction, flags: number): boolean {
  return (flags & FLAG.PREFIX) !== 0 || (isEndpoint(f) && f.pasidNoTlp);
}

function featuresOf(pasid: Pasid): number {
  return (pasid.exec ? PASID_EXEC : 0) | (pasid.priv ? PASID_PRIV : 0);
}
