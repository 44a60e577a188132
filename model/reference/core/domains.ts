/**
 * The domains that fit an operation: the ops a domain has, and whose it is (drivers/iommu/iommu.c
 * domain_iommu_ops_compatible; semantics 7.1 compat).
 */
import type { Contract } from "../../vocabulary/design/contract.js";
import {
  BLOCKED,
  isForeign,
  isRidOnly,
  isStatic,
  type DomainId,
} from "../../vocabulary/operation/domain.js";
import type { Iommu } from "../../vocabulary/scenario/scenario.js";

/** Whether the driver has this domain at all: its static blocked domain may be missing. */
export function exists(iommu: Iommu, domain: DomainId): boolean {
  return domain !== BLOCKED || iommu.blocking !== "none";
}

/** Whether domain->ops->set_dev_pasid is there. */
export function hasSetDevPasid(iommu: Iommu, domain: DomainId): boolean {
  return domain === BLOCKED ? iommu.blocking === "pasid" : !isRidOnly(domain);
}

/** compat(ops, D) for a RID attach. */
export function fitsRid(contract: Contract, iommu: Iommu, domain: DomainId): boolean {
  if (contract.compat === "none") return true;
  return !isForeign(domain) && exists(iommu, domain);
}

/**
 * compat(ops, D) for a PASID attach or replace; before BUG-5 was fixed, static domains had no owner
 * and did not fit.
 */
export function fitsPasid(contract: Contract, domain: DomainId): boolean {
  switch (contract.compat) {
    case "none":
      return true;
    case "owner-only":
      return !isForeign(domain) && !isStatic(domain);
    case "owner-or-static":
      return !isForeign(domain);
    default:
      return contract.compat satisfies never;
  }
}
