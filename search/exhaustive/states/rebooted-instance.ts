/**
 * A rebooted instance, for a design that cannot be put back: it is booted anew, and led to a state
 * by the operations of the first path that came there, which breadth-first is a shortest one. Of
 * such a design only what can be observed, and what the hardware holds, tells states apart.
 */
import type { Design, BootInput, Machine } from "../../../model/vocabulary/design/design.js";
import type { DomainId } from "../../../model/vocabulary/operation/domain.js";
import type { Outcome } from "../../../model/vocabulary/operation/outcome.js";
import { ENTRY_OF_HANDLE, type Snapshot } from "../../../model/vocabulary/design/snapshot.js";
import { Observation } from "../../../model/vocabulary/design/observation.js";
import type { Operation } from "../../../model/vocabulary/operation/operation.js";
import { hasUserOperations } from "../../../model/vocabulary/scenario/scenario.js";
import { type DriverFailure, HANDLES_MAX } from "../../../model/vocabulary/operation/operands.js";

/** The design's machine if it can be put back, else one around it that can. */
export function bootRestorable(design: Design, input: BootInput): Machine {
  const machine = design.boot(input);
  const able = machine.save !== undefined && machine.restore !== undefined;
  return able ? machine : new Replayed(design, input, machine);
}

interface Done {
  readonly op: Operation;
  readonly dev: number;
  readonly fail: DriverFailure | undefined;
}

export class Replayed implements Machine {
  private readonly design: Design;
  private readonly input: BootInput;
  private readonly seen: Observation;
  /** The first path that came to each state. */
  private readonly paths = new Map<string, readonly Done[]>();
  private machine: Machine;
  private path: readonly Done[] = [];

  constructor(design: Design, input: BootInput, machine: Machine) {
    this.design = design;
    this.input = input;
    this.machine = machine;
    this.seen = new Observation(
      input.topology.functions.length,
      input.columns.length,
      hasUserOperations(input.operations),
    );
  }

  step(op: Operation, dev: number): Outcome {
    this.path = [...this.path, { op, dev, fail: this.input.hardware.failure }];
    return this.machine.step(op, dev);
  }

  observe(into: Observation): void {
    this.machine.observe(into);
  }

  lookup(dev: number, pasid: number): DomainId {
    return this.machine.lookup(dev, pasid);
  }

  save(into: Snapshot): void {
    const { seen } = this;
    seen.clear();
    this.machine.observe(seen);
    for (let dev = 0; dev < seen.functions; dev++) {
      into.setEnabled(dev, seen.enabled(dev));
      into.setDomain(dev, seen.recorded(dev, 0));
      for (let column = 0; column < seen.columns; column++) {
        const handle = seen.handle(dev, column);
        const domain = column === 0 ? 0 : seen.recorded(dev, column);
        into.setEntry(dev, column, handle === 0 ? domain : ENTRY_OF_HANDLE + handle);
      }
    }
    for (let h = 1; h <= HANDLES_MAX; h++) into.setHandleDomain(h, seen.handleDomain(h));
    const key = this.keyOf(into);
    if (!this.paths.has(key)) this.paths.set(key, this.path);
  }

  /** The hardware has been put back already, and is again when this returns. */
  restore(from: Snapshot): void {
    const path = this.paths.get(this.keyOf(from));
    if (path === undefined) throw new Error("a state that no path has come to");
    const { hardware } = this.input;
    const held = new Uint8Array(hardware.cells);
    hardware.save(held, 0);
    hardware.begin(undefined);
    hardware.restore(new Uint8Array(hardware.cells), 0);
    this.machine = this.design.boot(this.input);
    for (const { op, dev, fail } of path) {
      hardware.begin(fail);
      this.machine.step(op, dev);
    }
    hardware.restore(held, 0);
    this.path = path;
  }

  private keyOf(snapshot: Snapshot): string {
    const held = new Uint8Array(this.input.hardware.cells);
    this.input.hardware.save(held, 0);
    return `${snapshot.cells.join()};${held.join()}`;
  }
}
