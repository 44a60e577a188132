/**
 * The search for a seeded fault: for several seeds the first random scenario on which a design that
 * is made to break an invariant does so.
 */
import { invariantNamed } from "../../properties/invariants/all.js";
import { costOf, Smallest } from "../campaign/smallest.js";
import { subjectNamed } from "../designs/named.js";
import type { Performer } from "../pool/task.js";
import { firstBreak, type FirstBreakLimits } from "../random/first-break.js";
import { shrink, type Shrunk } from "../random/shrink.js";

/** `guided`: what is found by following the invariant's direction is counted, and not shrunk. */
export interface FaultTask extends FirstBreakLimits {
  readonly kind: "fault-search";
  readonly design: string;
  readonly invariant: string;
  /** null: any failure mode. */
  readonly failureMode: string | null;
  readonly seeds: number;
  /** Whether a small counterexample is wanted; else only whether there is one. */
  readonly shrink: boolean;
}

export interface FaultAnswer {
  /** Scenarios until the invariant was broken, a seed each; null: not within the limit. */
  readonly runs: readonly (number | null)[];
  /** The smallest of the shrunk counterexamples of all seeds. */
  readonly best: Shrunk | null;
}

export interface FaultSearch {
  readonly task: FaultTask;
  readonly answer: FaultAnswer;
}

export const searchFault: Performer<FaultSearch> = (task, beat) => {
  const invariant = invariantNamed(task.invariant);
  const subject = subjectNamed(task.design);
  if (invariant === null || subject === null) return { runs: [], best: null };
  const runs: (number | null)[] = [];
  const smallest = new Smallest<Shrunk>();
  for (let i = 0; i < task.seeds; i++) {
    const { runs_max, guided, design } = task;
    const limits = { seed: task.seed + i, runs_max, guided };
    const first = firstBreak(limits, subject, invariant, task.failureMode, beat);
    runs.push(first === null ? null : first.runs);
    if (first === null || guided || !task.shrink) continue;
    const { scenario, finding } = first;
    const { failureMode } = finding;
    const shrunk = shrink(
      {
        kind: "shrink",
        cause: null,
        like: null,
        design,
        invariant: invariant.name,
        failureMode,
        scenario,
        keepTopology: false,
        smallestOnly: true,
      },
      beat,
    );
    if (shrunk !== null) smallest.offer("", costOf(shrunk.scenario, shrunk.broken.step), shrunk);
  }
  return { runs, best: smallest.all()[0] ?? null };
};
