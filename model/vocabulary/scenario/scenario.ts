/** A scenario: everything a run needs, as plain data. The same scenario goes to every design. */
import { isUserOperationName, pasidNamed, type Operation } from "../operation/operation.js";
import type { Topology } from "../topology/topology.js";

/** Limits of a scenario. */
export const OPERATIONS_MAX = 10_000;
export const PASIDS_NAMED_MAX = 64;

/** What the IOMMU and its driver can do; one serves the whole machine. */
export interface Iommu {
  /**
   * The driver's static blocked domain: `pasid` has set_dev_pasid, `rid` has none, `none`: the
   * driver has no such domain.
   */
  readonly blocking: "pasid" | "rid" | "none";
  /**
   * The driver refuses set_dev_pasid with EINVAL on a device whose PASID is not enabled (amd does,
   * intel not).
   */
  readonly strict: boolean;
  /** log2 of iommu_device.max_pasids, 0..20; null: no PASID support. */
  readonly pasidBits: number | null;
}

export const DEFAULT_IOMMU: Iommu = Object.freeze({
  blocking: "pasid",
  strict: false,
  pasidBits: 20,
});

export interface Scenario {
  readonly topology: Topology;
  readonly iommu: Iommu;
  readonly operations: readonly Operation[];
}

/**
 * The columns of an observation: 0 stands for the RID, then the PASIDs that the operations name,
 * ascending, and as many from 1 on as operations take from an allocator, which gives out the lowest
 * that is free. Other PASIDs cannot change, so nothing is lost by not looking at them.
 */
export function pasidColumns(operations: readonly Operation[]): readonly number[] {
  const named = [0];
  let taken = 0;
  for (const op of operations) {
    const pasid = pasidNamed(op);
    if (!named.includes(pasid)) named.push(pasid);
    const takes = op.op === "allocate-pasid" || op.op === "sva-bind";
    if (takes && !named.includes(++taken)) named.push(taken);
  }
  return named.sort((a, b) => a - b);
}

/** Whether operations are made by users of the core, so that more is to be observed. */
export function hasUserOperations(operations: readonly Operation[]): boolean {
  return operations.some(({ op }) => isUserOperationName(op));
}
