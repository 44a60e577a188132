/** The task that makes a scenario smaller on which a design crashes. */
import type { Scenario } from "../../model/vocabulary/scenario/scenario.js";
import { isDefaultMachine } from "../../model/vocabulary/scenario/default-machine.js";
import { judge, type Judged } from "../../properties/run/judge.js";
import { invariantSet } from "../../properties/run/invariant-set.js";
import { cutToPart } from "../../properties/shrink/machine-part.js";
import { minimise } from "../../properties/shrink/minimise.js";
import { renewProcess, subjectNamed } from "../designs/named.js";
import { causeOf, comesAgain } from "../../properties/run/crash-cause.js";
import type { Performer } from "../pool/task.js";

/** Crashes that one shrinking may cost: each is a new process or a deadline, and runs twice. */
const CRASHES_MAX = 40;

export interface CrashTask {
  readonly kind: "shrink-crash";
  readonly design: string;
  readonly scenario: Scenario;
  /** It stays a default machine; absent: any machine will do. */
  readonly defaultMachines?: boolean;
  /** When it ends, in ms since 1970: every crash costs a new process or a deadline. */
  readonly until: number;
}

export interface ShrunkCrash {
  readonly scenario: Scenario;
  readonly message: string;
  /** The operation that threw or did not return; -1: none. */
  readonly step: number;
  /** False where the time was up before nothing smaller was left to try. */
  readonly complete: boolean;
}

export interface CrashShrinking {
  readonly task: CrashTask;
  /** null: it did not crash again. */
  readonly answer: ShrunkCrash | null;
}

/**
 * Only a crash of the same cause counts, and only one that a new process shows as well: a driver
 * that is late once, or in a bad state because of an earlier scenario, would shrink to nothing.
 */
export const shrinkCrash: Performer<CrashShrinking> = (task, beat) => {
  const subject = subjectNamed(task.design);
  if (subject === null) return null;
  const none = invariantSet([]);
  const crashOf = (scenario: Scenario): Judged["crash"] => judge(scenario, subject, none).crash;
  renewProcess(task.design);
  const first = crashOf(task.scenario);
  if (first === null || !comesAgain(first.message)) return null;
  const cause = causeOf(first.message);
  let evaluations = 0;
  let crashed = 0;
  let complete = true;
  const crashes = (scenario: Scenario): boolean => {
    if (crashed >= CRASHES_MAX || Date.now() > task.until) complete = false;
    if (!complete) return false;
    beat(++evaluations, 0);
    if (task.defaultMachines === true && !isDefaultMachine(scenario)) return false;
    const crash = crashOf(scenario);
    if (crash !== null) crashed++;
    return crash !== null && causeOf(crash.message) === cause;
  };
  // What comes after the operation that did not return is of no interest.
  const { operations } = task.scenario;
  const upToIt = { ...task.scenario, operations: operations.slice(0, first.step + 1) };
  const begin = first.step >= 0 && crashes(upToIt) ? upToIt : task.scenario;
  const { scenario } = minimise(cutToPart(begin, [], crashes), crashes);
  renewProcess(task.design);
  const last = crashOf(scenario);
  if (last === null || causeOf(last.message) !== cause)
    return { scenario: task.scenario, ...first, complete: false };
  return { scenario, ...last, complete };
};
