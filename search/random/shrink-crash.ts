/** The task that makes a scenario smaller on which a design crashes. */
import type { Scenario } from "../../model/vocabulary/scenario/scenario.js";
import { isDefaultMachine } from "../../model/vocabulary/scenario/default-machine.js";
import { judge } from "../../properties/run/judge.js";
import { invariantSet } from "../../properties/run/invariant-set.js";
import { minimise } from "../../properties/shrink/minimise.js";
import { subjectNamed } from "../designs/named.js";
import type { Performer } from "../pool/task.js";

/** Every crash costs a new process or a deadline, so time counts here and not evaluations. */
const CRASH_SHRINK_MS_MAX = 30_000;

export interface CrashTask {
  readonly kind: "shrink-crash";
  readonly design: string;
  readonly scenario: Scenario;
  /** It stays a default machine; absent: any machine will do. */
  readonly defaultMachines?: boolean;
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
  const until = Date.now() + CRASH_SHRINK_MS_MAX;
  let evaluations = 0;
  let message: string | null = null;
  const crashes = (scenario: Scenario): boolean => {
    if (message !== null && Date.now() > until) return false;
    beat(++evaluations, 0);
    if (task.defaultMachines === true && !isDefaultMachine(scenario)) return false;
    const { crash } = judge(scenario, subject, none);
    message = crash?.message ?? message;
    return crash !== null;
  };
  if (!crashes(task.scenario)) return null;
  const { scenario } = minimise(task.scenario, crashes);
  return { scenario, message: judge(scenario, subject, none).crash?.message ?? message ?? "" };
};
