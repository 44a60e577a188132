/**
 * A pool of worker threads with a watchdog: a worker that stays at one design for longer than a
 * deadline is terminated and replaced, and its task ends as hung. A synchronous endless loop cannot
 * be stopped in any other way.
 */
import { Worker } from "node:worker_threads";
import { BEAT, DESIGN, MARKS, RUN, type WorkerReply } from "./heartbeat.js";
import type { TaskKind } from "./task.js";

/** How long a worker may stay at one design of one run, unless the caller says otherwise. */
export const HANG_MS_MAX = 5_000;
/**
 * The same where a design runs in a process of its own: that has deadlines itself, and is started
 * and asked again before it is given up (impl/remote/process/client.ts).
 */
export const REMOTE_HANG_MS_MAX = 120_000;
const WATCH_MS = 250;

/** How a task ended, of which `Answer` is the answer. */
export type Ended<Answer> =
  | { readonly how: "done"; readonly answer: Answer }
  | { readonly how: "hung"; readonly run: number; readonly design: number }
  | { readonly how: "stopped" };

interface Job {
  readonly task: TaskKind["task"];
  /** A worker that is given a task of some kind answers as that kind says. */
  resolve(ended: Ended<unknown>): void;
  reject(error: Error): void;
}

interface Seat {
  worker: Worker;
  marks: Int32Array;
  job: Job | null;
  lastBeat: number;
  lastChange: number;
}

export class Pool {
  private readonly seats: Seat[];
  private readonly waiting: Job[] = [];
  private readonly watch: NodeJS.Timeout;
  private readonly hangMs: number;
  private stopped = false;

  constructor(workers: number, hangMs: number = HANG_MS_MAX) {
    this.hangMs = hangMs;
    this.seats = Array.from({ length: workers }, () => this.open());
    this.watch = setInterval(() => this.look(), WATCH_MS);
    this.watch.unref();
  }

  /** Whether it takes tasks no more. */
  get ended(): boolean {
    return this.stopped;
  }

  /** Tasks that have not ended. */
  get pending(): number {
    return this.waiting.length + this.seats.filter((seat) => seat.job !== null).length;
  }

  run<K extends TaskKind>(task: K["task"]): Promise<Ended<K["answer"]>> {
    if (this.stopped) return Promise.resolve({ how: "stopped" });
    return new Promise((resolve, reject) => {
      this.waiting.push({ task, resolve, reject });
      this.assign();
    });
  }

  /** Ends all workers; tasks that have not ended end as stopped. */
  async stop(): Promise<void> {
    this.stopped = true;
    clearInterval(this.watch);
    for (const job of this.waiting.splice(0)) job.resolve({ how: "stopped" });
    for (const seat of this.seats) {
      seat.job?.resolve({ how: "stopped" });
      seat.job = null;
    }
    await Promise.all(this.seats.map((seat) => seat.worker.terminate()));
  }

  private open(): Seat {
    const shared = new SharedArrayBuffer(MARKS * Int32Array.BYTES_PER_ELEMENT);
    const worker = new Worker(workerUrl(), { workerData: shared });
    worker.unref();
    const marks = new Int32Array(shared);
    const seat: Seat = { worker, marks, job: null, lastBeat: 0, lastChange: 0 };
    worker.on("message", (reply: WorkerReply) => this.replied(seat, reply));
    worker.on("error", (error) => this.failed(seat, error));
    return seat;
  }

  private assign(): void {
    for (const seat of this.seats) {
      if (seat.job !== null) continue;
      const job = this.waiting.shift();
      if (job === undefined) return;
      seat.job = job;
      seat.lastChange = Date.now();
      seat.worker.ref();
      seat.worker.postMessage(job.task);
    }
  }

  private replied(seat: Seat, reply: WorkerReply): void {
    const job = this.release(seat);
    if (job !== null) {
      if (reply.ok) job.resolve({ how: "done", answer: reply.answer });
      else job.reject(new Error(reply.message));
    }
    this.assign();
  }

  private release(seat: Seat): Job | null {
    const job = seat.job;
    seat.job = null;
    seat.worker.unref();
    return job;
  }

  private failed(seat: Seat, error: Error): void {
    const job = this.release(seat);
    this.replace(seat);
    job?.reject(error);
    this.assign();
  }

  private replace(seat: Seat): void {
    const at = this.seats.indexOf(seat);
    if (at >= 0 && !this.stopped) this.seats[at] = this.open();
  }

  private look(): void {
    const now = Date.now();
    for (const seat of this.seats) {
      if (seat.job === null) continue;
      const beat = Atomics.load(seat.marks, BEAT);
      if (beat !== seat.lastBeat) {
        seat.lastBeat = beat;
        seat.lastChange = now;
      } else if (now - seat.lastChange > this.hangMs) {
        this.hung(seat);
      }
    }
  }

  private hung(seat: Seat): void {
    const job = this.release(seat);
    const run = seat.marks[RUN] ?? 0;
    const design = seat.marks[DESIGN] ?? 0;
    this.replace(seat);
    void seat.worker.terminate();
    job?.resolve({ how: "hung", run, design });
    this.assign();
  }
}

export interface Lending {
  readonly workers: number;
  readonly signal: AbortSignal;
  /** Workers that have started already; absent: new ones, for this search alone. */
  readonly pool?: Pool;
}

/** Lends a pool to a search; the signal stops it. */
export async function withPool<T>(
  { workers, signal, pool }: Lending,
  hangMs: number,
  search: (pool: Pool) => Promise<T>,
): Promise<T> {
  const lent = pool ?? new Pool(workers, hangMs);
  const stop = (): void => void lent.stop();
  signal.addEventListener("abort", stop, { once: true });
  try {
    return await search(lent);
  } finally {
    signal.removeEventListener("abort", stop);
    if (pool === undefined) await lent.stop();
  }
}

/** The compiled worker; under a test runner that reads the sources, it is in dist/. */
function workerUrl(): URL {
  const here = new URL("../worker.js", import.meta.url);
  if (!import.meta.url.endsWith(".ts")) return here;
  return new URL("../../dist/search/worker.js", import.meta.url);
}
