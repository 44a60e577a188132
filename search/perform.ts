/** The worker's side: every kind of task that there is, each performed where it stands. */
import { judgeRecorded, type RecordedTask } from "./check/recorded.js";
import { performExplore, performSurvey, type ExhaustTask } from "./exhaustive/tasks.js";
import { searchFault, type FaultTask } from "./gate/fault-search.js";
import type { Heartbeat } from "./pool/heartbeat.js";
import { performBatch, type BatchTask } from "./random/kind.js";
import { attribute, type AttributeTask } from "./random/attribute.js";
import { shrinkCrash, type CrashTask } from "./random/shrink-crash.js";
import { shrink, type ShrinkTask } from "./random/shrink.js";

export type Task =
  | BatchTask
  | ShrinkTask
  | AttributeTask
  | CrashTask
  | RecordedTask
  | FaultTask
  | ExhaustTask;

/** The answer is of the type that stands beside the task's (pool/task.ts). */
export function perform(task: Task, beat: Heartbeat): unknown {
  switch (task.kind) {
    case "batch":
      return performBatch(task, beat);
    case "shrink":
      return shrink(task, beat);
    case "attribute":
      return attribute(task, beat);
    case "shrink-crash":
      return shrinkCrash(task, beat);
    case "recorded":
      return judgeRecorded(task, beat);
    case "fault-search":
      return searchFault(task, beat);
    case "survey":
      return performSurvey(task, beat);
    case "explore":
      return performExplore(task, beat);
    default:
      return task satisfies never;
  }
}
