/**
 * What the corpus promises: every file reproduces, is in canonical form under its own digest, and
 * every break that is expected of a design has a counterexample here. (That every file is what a
 * run writes, bench/corpus-files/files.test.ts promises.)
 */
import { describe, expect, test } from "vitest";
import { lawSet } from "../../properties/run/law-set.js";
import { candidateNamed, designNames } from "../designs/named.js";
import { judge } from "../../properties/run/judge.js";
import { readCorpus } from "./corpus.js";
import { replay } from "./replay.js";
import { expectations } from "../../properties/expectations/expectations.js";
import { laws } from "../../properties/laws/all.js";
import { canonicalScenario } from "../../model/vocabulary/scenario/canonical.js";
import { mutants } from "../../properties/bugs/all.js";
import { digest } from "../../model/vocabulary/scenario/digest.js";
import { stableText } from "../../model/vocabulary/reading/stable-text.js";

const corpus = await readCorpus();

describe("every file of the corpus", () => {
  test.each(corpus.map((entry) => [entry.counterexample.id, entry] as const))(
    "%s reproduces, is canonical, and bears its own id",
    (id, { counterexample: c }) => {
      expect(digest(c.law, c.scenario)).toBe(id);
      expect(stableText(canonicalScenario(c.scenario))).toBe(stableText(c.scenario));
      expect(replay(c)).toMatchObject({ answer: "reproduces", step: c.step });
    },
  );
});

test("every expected break has a counterexample in the corpus", () => {
  const all = lawSet(laws);
  const shown = new Set<string>();
  for (const { counterexample: c } of corpus)
    for (const design of designNames()) {
      const candidate = candidateNamed(design);
      if (candidate === null) continue;
      for (const b of judge(c.scenario, candidate, all).broken)
        shown.add(`${design} ${b.law} ${b.finding.mechanism}`);
    }
  const expected = Object.entries(expectations).flatMap(([design, byLaw]) =>
    Object.entries(byLaw).flatMap(([law, byMechanism]) =>
      Object.keys(byMechanism).map((mechanism) => `${design} ${law} ${mechanism}`),
    ),
  );
  expect(expected.filter((one) => !shown.has(one))).toEqual([]);
});

test("expectations and historic bugs name laws that exist", () => {
  const names = new Set(laws.map((law) => law.name));
  const named = Object.values(expectations).flatMap((byLaw) => Object.keys(byLaw));
  expect([...named, ...mutants.map((m) => m.law)].filter((name) => !names.has(name))).toEqual([]);
});
