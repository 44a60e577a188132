/** Operands of operations: the function, the PASID, and the failure of the IOMMU driver. */
import type { Errno } from "./outcome.js";

/** The number of attach handles (struct iommu_attach_handle) that a scenario can name: h1..h8. */
export const HANDLES_MAX = 8;

/** PASIDs are 20 bits wide; operations may also name one too many, to see it refused. */
export const PASID_MAX = 0x10_0000;

/**
 * Tells the IOMMU driver to fail its `call`-th callback (from 1) during this operation with
 * `errno`.
 */
export interface DriverFailure {
  readonly call: number;
  readonly errno: Errno;
}

export interface OnDevice {
  /** Index of the function, taken modulo their number. */
  readonly dev: number;
}

export interface MayFail {
  readonly fail?: DriverFailure;
}

export interface OnPasid {
  /** 0..2^20. */
  readonly pasid: number;
}

/**
 * Number of callbacks that the log keeps for one operation; a design that makes more is crashed.
 */
export const CALLS_MAX = 100_000;
