/**
 * The task that makes a scenario smaller which breaks one invariant by one failure mode, from one
 * cause, on one design.
 */
import type { Scenario } from "../../model/vocabulary/scenario/scenario.js";
import { isDefaultMachine } from "../../model/vocabulary/scenario/default-machine.js";
import { invariantNamed } from "../../properties/invariants/all.js";
import { onDefaultMachines } from "../../properties/invariants/on-default-machines.js";
import type { Cause, InvariantBreak } from "../../properties/invariants/invariant.js";
import { breaks } from "../../properties/run/judge.js";
import { cutToPart } from "../../properties/shrink/machine-part.js";
import { EVALUATIONS_MAX, minimise, minimiseOnMachine } from "../../properties/shrink/minimise.js";
import { realistic } from "../../properties/shrink/realistic.js";
import { isRemote, renewProcess, subjectNamed } from "../designs/named.js";
import type { Performer } from "../pool/task.js";

/** Evaluations that shrinking may cost where each is an exchange with another process. */
const REMOTE_EVALUATIONS_MAX = 5_000;

export interface ShrinkTask {
  readonly kind: "shrink";
  readonly design: string;
  readonly invariant: string;
  readonly failureMode: string;
  /** What breaks from the other cause is another break; null: it is as good. */
  readonly cause: Cause | null;
  readonly like: string | null;
  readonly scenario: Scenario;
  /** The topology was given: functions may be taken away, but none may change. */
  readonly keepTopology: boolean;
  /**
   * The smallest will do, however unrealistic: for seeded faults and historic bugs, of which the
   * size is recorded. Absent: the most realistic first.
   */
  readonly smallestOnly?: true;
  /** It stays a default machine; absent: any machine will do. */
  readonly defaultMachines?: boolean;
  /** When it ends, in ms since 1970, for a design in another process; absent: no limit. */
  readonly until?: number;
}

export interface Shrunk {
  readonly scenario: Scenario;
  readonly broken: InvariantBreak;
  /** False where the time was up before nothing smaller was left to try. */
  readonly complete: boolean;
}

export interface Shrinking {
  readonly task: ShrinkTask;
  /** null: the break could not be seen again. */
  readonly answer: Shrunk | null;
}

export const shrink: Performer<Shrinking> = (task, beat) => {
  const named = invariantNamed(task.invariant);
  const subject = subjectNamed(task.design, task.like);
  if (named === null || subject === null) return null;
  const restricted = task.defaultMachines === true;
  const invariant = restricted ? onDefaultMachines(named) : named;
  let evaluations = 0;
  let late = false;
  const brokenBy = (scenario: Scenario): InvariantBreak | null =>
    restricted && !isDefaultMachine(scenario)
      ? null
      : breaks(scenario, subject, invariant, task.failureMode, task.cause);
  const inTime = (scenario: Scenario): InvariantBreak | null => {
    beat(++evaluations, 0);
    late ||= evaluations > 1 && Date.now() > (task.until ?? Infinity);
    return late ? null : brokenBy(scenario);
  };
  const still = (scenario: Scenario): boolean => inTime(scenario) !== null;
  const first = inTime(task.scenario);
  if (first === null) return null;
  // What is tried on a large machine costs with the square of its functions.
  const found = task.keepTopology
    ? cutToPart(task.scenario, concerned(first), still)
    : task.scenario;
  const smaller = task.keepTopology ? minimiseOnMachine : minimise;
  const evaluationsMax = isRemote(task.design) ? REMOTE_EVALUATIONS_MAX : EVALUATIONS_MAX;
  const smallest = smaller(found, still, evaluationsMax).scenario;
  if (task.smallestOnly === true) return lastRun(task, smallest, brokenBy, !late);
  const scenario = realistic(found, smallest, {
    brokenBy: inTime,
    minimise: (s, keeps) => smaller(s, keeps, evaluationsMax),
    keepTopology: task.keepTopology,
  });
  return lastRun(task, scenario, brokenBy, !late);
};

/** The functions that a finding is about. */
function concerned({ finding: { device, other } }: InvariantBreak): readonly number[] {
  return [device, other].filter((dev) => dev !== null);
}

/**
 * What is kept is run once more before it is told, alone in a new process; a smaller one that was
 * broken by what had happened before it gives way to the one that was found.
 */
function lastRun(
  { design, scenario: found }: ShrinkTask,
  smallest: Scenario,
  brokenBy: (scenario: Scenario) => InvariantBreak | null,
  complete: boolean,
): Shrunk | null {
  for (const scenario of smallest === found ? [found] : [smallest, found]) {
    renewProcess(design);
    const broken = brokenBy(scenario);
    if (broken === null) continue;
    const operations = scenario.operations.slice(0, broken.step + 1);
    return {
      scenario: { ...scenario, operations },
      broken,
      complete: complete && scenario === smallest,
    };
  }
  return null;
}
