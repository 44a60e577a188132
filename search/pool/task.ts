/**
 * A task: what one worker is given to do, by its kind, and what it answers; both are plain data, so
 * that they cross threads. Each kind of task stands beside the code that performs it.
 */
import type { Heartbeat } from "./heartbeat.js";

/** The types of a task and of its answer, together: who asks for one gets the other. */
export interface TaskKind {
  readonly task: { readonly kind: string };
  readonly answer: unknown;
}

/** The worker's side of a kind of task. */
export type Performer<K extends TaskKind> = (task: K["task"], beat: Heartbeat) => K["answer"];
