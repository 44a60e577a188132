/**
 * Ownership of a group's DMA (drivers/iommu/iommu.c iommu_device_claim_dma_owner and its relatives;
 * semantics 7.2, errno-table section 3). A group has an owner, or drivers of the kernel that use
 * its default domain, or neither.
 */
import { BLOCKED, IDENTITY } from "../../vocabulary/operation/domain.js";
import { OK, refusal, type Outcome } from "../../vocabulary/operation/outcome.js";
import { NO_OWNER, isContext, type OwnerId } from "../../vocabulary/design/user-observation.js";
import { exists } from "../core/domains.js";
import { mustSetDomain, setDomain } from "../core/rid.js";
import type { Group, State } from "../state/state.js";

/** iommu_device_claim_dma_owner. ENODEV, EPERM, EBUSY, EOPNOTSUPP, and what set_domain answers. */
export function claim(s: State, dev: number, owner: OwnerId): Outcome {
  const group = s.group(dev);
  if (group === null) return s.decide("device-claim", null, "ENODEV");
  if (group.ownerCount > 0) {
    if (group.owner !== owner) return s.decide("device-claim", null, "EPERM");
    group.ownerCount++;
    return s.decide("device-claim", null, null);
  }
  const outcome = takeOwnership(s, group);
  if (!outcome.ok) return outcome;
  group.owner = owner;
  group.ownerCount++;
  return OK;
}

/** __iommu_take_dma_ownership. */
function takeOwnership(s: State, group: Group): Outcome {
  if (group.domain !== IDENTITY || hasEntries(s, group))
    return s.decide("group-claim", null, "EBUSY");
  // __iommu_group_alloc_blocking_domain: this driver allocates none (as in a reset).
  if (!exists(s.iommu, BLOCKED)) return s.decide("group-claim", null, "EOPNOTSUPP");
  group.blocking = true;
  // BUG-13: nobody put the group on it.
  if (s.contract.claim === "leaves-domain") return OK;
  return setDomain(s, group, BLOCKED);
}

/** iommu_device_release_dma_owner by O1 or O2. ENOENT: not theirs. EBUSY: entries are left. */
export function release(s: State, dev: number): Outcome {
  const group = s.group(dev);
  if (group === null || group.owner === NO_OWNER || isContext(group.owner))
    return refusal("ENOENT");
  return releaseGroup(s, group);
}

/** iommu_device_release_dma_owner: the last claim that goes gives the group back to the kernel. */
export function releaseGroup(s: State, group: Group): Outcome {
  if (group.ownerCount > 1) {
    group.ownerCount--;
    return OK;
  }
  if (hasEntries(s, group)) return refusal("EBUSY");
  group.ownerCount = 0;
  group.owner = NO_OWNER;
  mustSetDomain(s, group, IDENTITY);
  return OK;
}

/** The driver core's probe: iommu_device_use_default_domain. EBUSY. */
export function bindDriver(s: State, dev: number): Outcome {
  // A device has one driver, and a user's device has VFIO's.
  if (s.driverBound[dev] === true || s.users.contexts[dev] !== 0) return refusal("EBUSY");
  const group = s.group(dev);
  if (group !== null) {
    if (s.contract.driverBind === "asks-owner" && taken(s, group))
      return s.decide("driver-bind", null, "EBUSY");
    group.ownerCount++;
  }
  s.driverBound[dev] = true;
  return OK;
}

/** Whether those who use the group do something else than the kernel's DMA API. */
function taken(s: State, group: Group): boolean {
  const elsewhere = group.domain !== IDENTITY || group.owner !== NO_OWNER || hasEntries(s, group);
  return group.ownerCount > 0 && elsewhere;
}

/** iommu_device_unuse_default_domain. ENOENT: none is bound. EBUSY: entries are left. */
export function unbindDriver(s: State, dev: number): Outcome {
  if (s.driverBound[dev] !== true) return refusal("ENOENT");
  const group = s.group(dev);
  if (group !== null) {
    if (hasEntries(s, group)) return refusal("EBUSY");
    // BUG-14 lets a driver come whose owner then releases for both.
    if (group.ownerCount > 0) group.ownerCount--;
  }
  s.driverBound[dev] = false;
  return OK;
}

/** Whether iommu_group.pasid_array is not empty: the group's, or that of any member. */
function hasEntries(s: State, group: Group): boolean {
  return group.table.size > 0 || group.members.some((member) => s.table(member).size > 0);
}

/** Whether the function's group belongs to an iommufd context: then no kernel driver has it. */
export function isUsers(s: State, dev: number): boolean {
  const group = s.group(dev);
  return group !== null && isContext(group.owner);
}
