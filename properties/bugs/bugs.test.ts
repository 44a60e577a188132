/**
 * The historic bugs are what properties/bugs/all.ts says: each is one policy away from a contract
 * that keeps the invariant it is charged with, and that invariant catches it, with the failure mode
 * that is named, within the limit of `check --bugs`.
 */
import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { mutants } from "./all.js";
import { buggyContract, type Mutant } from "./bug.js";
import { policyDifferences } from "../../model/vocabulary/design/contract.js";
import { candidateNamed } from "../../search/designs/named.js";
import { firstBreak, type FirstBreak } from "../../search/random/first-break.js";
import { invariantNamed } from "../invariants/all.js";
import { searchFault } from "../../search/gate/fault-search.js";
import { invariants } from "../invariants/all.js";
import type { BugsReport } from "../results/report.js";

const SEED = 1;
/** The contract without the bug keeps the invariant over so many random scenarios. */
const BASE_SCENARIOS = 1000;
/** A bug that survives so many is not killed; what `check --bugs` allows by default. */
const KILL_SCENARIOS_MAX = 20_000;

function hunt(design: string, mutant: Mutant, runs_max: number): FirstBreak | null {
  const candidate = candidateNamed(`${design}:${mutant.id}`);
  const invariant = invariantNamed(mutant.invariant);
  if (candidate === null || invariant === null) throw new Error(`no ${design}:${mutant.id}`);
  const { mechanism = null } = mutant;
  return firstBreak(
    { seed: SEED, runs_max, aimed: false },
    candidate,
    invariant,
    mechanism,
    () => {},
  );
}

describe.each(mutants)("$id: $title", (mutant) => {
  test("exactly one policy differs from its base, the one that it names", () => {
    const differences = policyDifferences(mutant.base, buggyContract(mutant));
    expect(differences).toHaveLength(1);
    expect(differences).toEqual(Object.keys(mutant.changed));
  });
  test("its invariant exists", () => {
    expect(invariantNamed(mutant.invariant)?.name).toBe(mutant.invariant);
  });
  test("its base keeps that invariant", () => {
    expect(hunt("sound", mutant, BASE_SCENARIOS)?.finding ?? null).toBeNull();
  });
  test("its invariant kills it", () => {
    const kill = hunt("bug", mutant, KILL_SCENARIOS_MAX);
    expect(kill).not.toBeNull();
    if (mutant.mechanism !== undefined) expect(kill?.finding.mechanism).toBe(mutant.mechanism);
  });
});

/**
 * Written by `npm run record-bugs`: runs to find and sizes of shrunk counterexamples, over 20
 * seeds.
 */
const recorded: unknown = JSON.parse(readFileSync(new URL("./bugs.json", import.meta.url), "utf8"));

const SEARCH = {
  kind: "fault-search",
  seed: 1,
  seeds: 6,
  runs_max: 20_000,
  aimed: false,
  shrink: true,
} as const;

describe("what is recorded of the search for historic bugs", () => {
  test("speaks of all of them, and all were killed", () => {
    const expected = mutants.map(({ id, invariant }) => ({ id, invariant, killed: true }));
    expect(recorded).toMatchObject({ schema: "bugs@1", bugs: expected });
  });

  test.each(mutants)(
    "$id shrinks to a counterexample that is not larger than recorded",
    (mutant) => {
      const { id, invariant, mechanism = null } = mutant;
      const { best } = searchFault(
        { ...SEARCH, design: `bug:${id}`, invariant, mechanism },
        () => {},
      );
      const functions = best?.scenario.topology.functions.length;
      const operations = best?.scenario.operations.length;
      const known = sizeRecorded(id);
      expect({ functions, operations }).toEqual(known);
    },
  );
});

function sizeRecorded(id: string): { functions: number; operations: number } | null {
  const { bugs } = recorded as BugsReport;
  const bug = bugs.find((b) => b.id === id);
  if (bug === undefined || bug.functions === null || bug.operations === null) return null;
  return { functions: bug.functions, operations: bug.operations };
}

test("no two bugs have one name", () => {
  const ids = mutants.map((mutant) => mutant.id);
  expect(new Set(ids).size).toBe(ids.length);
});

test("what an invariant says that it kills is charged with that invariant", () => {
  const claims = invariants.flatMap(({ name, kills }) =>
    kills === undefined ? [] : [{ name, kills }],
  );
  expect(claims.length).toBeGreaterThan(0);
  const empty = claims.filter(
    ({ name, kills }) =>
      !mutants.some(
        ({ id, invariant }) => invariant === name && (id === kills || id.startsWith(`${kills}-`)),
      ),
  );
  expect(empty).toEqual([]);
});
