/**
 * The watchdog of a worker: it sees whether the heartbeat has been still for longer than a
 * deadline. A synchronous endless loop gives no other sign.
 */
import { BEAT } from "./heartbeat.js";

/** How long a worker may stay at one design of one run, unless the caller says otherwise. */
export const HANG_MS_MAX = 5_000;

/**
 * The same where a design runs in a process of its own: that has deadlines itself, and is started
 * and asked again before it is given up (impl/remote/process/client.ts).
 */
export const REMOTE_HANG_MS_MAX = 120_000;

export class Watchdog {
  private readonly marks: Int32Array;
  private readonly hangMs: number;
  private lastBeat = 0;
  private lastChange = 0;

  constructor(marks: Int32Array, hangMs: number) {
    this.marks = marks;
    this.hangMs = hangMs;
  }

  /** A task begins. */
  start(now: number): void {
    this.lastChange = now;
  }

  /** Whether nothing has moved for too long; ask now and then while there is a task. */
  isHung(now: number): boolean {
    const beat = Atomics.load(this.marks, BEAT);
    if (beat === this.lastBeat) return now - this.lastChange > this.hangMs;
    this.lastBeat = beat;
    this.lastChange = now;
    return false;
  }
}
