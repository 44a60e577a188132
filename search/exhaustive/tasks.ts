/** The tasks of an exhaustive search and their answers: plain data, so that they cross threads. */
import type { Law } from "../../properties/laws/law.js";
import type { Heartbeat } from "../random/batch.js";
import type { Candidate } from "../../properties/run/run.js";
import { explore, type Bounds, type ExplorationResult } from "./states/explore.js";
import type { Machine } from "./survey/islands.js";
import { survey, type SurveyRequest, type SurveyResult } from "./survey/survey.js";
import { VIEWS } from "./views.js";

/** Boots designs on all topologies of some shapes. */
export interface SurveyTask {
  readonly kind: "survey";
  readonly designs: readonly string[];
  readonly laws: readonly string[];
  readonly request: SurveyRequest;
}

/** Searches all states of a design on some machines. */
export interface ExploreTask {
  readonly kind: "explore";
  readonly design: string;
  readonly laws: readonly string[];
  /** Index in VIEWS. */
  readonly view: number;
  readonly machines: readonly Machine[];
  readonly bounds: Bounds;
}

export type ExhaustTask = SurveyTask | ExploreTask;

export type ExhaustAnswer =
  | { readonly kind: "survey"; readonly result: SurveyResult }
  | { readonly kind: "explore"; readonly result: ExplorationResult };

export function performExhaust(
  task: ExhaustTask,
  candidateNamed: (name: string) => Candidate | null,
  lawNamed: (name: string) => Law | null,
  beat: Heartbeat,
): ExhaustAnswer {
  const laws = task.laws.flatMap((name) => lawNamed(name) ?? []);
  if (task.kind === "survey") {
    const candidates = task.designs.flatMap((name) => candidateNamed(name) ?? []);
    return { kind: "survey", result: survey(task.request, candidates, laws, beat) };
  }
  const candidate = candidateNamed(task.design);
  const view = VIEWS[task.view];
  if (candidate === null || view === undefined) throw new Error("no such design or view");
  let states = 0;
  const alive = (): void => beat(states++, 0);
  const result = explore(view, task.machines, candidate, laws, task.bounds, alive);
  return { kind: "explore", result };
}
