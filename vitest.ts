/**
 * `pasidcheck/vitest`: the invariants as tests in a project's own suite, one an invariant, for a
 * design that is at hand as a value. vitest is the project's own.
 */
import { beforeAll, describe, test } from "vitest";
import type { Design } from "./model/vocabulary/design/design.js";
import { printScenario } from "./model/vocabulary/scenario/text/text.js";
import type { Counterexample } from "./properties/results/counterexample/counterexample.js";
import { readCorpus } from "./search/check/corpus.js";
import { heldAgainst, type Held } from "./search/check/in-process.js";
import { invariants as allInvariants } from "./properties/invariants/all.js";
import { findingSentence } from "./reports/text/finding.js";

export interface InvariantTestOptions {
  /** Names of invariants; absent: all. */
  readonly invariants?: readonly string[];
  readonly seed?: number;
  /** Random scenarios, in steps of 250; absent: 2000. */
  readonly runs?: number;
  /**
   * What is known to be broken: invariant -> failure mode -> why. It must stay broken, or be taken
   * out.
   */
  readonly known?: Readonly<Record<string, Readonly<Record<string, string>>>>;
  /** Milliseconds for the search, which comes before the first test; absent: half an hour. */
  readonly timeout?: number;
}

const RUNS_DEFAULT = 2000;
const TIMEOUT_DEFAULT_MS = 1_800_000;

/** Declares a test for each invariant: the design keeps it on random scenarios. */
export function invariantTests(design: Design, options: InvariantTestOptions = {}): void {
  const invariants = allInvariants.filter(({ name }) => options.invariants?.includes(name) ?? true);
  const unknown = [...(options.invariants ?? []), ...Object.keys(options.known ?? {})].filter(
    (name) => !allInvariants.some((invariant) => invariant.name === name),
  );
  if (unknown.length > 0) throw new Error(`there is no invariant ${unknown.join(", ")}`);
  describe(`${design.name} keeps the invariants`, () => {
    let held: Held | null = null;
    beforeAll(async () => {
      const { seed = 1, runs = RUNS_DEFAULT } = options;
      const corpus = (await readCorpus()).map(({ counterexample }) => counterexample);
      held = heldAgainst(design, { invariants, corpus, seed, runs });
    }, options.timeout ?? TIMEOUT_DEFAULT_MS);
    invariants.forEach(({ name, sentence }, at) => {
      test(`${name}: ${sentence}`, (context) => {
        if (held === null) throw new Error("the search did not end");
        if (held.crash !== null) throw new Error(crashText(held.crash));
        const found = held.counterexamples.filter(({ invariant }) => invariant === name);
        judge(found, options.known?.[name] ?? {});
        if (held.applied[at] === 0) context.skip("not exercised: the invariant never applied");
      });
    });
  });
}

function judge(found: readonly Counterexample[], known: Readonly<Record<string, string>>): void {
  const news = found.filter(({ finding }) => !Object.hasOwn(known, finding.failureMode));
  if (news.length > 0) throw new Error(news.map((cx) => storyOf(cx)).join("\n"));
  const gone = Object.keys(known).filter(
    (failureMode) => !found.some(({ finding }) => finding.failureMode === failureMode),
  );
  if (gone.length > 0)
    throw new Error(
      `known to be broken, and was not: ${gone.join(", ")}; search longer, or remove`,
    );
}

function storyOf({ finding, scenario, invariant }: Counterexample): string {
  const sentence = findingSentence(finding, scenario.topology);
  return `breaks ${invariant} (${finding.failureMode}): ${sentence}\n${printScenario(scenario)}`;
}

function crashText({ message, scenario }: NonNullable<Held["crash"]>): string {
  return `the design crashed: ${message}\n${printScenario(scenario)}`;
}
