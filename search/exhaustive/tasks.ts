/** The tasks of an exhaustive search, and how a worker performs them. */
import { invariantNamed } from "../../properties/invariants/all.js";
import type { Invariant } from "../../properties/invariants/invariant.js";
import { subjectNamed } from "../designs/named.js";
import type { Performer } from "../pool/task.js";
import { explore, type Bounds, type ExplorationResult } from "./states/explore.js";
import type { Machine } from "./survey/islands.js";
import { survey, type SurveyRequest, type SurveyResult } from "./survey/survey.js";
import { VIEWS } from "./views.js";

/** Boots designs on all topologies of some shapes. */
export interface SurveyTask {
  readonly kind: "survey";
  readonly like: string | null;
  readonly designs: readonly string[];
  readonly invariants: readonly string[];
  readonly request: SurveyRequest;
}

/** Searches all states of a design on some machines. */
export interface ExploreTask {
  readonly kind: "explore";
  readonly like: string | null;
  readonly design: string;
  readonly invariants: readonly string[];
  /** Index in VIEWS. */
  readonly view: number;
  readonly machines: readonly Machine[];
  readonly bounds: Bounds;
}

export type ExhaustTask = SurveyTask | ExploreTask;

export interface Surveying {
  readonly task: SurveyTask;
  readonly answer: SurveyResult;
}

export interface Exploring {
  readonly task: ExploreTask;
  readonly answer: ExplorationResult;
}

export const performSurvey: Performer<Surveying> = (
  { designs, like, invariants, request },
  beat,
) => {
  const subjects = designs.flatMap((name) => subjectNamed(name, like) ?? []);
  return survey(request, subjects, invariantsNamed(invariants), beat);
};

export const performExplore: Performer<Exploring> = (task, beat) => {
  const subject = subjectNamed(task.design, task.like);
  const view = VIEWS[task.view];
  if (subject === null || view === undefined) throw new Error("no such design or view");
  let states = 0;
  const alive = (): void => beat(states++, 0);
  return explore(
    view,
    task.machines,
    subject,
    invariantsNamed(task.invariants),
    task.bounds,
    alive,
  );
};

function invariantsNamed(names: readonly string[]): readonly Invariant[] {
  return names.flatMap((name) => invariantNamed(name) ?? []);
}
