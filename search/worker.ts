/**
 * The body of a worker thread: performs one task after another, and leaves a mark in shared memory
 * before each design of each run, so that the pool's watchdog can tell a slow task from one that
 * never returns.
 */
import { parentPort, workerData } from "node:worker_threads";
import { perform, type Task } from "./perform.js";
import { BEAT, CUT, DESIGN, RUN, THREAD, TimeUp, type WorkerReply } from "./pool/heartbeat.js";
import { ownThread } from "./pool/own-thread.js";

function marksOf(data: unknown): Int32Array {
  if (data instanceof SharedArrayBuffer) return new Int32Array(data);
  throw new TypeError("the worker was started without shared memory");
}

const marks = marksOf(workerData);
Atomics.store(marks, THREAD, ownThread());

function beat(run: number, design: number): void {
  marks[RUN] = run;
  marks[DESIGN] = design;
  Atomics.add(marks, BEAT, 1);
  if (Atomics.load(marks, CUT) === 1) throw new TimeUp();
}

parentPort?.on("message", (task: Task) => {
  const reply: WorkerReply = attempt(task);
  parentPort?.postMessage(reply);
});

function attempt(task: Task): WorkerReply {
  try {
    return { ok: true, answer: perform(task, beat) };
  } catch (error) {
    const message = error instanceof Error ? (error.stack ?? error.message) : String(error);
    return { ok: false, message };
  }
}
