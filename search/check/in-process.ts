/**
 * A design that is at hand as a value, held against the invariants in the same thread: for tests in
 * a project's own suite. There is no watchdog; a design that never returns hangs the test.
 */
import type { Design } from "../../model/vocabulary/design/design.js";
import {
  counterexampleOf,
  type Counterexample,
} from "../../properties/results/counterexample/counterexample.js";
import type { Invariant } from "../../properties/invariants/invariant.js";
import { minimise } from "../../properties/shrink/minimise.js";
import type { Crashed } from "../campaign/break.js";
import { runBatch } from "../random/batch.js";
import { BATCH_SCENARIOS } from "../random/draw.js";
import { breaks } from "../../properties/run/judge.js";
import { invariantSet } from "../../properties/run/invariant-set.js";
import type { Subject } from "../../properties/run/run.js";
import { checked } from "../designs/module.js";
import { totals, type FoundInBatch } from "../random/totals.js";

export interface HeldOptions {
  readonly invariants: readonly Invariant[];
  /** Replayed first: what they know need not be found by chance. */
  readonly corpus: readonly Counterexample[];
  readonly seed: number;
  /** Random scenarios, rounded up to whole batches. */
  readonly runs: number;
}

export interface Held {
  /** How often each invariant applied, in the order of the invariants. */
  readonly applied: readonly number[];
  /** For each invariant and failure mode one: the corpus', or the smallest found, shrunk. */
  readonly counterexamples: readonly Counterexample[];
  /** The first crash; null: there was none. */
  readonly crash: Pick<Crashed, "scenario" | "message"> | null;
}

/** Throws NotADesign where the value is none. */
export function heldAgainst(value: Design, options: HeldOptions): Held {
  const { invariants, seed, runs } = options;
  const subject: Subject = { design: checked(value), plain: false };
  const set = invariantSet(invariants);
  const batches = Array.from({ length: Math.ceil(runs / BATCH_SCENARIOS) }, (_, batch) =>
    runBatch({ seed, batch, machines: [] }, [subject], set, () => {}),
  );
  const sum = totals(batches, 1, invariants.length);
  const replayed = options.corpus.flatMap((cx) => again(cx, subject, invariants));
  const found = sum.smallest.map((one) => shrunk(one, subject, invariants[one.invariant]!, seed));
  return {
    applied: sum.applied[0] ?? [],
    counterexamples: firstOfEach([...replayed, ...found]),
    crash: sum.crashed[0] ?? null,
  };
}

/** A recorded counterexample, if it is one of this design too. */
function again(
  cx: Counterexample,
  subject: Subject,
  invariants: readonly Invariant[],
): readonly Counterexample[] {
  const invariant = invariants.find(({ name }) => name === cx.invariant);
  const broken = invariant && breaks(cx.scenario, subject, invariant, cx.finding.failureMode);
  if (broken === undefined || broken === null) return [];
  return [{ ...cx, design: subject.design.name, step: broken.step, finding: broken.finding }];
}

/** One for each invariant and failure mode. */
function firstOfEach(all: readonly Counterexample[]): readonly Counterexample[] {
  const first = new Map<string, Counterexample>();
  for (const cx of all) {
    const key = `${cx.invariant} ${cx.finding.failureMode}`;
    if (!first.has(key)) first.set(key, cx);
  }
  return [...first.values()];
}

function shrunk(
  found: FoundInBatch,
  subject: Subject,
  invariant: Invariant,
  seed: number,
): Counterexample {
  const { failureMode } = found.finding;
  const small = minimise(
    found.scenario,
    (scenario) => breaks(scenario, subject, invariant, failureMode) !== null,
  );
  const broken = breaks(small.scenario, subject, invariant, failureMode) ?? {
    ...found,
    invariant: invariant.name,
  };
  const operations = small.scenario.operations.slice(0, broken.step + 1);
  const scenario = { ...small.scenario, operations };
  const provenance = `random, seed ${seed}, batch ${found.batch}, run ${found.run}`;
  return counterexampleOf(subject.design.name, scenario, broken, provenance);
}
