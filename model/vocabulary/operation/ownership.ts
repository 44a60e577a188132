/**
 * Owners of DMA (drivers/iommu/iommu.c, iommu_device_claim_dma_owner()): they decide what a group's
 * devices reach. A group belongs to the kernel's DMA API while nobody has claimed it.
 */

/** Owners that a scenario can name: O1, O2. An iommufd context is an owner too. */
export const OWNERS_MAX = 2;
