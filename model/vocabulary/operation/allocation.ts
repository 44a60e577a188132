/**
 * The operations that take a PASID from an allocator (semantics 10): a driver that takes one for a
 * domain of its own (drivers/dma/idxd with iommu_alloc_global_pasid()), and shared virtual
 * addressing (drivers/iommu/iommu-sva.c).
 */
import type { DomainName } from "./domain.js";
import type { MayFail, OnDevice } from "./operands.js";

/**
 * Drivers that a scenario can name, each with PASIDs of its own where the policy has it: R1, R2.
 */
export const DRIVERS_MAX = 2;
/** Address spaces of processes (struct mm_struct): M1, M2. */
export const MMS_MAX = 2;

/**
 * The driver takes the lowest number that is free in its space, 1 to max_pasids - 1, and attaches
 * the domain there without a handle: ENOSPC if there is none; the number goes back if the attach is
 * refused.
 */
export interface AllocatePasid extends OnDevice, MayFail {
  readonly op: "allocate-pasid";
  /** 1..DRIVERS_MAX. */
  readonly driver: number;
  readonly domain: DomainName;
}

/**
 * The driver detaches the highest number that it holds on this function, and gives it back; ENOENT
 * if it holds none.
 */
export interface FreePasid extends OnDevice, MayFail {
  readonly op: "free-pasid";
  readonly driver: number;
}

/** iommu_sva_bind_device(dev, mm). */
export interface SvaBind extends OnDevice, MayFail {
  readonly op: "sva-bind";
  /** 1..MMS_MAX. */
  readonly mm: number;
}

/** iommu_sva_unbind_device() of a bond of this function and mm; ENOENT if there is none. */
export interface SvaUnbind extends OnDevice, MayFail {
  readonly op: "sva-unbind";
  readonly mm: number;
}

export type AllocationOperation = AllocatePasid | FreePasid | SvaBind | SvaUnbind;

export const ALLOCATION_OPERATIONS = [
  "allocate-pasid",
  "free-pasid",
  "sva-bind",
  "sva-unbind",
] as const;
