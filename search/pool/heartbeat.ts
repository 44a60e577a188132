/**
 * The heartbeat of a worker, by which its pool's watchdog tells a slow task from one that never
 * returns: marks in shared memory; and the envelope of what it answers.
 */

/** Counts every mark. */
export const BEAT = 0;
/** The run that the worker is at. */
export const RUN = 1;
/** The design that it runs. */
export const DESIGN = 2;
/** The worker's thread, as the system numbers it; 0: unknown. Written once. */
export const THREAD = 3;
/** 1: the time is up; the pool sets it, and takes it back with the next task. */
export const CUT = 4;
export const MARKS = 5;

/** Thrown by the heartbeat of a task that is cut; who performs it answers with what it has. */
export class TimeUp extends Error {}

/**
 * Told before each design of each run, so that a watchdog knows where a worker hangs. Throws TimeUp
 * where the task has been cut.
 */
export type Heartbeat = (run: number, design: number) => void;

export type WorkerReply =
  | { readonly ok: true; readonly answer: unknown }
  /** The harness itself is broken: designs' exceptions are caught where they are run. */
  | { readonly ok: false; readonly message: string };
