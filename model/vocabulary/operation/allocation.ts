/**
 * Takers of PASIDs from an allocator (semantics 10): drivers with iommu_alloc_global_pasid()
 * (drivers/dma/idxd), and shared virtual addressing (drivers/iommu/iommu-sva.c).
 */

/**
 * Drivers that a scenario can name, each with PASIDs of its own where the policy has it: R1, R2.
 */
export const DRIVERS_MAX = 2;
/** Address spaces of processes (struct mm_struct): M1, M2. */
export const MMS_MAX = 2;
