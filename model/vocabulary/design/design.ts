/**
 * A design: something that boots on a topology and answers operations. The reference, the optimized
 * implementations and designs in other processes all stand behind this interface.
 */
import type { Contract } from "./contract.js";
import type { DomainId } from "../operation/domain.js";
import type { Outcome } from "../operation/outcome.js";
import type { Hardware } from "./hardware.js";
import type { Snapshot } from "./snapshot.js";
import type { Observation } from "./observation.js";
import type { Operation } from "../operation/operation.js";
import type { Iommu, Scenario } from "../scenario/scenario.js";
import type { Topology } from "../topology/topology.js";

/** A running instance. */
export interface Machine {
  /**
   * Carries out one operation on function `dev` (already taken modulo). Throws only if the machine
   * is broken.
   */
  step(op: Operation, dev: number): Outcome;
  /**
   * Fills in group, flags, recorded, handle and handleDomain; the hardware part is filled by the
   * caller.
   */
  observe(into: Observation): void;
  /**
   * What the PASID table says for (dev, pasid), as a reader outside the lock would see it; 0:
   * nothing.
   */
  lookup(dev: number, pasid: number): DomainId;
  /**
   * What the platform under the design complained of during the last step (a kernel WARN, lockdep);
   * absent where there is no platform that could.
   */
  warnings?(): readonly string[];
  /**
   * Writes down all that it remembers; absent where it cannot be put back. Of the PASIDs only the
   * columns of the boot count; of functions that came, went or were reset nothing is written down.
   */
  save?(into: Snapshot): void;
  /** Becomes the machine that wrote this down. The hardware is put back by the caller. */
  restore?(from: Snapshot): void;
  /**
   * Why the platform would have died by now, in a few words; null: it lives. The reference goes on
   * where the source that it interprets calls a null pointer, and says so here.
   */
  deathForetold?(): string | null;
  /**
   * Nobody will use the machine any more: what it and its hardware keep may go to the next. Only a
   * machine that has this gives its hardware back.
   */
  retire?(): void;
}

/** What a machine is booted with. */
export interface BootInput {
  readonly topology: Topology;
  readonly iommu: Iommu;
  /** What will be asked, in order: a design in another process carries it all out at boot. */
  readonly operations: readonly Operation[];
  /** The PASIDs of the observation's columns; column 0 is the RID. */
  readonly columns: readonly number[];
  /**
   * The machine drives it; during boot it attaches every grouped function that is there to
   * IDENTITY.
   */
  readonly hardware: Hardware;
}

export interface Design {
  /** Lower case, with dashes; unique in a run. */
  readonly name: string;
  /** What it is, in one sentence. */
  readonly sentence: string;
  /** What it promises; the reference is held against it under exactly this contract. */
  readonly contract: Contract;
  /** How precisely it can be held against the reference; absent: in everything. */
  readonly precision?: Precision;
  /** Throws NotExpressible where it cannot be asked this; any other exception is a crash. */
  boot(given: BootInput): Machine;
  /** The nearest scenario that it can be asked; absent: it can be asked any. */
  fit?(scenario: Scenario): Scenario;
  /** Told which scenarios it will soon be booted on, so that it may work ahead. */
  announce?(coming: readonly Omit<BootInput, "hardware">[]): void;
}

/** How precisely a design is held against the reference. Groups and tables always are. */
export interface Precision {
  /** The errno must be the same, or any refusal is as good as another. */
  readonly outcome: "errno" | "refusal";
  /** The driver callbacks must be the same, or it reports none. */
  readonly calls: "all" | "none";
}

export const EXACT: Precision = Object.freeze({ outcome: "errno", calls: "all" });

/** Thrown by boot(): the design has no way to express this scenario. That is no verdict. */
export class NotExpressible extends Error {
  constructor(reason: string) {
    super(reason);
    this.name = "NotExpressible";
  }
}
