// What is drawn on a machine that is given: small parts of it, however large it is, on which every
// kind of operation occurs.
import fc from "fast-check";
import { expect, test } from "vitest";
import { addressText } from "../../../model/vocabulary/topology/address.js";
import { OPERATION_NAMES } from "../../../model/vocabulary/operation/operation.js";
import { DEFAULT_IOMMU, type Scenario } from "../../../model/vocabulary/scenario/scenario.js";
import { impossibleScenario } from "../../../model/vocabulary/scenario/validate.js";
import type { PciFunction, Topology } from "../../../model/vocabulary/topology/topology.js";
import { meetings } from "../../invariants/directions.js";
import { largeMachine } from "../../testing/large-machine.js";
import { PART_FUNCTIONS_MAX } from "./part.js";
import { scenariosOn, wholeScenarios } from "./scenarios.js";

const MACHINE = largeMachine(300);
const RUNS = 3000;

function drawn(topology: Topology, numRuns = RUNS): readonly Scenario[] {
  return fc.sample(scenariosOn({ topology, iommu: DEFAULT_IOMMU }), { numRuns, seed: 2 });
}

const SAMPLE = drawn(MACHINE);

/** A function without what depends on the other functions of its topology: indices. */
function itself(f: PciFunction): object {
  return { ...f, parent: null, realDma: null, pf: null };
}

test("every scenario can be", () => {
  expect(SAMPLE.map((s) => impossibleScenario(s)).filter((why) => why !== null)).toEqual([]);
  for (const { topology, operations } of SAMPLE)
    expect(operations.every(({ dev }) => dev < topology.functions.length)).toBe(true);
});

test("its functions are exactly those of the machine, below the same bridges", () => {
  const given = new Map(MACHINE.functions.map((f) => [addressText(f), f]));
  const above = (all: readonly PciFunction[], f: PciFunction): string | null => {
    const parent = f.parent === null ? undefined : all[f.parent];
    return parent === undefined ? null : addressText(parent);
  };
  for (const { topology } of SAMPLE.slice(0, 300))
    for (const f of topology.functions) {
      const there = given.get(addressText(f));
      if (there === undefined) throw new Error(`${addressText(f)} is not of the machine`);
      expect(itself(f)).toEqual(itself(there));
      expect(above(topology.functions, f)).toBe(above(MACHINE.functions, there));
    }
});

test("a part is no larger on a larger machine", () => {
  const mean = (all: readonly Scenario[]): number =>
    all.reduce((sum, s) => sum + s.topology.functions.length, 0) / all.length;
  const huge = drawn(largeMachine(3000), 300);
  for (const { topology } of [...SAMPLE, ...huge])
    expect(topology.functions.length).toBeLessThanOrEqual(PART_FUNCTIONS_MAX);
  expect(mean(huge)).toBeLessThan(1.2 * mean(SAMPLE));
});

test("every kind of operation occurs, and every function comes up", () => {
  const kinds = new Set(SAMPLE.flatMap(({ operations }) => operations.map(({ op }) => op)));
  expect(OPERATION_NAMES.filter((name) => !kinds.has(name))).toEqual([]);
  const seen = new Set(SAMPLE.flatMap(({ topology }) => topology.functions.map(addressText)));
  expect(MACHINE.functions.map(addressText).filter((one) => !seen.has(one))).toEqual([]);
});

test("functions go, so that they can come to what is attached by then", () => {
  const returns = SAMPLE.filter(({ operations }) =>
    operations.some(
      ({ op, dev }, i) =>
        op === "unplug" &&
        operations.slice(i).some((later) => later.op === "plug" && later.dev === dev),
    ),
  );
  expect(returns.length).toBeGreaterThan(RUNS / 20);
});

test("a small machine is taken as it is", () => {
  const topology = { ...MACHINE, functions: MACHINE.functions.slice(0, 4) };
  for (const s of drawn(topology, 100)) expect(s.topology).toBe(topology);
});

test("a whole one is the machine itself, under few operations", () => {
  const machine = { topology: MACHINE, iommu: DEFAULT_IOMMU };
  for (const s of fc.sample(wholeScenarios(machine), { numRuns: 100, seed: 4 })) {
    expect(s.topology).toBe(MACHINE);
    expect(s.operations.length).toBeLessThanOrEqual(16);
  }
});

test("a direction is followed among the parts", () => {
  const machine = { topology: MACHINE, iommu: DEFAULT_IOMMU };
  const reached = (from: fc.Arbitrary<Scenario>): number =>
    fc
      .sample(from, { numRuns: 200, seed: 5 })
      .reduce((sum, s) => sum + (meetings.topology?.(s.topology) ?? 0), 0);
  expect(reached(scenariosOn(machine, meetings))).toBeGreaterThan(
    1.2 * reached(scenariosOn(machine)),
  );
});
