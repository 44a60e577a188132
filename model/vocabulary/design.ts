/**
 * Defines what a design is: something that boots on a topology and answers operations. The
 * reference, the optimized implementations and designs in other processes all stand behind this
 * interface.
 */
import type { Contract } from "./contract.js";
import type { DomainId } from "./domain.js";
import type { Outcome } from "./errno.js";
import type { Hardware } from "./hardware.js";
import type { Observation } from "./observation.js";
import type { Operation } from "./operation.js";
import type { Iommu } from "./scenario.js";
import type { Topology } from "./topology.js";

/** A running instance. */
export interface Machine {
  /**
   * Carries out one operation on function `dev` (already taken modulo). Throws only if the machine
   * is broken.
   */
  step(op: Operation, dev: number): Outcome;
  /**
   * Fills in group, enabled, recorded, handle and handleDomain; the hardware part is filled by the
   * caller.
   */
  observe(into: Observation): void;
  /**
   * What the PASID table says for (dev, pasid), as a reader outside the lock would see it; 0:
   * nothing.
   */
  lookup(dev: number, pasid: number): DomainId;
}

/** What a machine is booted with. */
export interface Given {
  readonly topology: Topology;
  readonly iommu: Iommu;
  /** The PASIDs of the observation's columns; column 0 is the RID. */
  readonly columns: readonly number[];
  /** The machine drives it; during boot it attaches every grouped function to IDENTITY. */
  readonly hardware: Hardware;
}

export interface Design {
  /** Lower case, with dashes; unique in a run. */
  readonly name: string;
  /** What it is, in one sentence. */
  readonly sentence: string;
  /** What it promises; the reference is held against it under exactly this contract. */
  readonly contract: Contract;
  boot(given: Given): Machine;
}
