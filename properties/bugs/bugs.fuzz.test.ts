/**
 * The historic bugs are what properties/bugs/all.ts says: each is one policy away from a contract
 * that keeps the invariant it is charged with, and that invariant catches it, with the failure mode
 * that is named, within the limit of `check --bugs`.
 */
import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { cases } from "../../.ci/suite.js";
import { bugs } from "./all.js";
import { buggyContract, type Bug } from "./bug.js";
import { policyDifferences } from "../../model/vocabulary/design/contract.js";
import { subjectNamed } from "../../search/designs/named.js";
import { firstBreak, type FirstBreak } from "../../search/random/first-break.js";
import { invariantNamed } from "../invariants/all.js";
import { searchFault } from "../../search/gate/fault-search.js";
import { invariants } from "../invariants/all.js";
import type { BugsReport } from "../results/report.js";

const SEED = 1;
/** The contract without the bug keeps the invariant over so many random scenarios. */
const BASE_SCENARIOS = cases({ all: 1000, quick: 100 });
/** A bug that survives so many is not caught; what `check --bugs` allows by default. */
const KILL_SCENARIOS_MAX = 20_000;

function searchForBug(design: string, bug: Bug, runs_max: number): FirstBreak | null {
  const subject = subjectNamed(`${design}:${bug.id}`);
  const invariant = invariantNamed(bug.invariant);
  if (subject === null || invariant === null) throw new Error(`no ${design}:${bug.id}`);
  const { failureMode = null } = bug;
  return firstBreak(
    { seed: SEED, runs_max, guided: false },
    subject,
    invariant,
    failureMode,
    () => {},
  );
}

describe.each(bugs)("$id: $title", (bug) => {
  test("exactly one policy differs from its base, the one that it names", () => {
    const differences = policyDifferences(bug.base, buggyContract(bug));
    expect(differences).toHaveLength(1);
    expect(differences).toEqual(Object.keys(bug.changed));
  });
  test("its invariant exists", () => {
    expect(invariantNamed(bug.invariant)?.name).toBe(bug.invariant);
  });
  test("its base keeps that invariant", () => {
    expect(searchForBug("sound", bug, BASE_SCENARIOS)?.finding ?? null).toBeNull();
  });
  test("its invariant catches it", () => {
    const caught = searchForBug("bug", bug, KILL_SCENARIOS_MAX);
    expect(caught).not.toBeNull();
    if (bug.failureMode !== undefined) expect(caught?.finding.failureMode).toBe(bug.failureMode);
  });
});

/**
 * Written by `npm run record-bugs`: runs to find and sizes of shrunk counterexamples, over 20
 * seeds.
 */
const recorded: unknown = JSON.parse(readFileSync(new URL("./bugs.json", import.meta.url), "utf8"));

/** Shrinking from six seeds takes a second a bug. */
const shrunk = bugs.slice(0, cases({ all: bugs.length, quick: 8 }));

const SEARCH = {
  kind: "fault-search",
  seed: 1,
  seeds: 6,
  runs_max: 20_000,
  guided: false,
  shrink: true,
} as const;

describe("what is recorded of the search for historic bugs", () => {
  test("speaks of all of them, and all were caught", () => {
    const expected = bugs.map(({ id, invariant }) => ({ id, invariant, caught: true }));
    expect(recorded).toMatchObject({ schema: "bugs@2", bugs: expected });
  });

  test.each(shrunk)("$id shrinks to a counterexample that is not larger than recorded", (bug) => {
    const { id, invariant, failureMode = null } = bug;
    const { best } = searchFault(
      { ...SEARCH, design: `bug:${id}`, invariant, failureMode },
      () => {},
    );
    const functions = best?.scenario.topology.functions.length;
    const operations = best?.scenario.operations.length;
    const known = sizeRecorded(id);
    expect({ functions, operations }).toEqual(known);
  });
});

function sizeRecorded(id: string): { functions: number; operations: number } | null {
  const bug = (recorded as BugsReport).bugs.find((b) => b.id === id);
  if (bug === undefined || bug.functions === null || bug.operations === null) return null;
  return { functions: bug.functions, operations: bug.operations };
}

test("no two bugs have one name", () => {
  const ids = bugs.map((bug) => bug.id);
  expect(new Set(ids).size).toBe(ids.length);
});

test("what an invariant says that it catches is charged with that invariant", () => {
  const claims = invariants.flatMap(({ name, catches }) =>
    catches === undefined ? [] : [{ name, catches }],
  );
  expect(claims.length).toBeGreaterThan(0);
  const empty = claims.filter(
    ({ name, catches }) =>
      !bugs.some(
        ({ id, invariant }) =>
          invariant === name && (id === catches || id.startsWith(`${catches}-`)),
      ),
  );
  expect(empty).toEqual([]);
});
