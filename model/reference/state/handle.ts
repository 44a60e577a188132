/**
 * The attach handles (struct iommu_attach_handle) that are not a scenario's to name: those of
 * iommufd and of SVA. Each is made for one attach, and its domain is the one it is attached to.
 */

/** struct iommufd_attach_handle (drivers/iommu/iommufd/iommufd_private.h). */
export interface FdHandle {
  readonly of: "iommufd";
  /** idev: the function that first attached or last replaced (semantics 9.1). */
  dev: number;
}

/** struct iommu_sva (include/linux/iommu.h). */
export interface SvaHandle {
  readonly of: "sva";
  /** The number of the address space, from 1. */
  readonly mm: number;
  /** The function that it was made for; null: that function has gone. */
  dev: number | null;
  /** Bonds that hold on to it. */
  users: number;
}

export type OwnHandle = FdHandle | SvaHandle;

/** What an attach is passed: none (0), h1..h8 as 1..HANDLES_MAX, or one that is not named. */
export type Handle = number | OwnHandle;

/** The handle as a scenario can name it; 0 also for one that it cannot. */
export function nameable(handle: Handle): number {
  return typeof handle === "number" ? handle : 0;
}
