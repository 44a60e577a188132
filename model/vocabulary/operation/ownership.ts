/**
 * The operations on DMA ownership (drivers/iommu/iommu.c): who may decide what a group's devices
 * reach. A group belongs to the kernel's DMA API while nobody has claimed it.
 */
import type { MayFail, OnDevice } from "./operands.js";

/** Owners that a scenario can name: O1, O2. An iommufd context is an owner too. */
export const OWNERS_MAX = 2;

/** iommu_device_claim_dma_owner(dev, owner): what VFIO and iommufd do for a user's device. */
export interface Claim extends OnDevice, MayFail {
  readonly op: "claim";
  /** 1..OWNERS_MAX. */
  readonly owner: number;
}

/**
 * iommu_device_release_dma_owner(dev). Void, and it warns where nothing is claimed or PASIDs are
 * attached: then it is not called, and the outcome is ENOENT or EBUSY.
 */
export interface Release extends OnDevice, MayFail {
  readonly op: "release";
}

/**
 * A driver of the kernel binds: iommu_device_use_default_domain(dev). A device has one driver:
 * where one is bound, or a user has the device, the outcome is EBUSY.
 */
export interface DriverBind extends OnDevice {
  readonly op: "driver-bind";
}

/**
 * It unbinds: iommu_device_unuse_default_domain(dev). Void, and it warns while PASIDs are attached:
 * then it is not called and the outcome is EBUSY; ENOENT where no driver is bound.
 */
export interface DriverUnbind extends OnDevice {
  readonly op: "driver-unbind";
}

export type OwnershipOperation = Claim | Release | DriverBind | DriverUnbind;

export const OWNERSHIP_OPERATIONS = ["claim", "release", "driver-bind", "driver-unbind"] as const;
