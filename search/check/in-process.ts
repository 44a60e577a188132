/**
 * A design that is at hand as a value, held against the invariants in the same thread: for tests in
 * a project's own suite. There is no watchdog; a design that never returns hangs the test.
 */
import type { Design } from "../../model/vocabulary/design/design.js";
import { counterexampleOf, type Counterexample } from "../../properties/results/counterexample.js";
import type { Law } from "../../properties/laws/law.js";
import { minimise } from "../../properties/shrink/minimise.js";
import type { Crashed } from "../campaign/break.js";
import { BATCH_SCENARIOS, runBatch } from "../random/batch.js";
import { breaks } from "../../properties/run/judge.js";
import { lawSet } from "../../properties/run/law-set.js";
import type { Candidate } from "../../properties/run/run.js";
import { checked } from "../designs/module.js";
import { totals, type FoundInBatch } from "../random/totals.js";

export interface HeldOptions {
  readonly laws: readonly Law[];
  /** Replayed first: what they know need not be found by chance. */
  readonly corpus: readonly Counterexample[];
  readonly seed: number;
  /** Random scenarios, rounded up to whole batches. */
  readonly runs: number;
}

export interface Held {
  /** How often each law applied, in the order of the laws. */
  readonly applied: readonly number[];
  /** For each law and mechanism one: the corpus', or the smallest found, shrunk. */
  readonly counterexamples: readonly Counterexample[];
  /** The first crash; null: there was none. */
  readonly crash: Pick<Crashed, "scenario" | "message"> | null;
}

/** Throws NotADesign where the value is none. */
export function heldAgainst(value: Design, options: HeldOptions): Held {
  const { laws, seed, runs } = options;
  const candidate: Candidate = { design: checked(value), plain: false };
  const set = lawSet(laws);
  const batches = Array.from({ length: Math.ceil(runs / BATCH_SCENARIOS) }, (_, batch) =>
    runBatch({ seed, batch, given: [] }, [candidate], set, () => {}),
  );
  const sum = totals(batches, 1, laws.length);
  const replayed = options.corpus.flatMap((cx) => again(cx, candidate, laws));
  const found = sum.smallest.map((one) => shrunk(one, candidate, laws[one.law]!, seed));
  return {
    applied: sum.applied[0] ?? [],
    counterexamples: firstOfEach([...replayed, ...found]),
    crash: sum.crashed[0] ?? null,
  };
}

/** A recorded counterexample, if it is one of this design too. */
function again(
  cx: Counterexample,
  candidate: Candidate,
  laws: readonly Law[],
): readonly Counterexample[] {
  const law = laws.find(({ name }) => name === cx.law);
  const broken = law && breaks(cx.scenario, candidate, law, cx.finding.mechanism);
  if (broken === undefined || broken === null) return [];
  return [{ ...cx, design: candidate.design.name, step: broken.step, finding: broken.finding }];
}

/** One for each law and mechanism. */
function firstOfEach(all: readonly Counterexample[]): readonly Counterexample[] {
  const first = new Map<string, Counterexample>();
  for (const cx of all) {
    const key = `${cx.law} ${cx.finding.mechanism}`;
    if (!first.has(key)) first.set(key, cx);
  }
  return [...first.values()];
}

function shrunk(found: FoundInBatch, candidate: Candidate, law: Law, seed: number): Counterexample {
  const { mechanism } = found.finding;
  const small = minimise(
    found.scenario,
    (scenario) => breaks(scenario, candidate, law, mechanism) !== null,
  );
  const broken = breaks(small.scenario, candidate, law, mechanism) ?? { ...found, law: law.name };
  const operations = small.scenario.operations.slice(0, broken.step + 1);
  const scenario = { ...small.scenario, operations };
  const provenance = `random, seed ${seed}, batch ${found.batch}, run ${found.run}`;
  return counterexampleOf(candidate.design.name, scenario, broken, provenance);
}
