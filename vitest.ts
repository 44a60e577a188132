/**
 * `pasidcheck/vitest`: the laws as tests in a project's own suite, one a law, for a design that is
 * at hand as a value. vitest is the project's own.
 */
import { beforeAll, describe, test } from "vitest";
import type { Design } from "./model/vocabulary/design/design.js";
import { printScenario } from "./model/vocabulary/scenario/text/text.js";
import type { Counterexample } from "./properties/results/counterexample.js";
import { readCorpus } from "./search/check/corpus.js";
import { heldAgainst, type Held } from "./search/check/in-process.js";
import { laws as allLaws } from "./properties/laws/all.js";
import { findingSentence } from "./reports/text/finding.js";

export interface LawTestOptions {
  /** Names of laws; absent: all. */
  readonly laws?: readonly string[];
  readonly seed?: number;
  /** Random scenarios, in steps of 250; absent: 2000. */
  readonly runs?: number;
  /** What is known to be broken: law -> mechanism -> why. It must stay broken, or be taken out. */
  readonly known?: Readonly<Record<string, Readonly<Record<string, string>>>>;
  /** Milliseconds for the search, which comes before the first test; absent: 120,000. */
  readonly timeout?: number;
}

const RUNS_DEFAULT = 2000;
const TIMEOUT_DEFAULT_MS = 120_000;

/** Declares a test for each law: the design keeps it on random scenarios. */
export function lawTests(design: Design, options: LawTestOptions = {}): void {
  const laws = allLaws.filter(({ name }) => options.laws?.includes(name) ?? true);
  const unknown = [...(options.laws ?? []), ...Object.keys(options.known ?? {})].filter(
    (name) => !allLaws.some((law) => law.name === name),
  );
  if (unknown.length > 0) throw new Error(`there is no law ${unknown.join(", ")}`);
  describe(`${design.name} keeps the laws`, () => {
    let held: Held | null = null;
    beforeAll(async () => {
      const { seed = 1, runs = RUNS_DEFAULT } = options;
      const corpus = (await readCorpus()).map(({ counterexample }) => counterexample);
      held = heldAgainst(design, { laws, corpus, seed, runs });
    }, options.timeout ?? TIMEOUT_DEFAULT_MS);
    laws.forEach(({ name, sentence }, at) => {
      test(`${name}: ${sentence}`, (context) => {
        if (held === null) throw new Error("the search did not end");
        if (held.crash !== null) throw new Error(crashText(held.crash));
        const found = held.counterexamples.filter(({ law }) => law === name);
        judge(found, options.known?.[name] ?? {});
        if (held.applied[at] === 0) context.skip("vacuous: the law never applied");
      });
    });
  });
}

function judge(found: readonly Counterexample[], known: Readonly<Record<string, string>>): void {
  const news = found.filter(({ finding }) => !Object.hasOwn(known, finding.mechanism));
  if (news.length > 0) throw new Error(news.map((cx) => storyOf(cx)).join("\n"));
  const gone = Object.keys(known).filter(
    (mechanism) => !found.some(({ finding }) => finding.mechanism === mechanism),
  );
  if (gone.length > 0)
    throw new Error(
      `known to be broken, and was not: ${gone.join(", ")}; search longer, or remove`,
    );
}

function storyOf({ finding, scenario, law }: Counterexample): string {
  const sentence = findingSentence(finding, scenario.topology);
  return `breaks ${law} (${finding.mechanism}): ${sentence}\n${printScenario(scenario)}`;
}

function crashText({ message, scenario }: NonNullable<Held["crash"]>): string {
  return `the design crashed: ${message}\n${printScenario(scenario)}`;
}
