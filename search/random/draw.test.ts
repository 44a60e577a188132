// A batch on machines that are given: where it boots a large one as a whole, how it ends early, and
// that a batch costs no more on a larger machine.
import { expect, test } from "vitest";
import { DEFAULT_IOMMU } from "../../model/vocabulary/scenario/scenario.js";
import type { Topology } from "../../model/vocabulary/topology/topology.js";
import { invariants } from "../../properties/invariants/all.js";
import { isBootInvariant } from "../../properties/invariants/invariant.js";
import { invariantSet } from "../../properties/run/invariant-set.js";
import { largeMachine } from "../../properties/testing/large-machine.js";
import { subjectNamed } from "../designs/named.js";
import { TimeUp } from "../pool/heartbeat.js";
import { runBatch, type BatchResult } from "./batch.js";
import { BATCH_SCENARIOS, eachScenario, type BatchRequest } from "./draw.js";

function requestOf(batch: number, ...topologies: readonly Topology[]): BatchRequest {
  const machines = topologies.map((topology) => ({ topology, iommu: DEFAULT_IOMMU }));
  return { seed: 3, batch, machines };
}

/** The functions of each scenario, and whether it is said to be on the whole machine. */
function sizesOf(request: BatchRequest): readonly (readonly [number, boolean])[] {
  const sizes: [number, boolean][] = [];
  eachScenario(request, ({ topology }, run, whole) => {
    expect(run).toBe(sizes.length);
    sizes.push([topology.functions.length, whole]);
    return true;
  });
  return sizes;
}

const LARGE = largeMachine(300);
const MEDIUM = largeMachine(50);
const SMALL = { ...LARGE, functions: LARGE.functions.slice(0, 4) };

test("a large machine is booted as a whole in one batch, all others are of parts", () => {
  const wholes = (request: BatchRequest): readonly number[] =>
    sizesOf(request).flatMap(([functions, whole]) => (whole ? [functions] : []));
  const size = LARGE.functions.length;
  expect(wholes(requestOf(0, LARGE))).toEqual([size, size, size, size]);
  expect(wholes(requestOf(1, LARGE))).toEqual([]);
  expect(wholes(requestOf(0, SMALL, LARGE))).toEqual([]);
  expect(wholes(requestOf(1, SMALL, LARGE))).toEqual([size, size, size, size]);
  expect(wholes(requestOf(0, largeMachine(1000)))).toEqual([]);
});

test("a batch has as many functions to look at on a larger machine", () => {
  const looked = (request: BatchRequest): number =>
    sizesOf(request).reduce((sum, [functions]) => sum + functions, 0);
  expect(sizesOf(requestOf(1, LARGE))).toHaveLength(BATCH_SCENARIOS);
  expect(sizesOf(requestOf(0, LARGE))).toHaveLength(BATCH_SCENARIOS);
  const huge = looked(requestOf(1, largeMachine(3000)));
  expect(huge).toBeLessThan(1.2 * looked(requestOf(1, LARGE)));
});

function ran(request: BatchRequest, beat: (run: number, design: number) => void): BatchResult {
  const subjects = ["linux-7.3", "device-xarray"].flatMap((name) => subjectNamed(name) ?? []);
  return runBatch(request, subjects, invariantSet(invariants), beat);
}

test("on a whole machine the invariants that boot it again are not asked", () => {
  const upTo = (end: number): BatchResult =>
    ran(requestOf(0, MEDIUM), (run) => {
      if (run === end) throw new TimeUp();
    });
  const { applied } = upTo(4);
  const variants = invariants.map((one) => isBootInvariant(one) && one.variants !== undefined);
  const asked = (wanted: boolean): number =>
    (applied[0] ?? []).reduce((sum, n, i) => sum + (variants[i] === wanted ? n : 0), 0);
  expect(asked(true)).toBe(0);
  expect(asked(false)).toBeGreaterThan(0);
});

test("a batch that is cut counts with what was done of it", () => {
  const result = ran(requestOf(1, LARGE), (run, design) => {
    if (run === 10 && design === 1) throw new TimeUp();
  });
  expect(result.scenarios).toBe(10);
  expect(result.judged).toEqual([11, 10]);
  const longer = ran(requestOf(1, LARGE), (run) => {
    if (run === 20) throw new TimeUp();
  });
  expect(longer.scenarios).toBe(20);
  expect(result.operations).toBeLessThan(longer.operations);
});

test("any other error of the harness is one", () => {
  const broken = (): void => {
    throw new Error("no heartbeat");
  };
  expect(() => ran(requestOf(1, LARGE), broken)).toThrow("no heartbeat");
});
