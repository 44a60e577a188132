/**
 * A restorable instance: one machine with its hardware that can be put into any state that it, or
 * another one on the same topology, was in before. A design that cannot be put back is booted anew,
 * and led there by the operations of a shortest path.
 */
import type { Machine } from "../../../model/vocabulary/design/design.js";
import type { Hardware } from "../../../model/vocabulary/design/hardware.js";
import { Snapshot } from "../../../model/vocabulary/design/snapshot.js";
import type { Operation } from "../../../model/vocabulary/operation/operation.js";
import { Booted, type Prepared } from "../../../properties/run/instance.js";
import { Replayed } from "./rebooted-instance.js";
import type { DriverFailure } from "../../../model/vocabulary/operation/operands.js";

export class RestorableInstance extends Booted {
  /** All that the machine remembers after the last step, and what its hardware holds. */
  readonly now: Snapshot;
  readonly nowHardware: Uint8Array;
  private readonly placed: Snapshot;
  private readonly placedHardware: Uint8Array;
  /** It is ours: where it refuses, drives nothing and is passed no handle, nothing has changed. */
  private readonly trusted: boolean;
  /** Whether the last step changed anything. */
  moved = false;
  /** Whether `after` and `now` are not those of the state in which it was placed. */
  private changed = false;

  constructor(p: Prepared, boot: (hardware: Hardware) => Machine, trusted = false) {
    super(p, boot);
    this.trusted = trusted;
    this.now = new Snapshot(p.facts.functions, p.columns.length);
    this.placed = new Snapshot(p.facts.functions, p.columns.length);
    this.nowHardware = new Uint8Array(this.hardware.cells);
    this.placedHardware = new Uint8Array(this.hardware.cells);
    this.write();
  }

  /** Whether it is led along paths, and so can only be where a path has come. */
  get replays(): boolean {
    return this.machine instanceof Replayed;
  }

  /** Puts the machine into a state; every step is then one from there. */
  place(snapshot: Uint8Array, hardware: Uint8Array): void {
    const { cells } = this.placed;
    for (let i = 0; i < cells.length; i++) cells[i] = snapshot[i]!;
    for (let i = 0; i < hardware.length; i++) this.placedHardware[i] = hardware[i]!;
    this.back();
    this.look(this.before);
    this.write();
    this.after.copyFrom(this.before);
    this.changed = false;
  }

  /** Carries out an operation in the state in which the machine was placed. */
  step(op: Operation, dev: number, fail: number): void {
    if (this.moved) this.back();
    this.carryOut(op, dev, fail === 0 ? undefined : FAILURES[fail]);
    const left = this.changed;
    this.moved = !this.refusedAtOnce(op) && this.movedNow();
    this.changed = this.moved;
    if (this.moved) this.look(this.after);
    else if (left) this.after.copyFrom(this.before);
  }

  private refusedAtOnce(op: Operation): boolean {
    if (!this.trusted || this.outcome.ok || this.calls.length > 0 || "handle" in op) return false;
    if (this.changed) this.write();
    return true;
  }

  /** What can be seen is a function of what is remembered and of what the hardware holds. */
  private movedNow(): boolean {
    this.write();
    return !this.now.equals(this.placed) || !sameBytes(this.nowHardware, this.placedHardware);
  }

  /** Whether it is where another one is. */
  isWhere(other: RestorableInstance): boolean {
    if (!this.moved && !other.moved) return true;
    return this.now.equals(other.now) && sameBytes(this.nowHardware, other.nowHardware);
  }

  private back(): void {
    this.hardware.restore(this.placedHardware, 0);
    this.machine.restore?.(this.placed);
    this.moved = false;
  }

  private write(): void {
    this.machine.save?.(this.now);
    this.hardware.save(this.nowHardware, 0);
  }
}

function sameBytes(a: Uint8Array, b: Uint8Array): boolean {
  for (let i = 0; i < a.length; i++) if (a[i] !== b[i]) return false;
  return true;
}

/** More callbacks than an exhaustive search can meet in one operation. */
const FAIL_MAX = 32;

/** What the driver is armed with; made once. */
const FAILURES: readonly DriverFailure[] = Array.from({ length: FAIL_MAX }, (_, call) => ({
  call,
  errno: "ENOMEM",
}));
