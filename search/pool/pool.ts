/**
 * A pool of worker threads with a watchdog: a worker that has used up the processor time that it
 * may spend at one design is terminated and replaced, and its task ends as hung. A synchronous
 * endless loop cannot be stopped in any other way.
 */
import { Worker } from "node:worker_threads";
import { CUT, DESIGN, MARKS, RUN, type WorkerReply } from "./heartbeat.js";
import type { TaskKind } from "./task.js";
import { PATIENCE, WATCH_MS, Watchdog, type Patience } from "./watchdog.js";

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

interface PoolWorker {
  worker: Worker;
  marks: Int32Array;
  job: Job | null;
  watchdog: Watchdog;
}

export class Pool {
  private readonly members: PoolWorker[];
  private readonly waiting: Job[] = [];
  private readonly watch: NodeJS.Timeout;
  private readonly patience: Patience;
  private stopped = false;

  constructor(workers: number, patience: Patience = PATIENCE) {
    this.patience = patience;
    this.members = Array.from({ length: workers }, () => this.open());
    this.watch = setInterval(() => this.look(), WATCH_MS);
    this.watch.unref();
  }

  /** Whether it takes tasks no more. */
  get ended(): boolean {
    return this.stopped;
  }

  /** Tasks that have not ended. */
  get pending(): number {
    return this.waiting.length + this.members.filter((member) => member.job !== null).length;
  }

  run<K extends TaskKind>(task: K["task"]): Promise<Ended<K["answer"]>> {
    if (this.stopped) return Promise.resolve({ how: "stopped" });
    return new Promise((resolve, reject) => {
      this.waiting.push({ task, resolve, reject });
      this.assign();
    });
  }

  /** Has tasks of a kind that answer at any time with what they have do so at once. */
  cut(kind: string): void {
    for (const { job, marks } of this.members)
      if (job?.task.kind === kind) Atomics.store(marks, CUT, 1);
  }

  /** Ends all workers; tasks that have not ended end as stopped. */
  async stop(): Promise<void> {
    this.stopped = true;
    clearInterval(this.watch);
    for (const job of this.waiting.splice(0)) job.resolve({ how: "stopped" });
    for (const member of this.members) {
      member.job?.resolve({ how: "stopped" });
      member.job = null;
    }
    await Promise.all(this.members.map((member) => member.worker.terminate()));
  }

  private open(): PoolWorker {
    const shared = new SharedArrayBuffer(MARKS * Int32Array.BYTES_PER_ELEMENT);
    const worker = new Worker(workerUrl(), { workerData: shared });
    worker.unref();
    const marks = new Int32Array(shared);
    const member: PoolWorker = {
      worker,
      marks,
      job: null,
      watchdog: new Watchdog(marks, this.patience),
    };
    worker.on("message", (reply: WorkerReply) => this.replied(member, reply));
    worker.on("error", (error) => this.failed(member, error));
    return member;
  }

  private assign(): void {
    for (const member of this.members) {
      if (member.job !== null) continue;
      const job = this.waiting.shift();
      if (job === undefined) return;
      member.job = job;
      Atomics.store(member.marks, CUT, 0);
      member.watchdog.start();
      member.worker.ref();
      member.worker.postMessage(job.task);
    }
  }

  private replied(member: PoolWorker, reply: WorkerReply): void {
    const job = this.release(member);
    if (job !== null) {
      if (reply.ok) job.resolve({ how: "done", answer: reply.answer });
      else job.reject(new Error(reply.message));
    }
    this.assign();
  }

  private release(member: PoolWorker): Job | null {
    const job = member.job;
    member.job = null;
    member.worker.unref();
    return job;
  }

  private failed(member: PoolWorker, error: Error): void {
    const job = this.release(member);
    this.replace(member);
    job?.reject(error);
    this.assign();
  }

  private replace(member: PoolWorker): void {
    const at = this.members.indexOf(member);
    if (at >= 0 && !this.stopped) this.members[at] = this.open();
  }

  private look(): void {
    for (const member of this.members) {
      if (member.job === null) continue;
      if (member.watchdog.isHung()) this.hung(member);
    }
  }

  private hung(member: PoolWorker): void {
    const job = this.release(member);
    const run = member.marks[RUN] ?? 0;
    const design = member.marks[DESIGN] ?? 0;
    this.replace(member);
    void member.worker.terminate();
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
  patience: Patience,
  search: (pool: Pool) => Promise<T>,
): Promise<T> {
  const lent = pool ?? new Pool(workers, patience);
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
