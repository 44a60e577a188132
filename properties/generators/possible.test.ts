// Everything that is drawn can be: no topology is impossible, no operation is outside the
// vocabulary's limits.
import fc from "fast-check";
import { expect, test } from "vitest";
import { impossible } from "../../model/vocabulary/topology/validate.js";
import { HANDLES_MAX, PASID_MAX } from "../../model/vocabulary/operation/operands.js";
import { enumerationOrder } from "../../model/vocabulary/topology/probe-order.js";
import {
  pasidColumns,
  PASIDS_NAMED_MAX,
  type Scenario,
} from "../../model/vocabulary/scenario/scenario.js";
import { PROFILES } from "./profiles/all.js";
import { scenarios } from "./scenario.js";
import { topologies } from "./topology/topology.js";

/**
 * What is wrong with a scenario, or null. Compared plainly: `expect` per scenario costs more than
 * drawing it.
 */
function wrong(s: Scenario): string | null {
  const problem = impossible(s.topology);
  if (problem !== null) return `${problem.path}: ${problem.message}`;
  if (pasidColumns(s.operations).length > PASIDS_NAMED_MAX) return "too many PASIDs";
  for (const op of s.operations) {
    if (op.dev >= s.topology.functions.length) return `dev ${op.dev}`;
    if ("pasid" in op && !(op.pasid >= 0 && op.pasid <= PASID_MAX)) return `pasid ${op.pasid}`;
    if ("handle" in op && op.handle !== undefined && !(op.handle >= 1 && op.handle <= HANDLES_MAX))
      return `handle ${op.handle}`;
    if ("fail" in op && op.fail !== undefined && op.fail.call < 1) return `call ${op.fail.call}`;
  }
  return null;
}

function firstWrong(arbitrary: fc.Arbitrary<Scenario>, runs: number): string | null {
  let found: string | null = null;
  const property = fc.property(arbitrary, (s) => {
    found ??= wrong(s);
  });
  fc.assert(property, { numRuns: runs, seed: 20_260_101 });
  return found;
}

test("20,000 scenarios of all profiles can be", () => {
  expect(firstWrong(scenarios(), 20_000)).toBeNull();
});

test.each(PROFILES.map((p) => p.name))("profile %s: 3,000 scenarios can be", (name) => {
  expect(firstWrong(scenarios({ profiles: [name] }), 3000)).toBeNull();
});

test("the largest topologies can be, and a limit is a limit", () => {
  const large = scenarios({ functionsMax: 64, vfPercent: 60, multifunctionPercent: 60 });
  expect(firstWrong(large, 3000)).toBeNull();
  let most = 0;
  fc.assert(
    fc.property(large, (s) => {
      most = Math.max(most, s.topology.functions.length);
    }),
    { numRuns: 3000, seed: 1 },
  );
  expect(most).toBeLessThanOrEqual(64);
  expect(most).toBeGreaterThan(24);
});

test("the smallest: one function, no operation", () => {
  const one = scenarios({ functionsMax: 1, operationsMax: 0 });
  fc.assert(
    fc.property(one, (s) => s.topology.functions.length === 1 && s.operations.length === 0),
    { seed: 1 },
  );
});

test("functions but VFs stand in Linux' enumeration order", () => {
  let disorder = 0;
  const property = fc.property(topologies(), ({ functions }) => {
    const order = enumerationOrder(functions).filter((i) => functions[i]?.kind !== "vf");
    if (order.some((dev, n) => n > 0 && dev < (order[n - 1] ?? 0))) disorder++;
  });
  fc.assert(property, { numRuns: 5000, seed: 1 });
  expect(disorder).toBe(0);
});
