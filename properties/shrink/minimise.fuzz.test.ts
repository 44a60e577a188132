// One bug has one file: from hundreds of different starts, minimising a synthetic bug ends at one
// scenario.
import fc from "fast-check";
import { expect, test } from "vitest";
import { cases } from "../../.ci/suite.js";
import { impossible } from "../../model/vocabulary/topology/validate.js";
import { canonicalScenario } from "../../model/vocabulary/scenario/canonical.js";
import type { Scenario } from "../../model/vocabulary/scenario/scenario.js";
import { scenarios } from "../generators/scenario.js";
import { minimise } from "./minimise.js";
import { compareScenarios, shrinkOrder } from "./shrink-order.js";
import { BUGS, type Bug } from "./testing.js";
import { stableText } from "../../model/vocabulary/reading/stable-text.js";

/** Starts are looked for among this many scenarios. */
const LOOKED_AT = cases({ all: 30_000, quick: 15_000 });

const pool: readonly Scenario[] = fc.sample(scenarios(), { numRuns: LOOKED_AT, seed: 20 });

function starts(bug: Bug, count: number): readonly Scenario[] {
  return pool.filter(bug).slice(0, count);
}

function ends(bug: Bug, count: number): ReadonlyMap<string, Scenario> {
  const found = new Map<string, Scenario>();
  for (const start of starts(bug, count)) {
    const { scenario } = minimise(start, bug);
    found.set(stableText(scenario), scenario);
  }
  return found;
}

const STARTS = cases({ all: 500, quick: 100 });

test("attach on one function, detach on its sibling: hundreds of starts, one end", () => {
  expect(starts(BUGS.siblingDetach, STARTS)).toHaveLength(STARTS);
  expect([...ends(BUGS.siblingDetach, STARTS).values()]).toEqual([
    {
      iommu: { blocking: "pasid", strict: false, pasidBits: 20 },
      operations: [
        { op: "pasid-attach", dev: 0, pasid: 1, domain: "D1" },
        { op: "pasid-detach", dev: 1, pasid: 1 },
      ],
      topology: {
        functions: [expect.objectContaining({ devfn: 8 }), expect.objectContaining({ devfn: 9 })],
        probe: { scan: "boot", order: null },
      },
    },
  ]);
});

test.each(Object.entries(BUGS))("%s ends at one scenario", (_name, bug) => {
  expect(starts(bug, 40).length).toBeGreaterThan(5);
  expect([...ends(bug, 40).keys()]).toHaveLength(1);
});

test("the end is broken, possible, canonical, and no start was simpler", () => {
  for (const bug of Object.values(BUGS))
    for (const start of starts(bug, 6)) {
      const { scenario, complete } = minimise(start, bug);
      expect(complete).toBe(true);
      expect(bug(scenario)).toBe(true);
      expect(impossible(scenario.topology)).toBeNull();
      expect(stableText(canonicalScenario(scenario))).toBe(stableText(scenario));
      expect(compareScenarios(scenario, canonicalScenario(start))).toBeLessThanOrEqual(0);
    }
});

test("minimising what is minimal changes nothing", () => {
  for (const bug of Object.values(BUGS)) {
    const [start] = starts(bug, 1);
    if (start === undefined) throw new Error("no start");
    const once = minimise(start, bug).scenario;
    expect(stableText(minimise(once, bug).scenario)).toBe(stableText(once));
  }
});

test("it is cheap: fewer than 150 evaluations on average, and it never exceeds its budget", () => {
  let evaluations = 0;
  let count = 0;
  for (const bug of Object.values(BUGS))
    for (const start of starts(bug, 8)) {
      evaluations += minimise(start, bug).evaluations;
      count++;
    }
  expect(evaluations / count).toBeLessThan(150);
  const [start] = starts(BUGS.enabledNeighbours, 1);
  if (start === undefined) throw new Error("no start");
  const short = minimise(start, BUGS.enabledNeighbours, 7);
  expect(short.evaluations).toBe(7);
  expect(short.complete).toBe(false);
  expect(BUGS.enabledNeighbours(short.scenario)).toBe(true);
});

test("what is not broken is given back as it is", () => {
  const [s] = pool;
  if (s === undefined) throw new Error("no scenario");
  expect(minimise(s, () => false).scenario).toBe(s);
});

const inLastSlot: Bug = (s) => s.topology.functions.some((f) => f.bus === 0 && f.devfn === 0xf8);

test("where the canonical numbers hide the bug, the numbers stay", () => {
  const [plain] = fc.sample(scenarios({ functionsMax: 1 }), { numRuns: 1, seed: 1 });
  const f = plain?.topology.functions[0];
  if (plain === undefined || f === undefined) throw new Error("no scenario");
  const start = { ...plain, topology: { ...plain.topology, functions: [{ ...f, devfn: 0xf8 }] } };
  const { scenario } = minimise(start, inLastSlot);
  expect(scenario.topology.functions[0]?.devfn).toBe(0xf8);
  expect(shrinkOrder(scenario).operations).toBe(0);
});
