/** Counts of what the generators draw, for tests. */
import fc from "fast-check";
import type { Operation } from "../../model/vocabulary/operation/operation.js";
import type { Scenario } from "../../model/vocabulary/scenario/scenario.js";
import type { PciFunction } from "../../model/vocabulary/topology/topology.js";

/** A feature of scenarios: in how many of the runs it must occur at least, and how it is seen. */
export type Feature = readonly [least: number, has: (s: Scenario) => boolean];

type OfFunction = (f: PciFunction, all: readonly PciFunction[]) => boolean;
type OfOperation = (op: Operation, s: Scenario) => boolean;

export function someFunction(has: OfFunction): (s: Scenario) => boolean {
  return (s) => s.topology.functions.some((f) => has(f, s.topology.functions));
}

export function someOperation(has: OfOperation): (s: Scenario) => boolean {
  return (s) => s.operations.some((op) => has(op, s));
}

/**
 * The features that occur too rarely, each with its count: `VF beside its PF: 12 of at least 300`.
 */
export function rareFeatures(
  arbitrary: fc.Arbitrary<Scenario>,
  features: Readonly<Record<string, Feature>>,
  runs: number,
): readonly string[] {
  const each = Object.entries(features).map(([name, [least, has]]) => ({
    name,
    least,
    has,
    count: 0,
  }));
  const property = fc.property(arbitrary, (s) => {
    for (const feature of each) if (feature.has(s)) feature.count++;
  });
  fc.assert(property, { numRuns: runs, seed: 7 });
  return each
    .filter(({ count, least }) => count < least)
    .map(({ name, count, least }) => `${name}: ${count} of at least ${least}`);
}
