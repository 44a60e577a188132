/**
 * What the corpus promises: every file reproduces, is in canonical form under its own digest, and
 * every break that is expected of a design has a counterexample here. (That every file is what a
 * run writes, bench/corpus-files/files.test.ts promises.)
 */
import { describe, expect, test } from "vitest";
import { invariantSet } from "../../properties/run/invariant-set.js";
import { subjectNamed, designNames } from "../designs/named.js";
import { judge } from "../../properties/run/judge.js";
import { readCorpus } from "./corpus.js";
import { replay } from "./replay.js";
import { expectations } from "../../properties/expectations/expectations.js";
import { invariants } from "../../properties/invariants/all.js";
import { canonicalScenario } from "../../model/vocabulary/scenario/canonical.js";
import { bugs } from "../../properties/bugs/all.js";
import { digest } from "../../model/vocabulary/scenario/digest.js";
import { stableText } from "../../model/vocabulary/reading/stable-text.js";

const corpus = await readCorpus();

describe("every file of the corpus", () => {
  test.each(corpus.map((entry) => [entry.counterexample.id, entry] as const))(
    "%s reproduces, is canonical, and bears its own id",
    (id, { counterexample: c }) => {
      expect(digest(c.invariant, c.scenario)).toBe(id);
      expect(stableText(canonicalScenario(c.scenario))).toBe(stableText(c.scenario));
      const broken = { step: c.step };
      expect(replay(c)).toMatchObject({ answer: "reproduces", why: "", broken });
    },
  );
});

test("every expected break has a counterexample in the corpus", () => {
  const all = invariantSet(invariants);
  const shown = new Set<string>();
  for (const { counterexample: c } of corpus)
    for (const design of designNames()) {
      const subject = subjectNamed(design);
      if (subject === null) continue;
      for (const b of judge(c.scenario, subject, all).broken)
        shown.add(`${design} ${b.invariant} ${b.finding.failureMode}`);
    }
  const expected = Object.entries(expectations).flatMap(([design, byInvariant]) =>
    Object.entries(byInvariant).flatMap(([invariant, byFailureMode]) =>
      Object.keys(byFailureMode).map((failureMode) => `${design} ${invariant} ${failureMode}`),
    ),
  );
  expect(expected.filter((one) => !shown.has(one))).toEqual([]);
});

test("expectations and historic bugs name invariants that exist", () => {
  const names = new Set(invariants.map((invariant) => invariant.name));
  const named = Object.values(expectations).flatMap((byInvariant) => Object.keys(byInvariant));
  expect([...named, ...bugs.map((m) => m.invariant)].filter((name) => !names.has(name))).toEqual(
    [],
  );
});
