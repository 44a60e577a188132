/**
 * The watchdog of a worker: it tells a worker that never returns from one that is slow because the
 * machine is busy. A synchronous endless loop gives no other sign than its processor time, which
 * goes on while the heartbeat is still; a wait that never ends shows as a thread that is asleep
 * whenever it is looked at. What waits for a processor shows neither, and is waited for.
 */
import { lookAtThread, type ProcessorLook } from "../../impl/remote/process/processor-time.js";
import { BEAT, THREAD } from "./heartbeat.js";

/** How long a worker may stay at one design of one run. */
export interface Patience {
  /** Milliseconds of its own processor time. */
  readonly cpuMs: number;
  /** Looks, one after another, at which it is asleep: WATCH_MS lie between two. */
  readonly asleepLooks: number;
}

/** Between two looks. */
export const WATCH_MS = 250;

/** What a design gets that runs in the worker itself. */
export const PATIENCE: Patience = Object.freeze({ cpuMs: 5_000, asleepLooks: 240 });

/**
 * The same where a design runs in a process of its own: that has deadlines itself, and is started
 * and asked again before it is given up (impl/remote/process/client.ts), while the worker sleeps.
 */
const REMOTE_PATIENCE: Patience = Object.freeze({ cpuMs: 120_000, asleepLooks: 14_400 });

export function patienceWith(remote: boolean): Patience {
  return remote ? REMOTE_PATIENCE : PATIENCE;
}

/** `5 s of processor time, or 60 s asleep`. */
export function patienceText(remote: boolean): string {
  const { cpuMs, asleepLooks } = patienceWith(remote);
  const asleep = (asleepLooks * WATCH_MS) / 1000;
  return `${cpuMs / 1000} s of processor time, or ${asleep} s asleep`;
}

/** Where the system does not tell the processor time of a thread, looks without a sign of life. */
const LOOKS_WITHOUT_TIME_MAX = 2_400;

export class Watchdog {
  private readonly marks: Int32Array;
  private readonly patience: Patience;
  private readonly look: (thread: number) => ProcessorLook | null;
  private lastBeat = 0;
  /** Processor time at the first look after the last beat; null: not looked yet. */
  private since: number | null = null;
  private asleepLooks = 0;
  private blindLooks = 0;

  constructor(marks: Int32Array, patience: Patience, look = lookAtThread) {
    this.marks = marks;
    this.patience = patience;
    this.look = look;
  }

  /** A task begins. */
  start(): void {
    this.since = null;
    this.asleepLooks = 0;
    this.blindLooks = 0;
  }

  /** Whether it will not return; asked every WATCH_MS while there is a task. */
  isHung(): boolean {
    const beat = Atomics.load(this.marks, BEAT);
    if (beat !== this.lastBeat) {
      this.lastBeat = beat;
      this.start();
      return false;
    }
    const seen = this.look(Atomics.load(this.marks, THREAD));
    if (seen === null) return ++this.blindLooks >= LOOKS_WITHOUT_TIME_MAX;
    this.since ??= seen.cpuMs;
    this.asleepLooks = seen.asleep ? this.asleepLooks + 1 : 0;
    const { cpuMs, asleepLooks } = this.patience;
    return seen.cpuMs - this.since >= cpuMs || this.asleepLooks >= asleepLooks;
  }
}
