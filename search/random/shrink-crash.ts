/** The task that makes a scenario smaller on which a design crashes. */
import type { Scenario } from "../../model/vocabulary/scenario/scenario.js";
import { judge } from "../../properties/run/judge.js";
import { invariantSet } from "../../properties/run/invariant-set.js";
import { minimise } from "../../properties/shrink/minimise.js";
import { subjectNamed } from "../designs/named.js";
import type { Performer } from "../pool/task.js";

/** Crashes that one shrinking may cost: each is a new process or a deadline, and runs twice. */
const CRASHES_MAX = 40;

export interface CrashTask {
  readonly kind: "shrink-crash";
  readonly design: string;
  readonly scenario: Scenario;
}

export interface ShrunkCrash {
  readonly scenario: Scenario;
  readonly message: string;
}

export interface CrashShrinking {
  readonly task: CrashTask;
  /** null: it did not crash again. */
  readonly answer: ShrunkCrash | null;
}

export const shrinkCrash: Performer<CrashShrinking> = (task, beat) => {
  const subject = subjectNamed(task.design);
  if (subject === null) return null;
  const none = invariantSet([]);
  let evaluations = 0;
  let crashed = 0;
  let message: string | null = null;
  const crashes = (scenario: Scenario): boolean => {
    if (crashed >= CRASHES_MAX) return false;
    beat(++evaluations, 0);
    const { crash } = judge(scenario, subject, none);
    if (crash === null) return false;
    crashed++;
    message = crash.message;
    return true;
  };
  if (!crashes(task.scenario)) return null;
  const { scenario } = minimise(task.scenario, crashes);
  return { scenario, message: judge(scenario, subject, none).crash?.message ?? message ?? "" };
};
