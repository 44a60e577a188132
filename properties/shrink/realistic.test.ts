/**
 * From many different starts a break ends in one realistic scenario, which keeps all rules that it
 * can keep; what cannot be repaired stays as small as it was.
 */
import fc from "fast-check";
import { expect, test } from "vitest";
import { printScenario, readScenario } from "../../model/vocabulary/scenario/text/text.js";
import type { Scenario } from "../../model/vocabulary/scenario/scenario.js";
import { rulesBroken } from "../caller/rules.js";
import { scenarios } from "../generators/scenario.js";
import { invariantNamed } from "../invariants/all.js";
import { breaks } from "../run/judge.js";
import { subjectNamed } from "../../search/designs/named.js";
import { minimise } from "./minimise.js";
import { realistic, type RealisticSearch } from "./realistic.js";

const STARTS = 8;

function searchOf(design: string, name: string, failureMode: string): RealisticSearch {
  const subject = subjectNamed(design);
  const invariant = invariantNamed(name);
  if (subject === null || invariant === null) throw new Error("no such design or invariant");
  return {
    brokenBy: (s) => breaks(s, subject, invariant, failureMode),
    minimise: (s, still) => minimise(s, still),
    keepTopology: false,
  };
}

function end(start: Scenario, search: RealisticSearch): Scenario {
  const smallest = minimise(start, (s) => search.brokenBy(s) !== null).scenario;
  return realistic(start, smallest, search);
}

const HERO = `pasidcheck scenario 1
00:01.0  root-port  bus 01  acs SV RR CR UF of SV RR CR UF  prefix
01:00.0  endpoint   multifunction  pasid 8  acs RR of RR CR  prefix
01:00.1  endpoint   pasid 8  acs RR of RR CR  prefix
----
pasid-enable 01:00.0
pasid-enable 01:00.1
pasid-attach 01:00.0 pasid 1 domain D1
`;

test("an attach that reaches a sibling ends at two enabled functions with CR off", () => {
  const search = searchOf("linux-7.3", "pasid-stays-local", "pasid-attach");
  const pool = fc.sample(scenarios(), { numRuns: 4_000, seed: 5 });
  const starts = pool.filter((s) => search.brokenBy(s) !== null).slice(0, STARTS);
  expect(starts).toHaveLength(STARTS);
  expect([...new Set(starts.map((s) => printScenario(end(s, search))))]).toEqual([HERO]);
});

test("what needs a handle passed twice says so, and breaks no other rule", () => {
  const search = searchOf("linux-7.3", "handle-installed-once", "installed-twice");
  const pool = fc.sample(scenarios(), { numRuns: 8_000, seed: 6 });
  const start = pool.find((s) => search.brokenBy(s) !== null);
  if (start === undefined) throw new Error("no start");
  const scenario = end(start, search);
  const broken = search.brokenBy(scenario);
  if (broken === null) throw new Error("no longer broken");
  const rules = rulesBroken(scenario, broken.step, broken.finding);
  expect(rules.flatMap(({ needs }) => needs ?? [])).toEqual([
    "a caller that passes one handle twice",
  ]);
});

test("a topology that was given stays as it is", () => {
  const search = searchOf("linux-7.3", "pasid-stays-local", "pasid-attach");
  const read = readScenario(HERO.replaceAll(/pasid-enable.*\n/g, ""));
  if (!read.ok) throw new Error("no scenario");
  const given = { ...search, keepTopology: true };
  const scenario = realistic(read.value, read.value, given);
  expect(scenario.topology).toEqual(read.value.topology);
  expect(printScenario(scenario)).toBe(HERO);
});
