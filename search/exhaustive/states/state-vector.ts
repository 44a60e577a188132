/**
 * The packed state of a run: all that the machine remembers, all that its hardware holds, and what
 * the invariants must know of the past, a byte each, seen as 32-bit words by the search.
 */
import { HANDLES_MAX } from "../../../model/vocabulary/operation/operands.js";
import type { RestorableInstance } from "./restorable-instance.js";
import type { Layout } from "./symmetry.js";

/** Bits of the last byte. */
export const PAST = {
  /** The driver has failed a callback that must not fail (StepMoment.driverSound). */
  UNSOUND: 1,
  /** The design has left the reference: from then on it is not held against it. */
  LEFT_REFERENCE: 2,
} as const;

export class StateBytes implements Layout {
  readonly functions: number;
  readonly columns: number;
  readonly row: number;
  readonly handles: number;
  readonly handlesAt: number;
  readonly hardwareAt: number;
  readonly controlAt: number;
  readonly words: number;
  private readonly pastAt: number;
  private readonly snapshot: Uint8Array;
  private readonly hardware: Uint8Array;

  constructor(functions: number, columns: number, handles: number) {
    this.functions = functions;
    this.columns = columns;
    this.row = 2 + columns;
    this.handles = handles;
    this.handlesAt = functions * this.row;
    this.hardwareAt = this.handlesAt + handles;
    this.controlAt = this.hardwareAt + functions * columns;
    this.pastAt = this.controlAt + functions;
    this.words = (this.pastAt + 4) >> 2;
    this.snapshot = new Uint8Array(functions * this.row + HANDLES_MAX);
    this.hardware = new Uint8Array(functions * (columns + 1));
  }

  /** Writes down where a stand is. */
  write(instance: RestorableInstance, past: number, into: Uint8Array): void {
    const { cells } = instance.now;
    const held = instance.nowHardware;
    for (let i = 0; i < this.hardwareAt; i++) into[i] = cells[i]!;
    for (let i = 0; i < held.length; i++) into[this.hardwareAt + i] = held[i]!;
    into[this.pastAt] = past;
  }

  past(bytes: Uint8Array): number {
    return bytes[this.pastAt]!;
  }

  /** Puts a stand where the bytes say. */
  place(instance: RestorableInstance, bytes: Uint8Array): void {
    for (let i = 0; i < this.hardwareAt; i++) this.snapshot[i] = bytes[i]!;
    for (let i = 0; i < this.hardware.length; i++) this.hardware[i] = bytes[this.hardwareAt + i]!;
    instance.place(this.snapshot, this.hardware);
  }
}
