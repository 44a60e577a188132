/**
 * The signs that a worker and its pool give each other besides tasks: marks in shared memory, and
 * the envelope of replies.
 */
import type { TaskAnswer } from "../perform.js";

/** Counts every mark. */
export const BEAT = 0;
/** The run that the worker is at. */
export const RUN = 1;
/** The design that it runs. */
export const DESIGN = 2;
export const MARKS = 3;

export type WorkerReply =
  | { readonly ok: true; readonly answer: TaskAnswer }
  /** The harness itself is broken: designs' exceptions are caught where they are run. */
  | { readonly ok: false; readonly message: string };
