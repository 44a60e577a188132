/**
 * A break: an invariant broken at a step by a failure mode, on a design and a scenario; and what
 * else every kind of campaign must tell of a batch.
 */
import type { Scenario } from "../../model/vocabulary/scenario/scenario.js";
import type { Cause, Finding } from "../../properties/invariants/invariant.js";

/** The smallest scenario of a batch that broke an invariant by a failure mode and cause. */
export interface Break {
  readonly design: number;
  readonly invariant: number;
  readonly run: number;
  readonly scenario: Scenario;
  readonly step: number;
  readonly finding: Finding;
  readonly cause: Cause;
}

/** A scenario on which a design crashed. */
export interface Crashed {
  readonly design: number;
  readonly run: number;
  readonly scenario: Scenario;
  readonly step: number;
  readonly message: string;
}

/** A design that did not come back from a scenario. */
export interface Hang {
  readonly design: string;
  readonly scenario: Scenario;
}

/** The result of one batch, of whatever kind. */
export interface Batch {
  readonly batch: number;
  readonly found: readonly Break[];
  readonly crashed: readonly Crashed[];
}

/** A batch that is finished, with the designs that had to be left out of it. */
export interface DoneBatch<R extends Batch> {
  readonly result: R;
  readonly hangs: readonly Hang[];
}

/** What comes after the broken step is of no interest. */
export function truncated(found: Break): Break {
  const { scenario, step } = found;
  return {
    ...found,
    scenario: { ...scenario, operations: scenario.operations.slice(0, step + 1) },
  };
}
