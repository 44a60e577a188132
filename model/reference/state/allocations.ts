/**
 * The memory of the allocators of PASIDs: who holds which number, the PASIDs of address spaces, and
 * their bonds with functions (semantics 10).
 */
import { MMS_MAX } from "../../vocabulary/operation/allocation.js";
import type { SvaHandle } from "./handle.js";

/** A number that a driver holds through a function. */
export interface Holding {
  readonly driver: number;
  readonly dev: number;
  readonly pasid: number;
}

/** What iommu_sva_bind_device() has returned to the driver of a function. */
export interface Bond {
  readonly dev: number;
  readonly mm: number;
  /** Found or made by the bind. */
  readonly handle: SvaHandle;
}

export interface Allocations {
  holdings: readonly Holding[];
  /** In the order in which they were made. */
  bonds: readonly Bond[];
  /** mm->iommu_mm->pasid of M1..; 0: none yet. Index 0 is unused. */
  readonly mmPasid: number[];
}

export function newAllocations(): Allocations {
  return { holdings: [], bonds: [], mmPasid: Array.from({ length: MMS_MAX + 1 }, () => 0) };
}
