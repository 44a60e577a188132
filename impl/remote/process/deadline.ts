/**
 * A deadline that can be begun anew, for processes on a machine that may be busy elsewhere. It is
 * over when they have used up their time on a processor, or when that time has passed and none of
 * them wants a processor: what only waits for its turn is not late. What has arrived meanwhile is
 * read first.
 */
import type { ProcessorLook } from "./processor-time.js";

/** Between two looks at the processes. */
const LOOK_MS = 250;
/** Looks in a row at which processes that wait for something are asleep. */
const ASLEEP_LOOKS = 4;
/** So many times the deadline is waited where the system does not tell of processes. */
const BLIND_FACTOR = 10;

export class Deadline {
  private readonly late: () => void;
  private readonly look: () => ProcessorLook | null;
  private timer: NodeJS.Timeout | null = null;
  private ms = 0;
  /** Counts the beginnings, so that an old one is not mistaken for the present one. */
  private beginnings = 0;
  /** Processor time at the first look; null: not looked yet. */
  private since: number | null = null;
  private looks = 0;
  private asleepLooks = 0;

  constructor(late: () => void, look: () => ProcessorLook | null) {
    this.late = late;
    this.look = look;
  }

  begin(ms: number): void {
    this.beginnings++;
    this.ms = ms;
    this.since = null;
    this.looks = 0;
    this.asleepLooks = 0;
    this.wait();
  }

  stop(): void {
    this.beginnings++;
    if (this.timer !== null) clearTimeout(this.timer);
    this.timer = null;
  }

  private wait(): void {
    if (this.timer === null) this.timer = setTimeout(() => this.over(), LOOK_MS);
    else this.timer.refresh();
  }

  private over(): void {
    const beginning = this.beginnings;
    setImmediate(() => {
      if (this.beginnings !== beginning) return;
      if (this.isOver()) this.late();
      else this.wait();
    });
  }

  /** Looks are counted, not the time between them: this thread may wait for its turn as well. */
  private isOver(): boolean {
    const passed = ++this.looks * LOOK_MS;
    const seen = this.look();
    if (seen === null) return passed >= this.ms * BLIND_FACTOR;
    this.since ??= seen.cpuMs;
    this.asleepLooks = seen.asleep ? this.asleepLooks + 1 : 0;
    if (seen.cpuMs - this.since >= this.ms) return true;
    return passed >= this.ms && this.asleepLooks >= ASLEEP_LOOKS;
  }
}
