/**
 * The results of batches, put together: how often each invariant applied to each design, and the
 * smallest break for each design, invariant and failure mode.
 */
import type { Crashed, Break } from "../campaign/break.js";
import { costOf, kindOf, Smallest } from "../campaign/smallest.js";
import type { BatchResult } from "./batch.js";

/** A break, with where in the campaign it was found. */
export interface FoundInBatch extends Break {
  readonly batch: number;
}

export interface Totals {
  readonly scenarios: number;
  readonly operations: number;
  /** Scenarios judged, per design. */
  readonly judged: readonly number[];
  /** applied[design][invariant]. */
  readonly applied: readonly (readonly number[])[];
  readonly smallest: readonly FoundInBatch[];
  readonly flaky: ReadonlySet<number>;
  /** Scenarios that a design could not be asked, per design. */
  readonly notAsked: readonly number[];
  /** Scenarios of which a design died as the reference foretold, per design. */
  readonly foretold: readonly number[];
  /** The first crash of each design. */
  readonly crashed: readonly Crashed[];
}

export function totals(
  batches: readonly BatchResult[],
  designs: number,
  invariants: number,
): Totals {
  const judged = Array.from({ length: designs }, () => 0);
  const notAsked = judged.map(() => 0);
  const foretold = judged.map(() => 0);
  const applied = judged.map(() => Array.from({ length: invariants }, () => 0));
  const smallest = new Smallest<FoundInBatch>();
  const crashed = new Map<number, Crashed>();
  const flaky = new Set<number>();
  let scenarios = 0;
  let operations = 0;
  for (const batch of batches) {
    scenarios += batch.scenarios;
    operations += batch.operations;
    addTo(judged, batch.judged);
    addTo(notAsked, batch.notAsked);
    addTo(foretold, batch.foretold);
    batch.applied.forEach((row, design) => addTo(applied[design] ?? [], row));
    for (const design of batch.flaky) flaky.add(design);
    for (const found of batch.found) {
      const cost = costOf(found.scenario, found.step);
      smallest.offer(kindOf(found), cost, { ...found, batch: batch.batch });
    }
    for (const crash of batch.crashed)
      if (!crashed.has(crash.design)) crashed.set(crash.design, crash);
  }
  return {
    scenarios,
    operations,
    judged,
    applied,
    smallest: smallest.all(),
    flaky,
    notAsked,
    foretold,
    crashed: [...crashed.values()],
  };
}

function addTo(sum: number[], more: readonly number[]): void {
  more.forEach((n, i) => {
    sum[i] = (sum[i] ?? 0) + n;
  });
}
