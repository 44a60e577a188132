// fast-check can shrink by our candidates: each is simpler and possible, so shrinking goes down and
// ends.
import fc from "fast-check";
import { expect, test } from "vitest";
import { cases } from "../../.ci/suite.js";
import { impossible } from "../../model/vocabulary/topology/validate.js";
import { DEFAULT_IOMMU } from "../../model/vocabulary/scenario/scenario.js";
import { scenariosOn } from "../generators/machine/scenarios.js";
import { scenarios } from "../generators/scenario.js";
import { topologies } from "../generators/topology/topology.js";
import { scenarioCandidates, topologyCandidates } from "./candidates.js";
import { compareScenarios } from "./shrink-order.js";
import { BUGS } from "./testing.js";

test("every candidate is simpler and possible", () => {
  for (const s of fc.sample(scenarios(), { numRuns: cases({ all: 25, quick: 5 }), seed: 5 }))
    for (const candidate of scenarioCandidates(s)) {
      if (compareScenarios(candidate, s) >= 0) throw new Error("not simpler");
      if (impossible(candidate.topology) !== null) throw new Error("impossible");
    }
});

test("candidates come lazily: the first costs a moment, whatever the size", () => {
  const [s] = fc.sample(scenarios({ operationsMax: 2000, functionsMax: 64 }), {
    numRuns: 1,
    seed: 8,
  });
  if (s === undefined) throw new Error("no sample");
  expect(scenarioCandidates(s).next().done).toBe(false);
});

test("fast-check ends at a scenario as small as our own", () => {
  const property = fc.property(scenarios(), (s) => !BUGS.siblingDetach(s));
  const found = fc.check(property, { seed: 1, numRuns: 10_000 });
  const [s] = found.counterexample ?? [];
  expect(s?.topology.functions).toHaveLength(2);
  expect(s?.operations).toHaveLength(2);
});

test("topologies and operations shrink alone", () => {
  const isSwitch = fc.property(topologies(), (t) =>
    t.functions.every((f) => f.kind !== "downstream-port"),
  );
  const [t] = fc.check(isSwitch, { seed: 1, numRuns: 10_000 }).counterexample ?? [];
  expect(t?.functions.map((f) => f.kind)).toEqual([
    "root-port",
    "upstream-port",
    "downstream-port",
  ]);
  if (t === undefined) throw new Error("no topology");
  expect([...topologyCandidates(t)].every((c) => impossible(c) === null)).toBe(true);
  const detaches = fc.property(scenariosOn({ topology: t, iommu: DEFAULT_IOMMU }), (s) =>
    s.operations.every((op) => op.op !== "rid-detach"),
  );
  const [s] = fc.check(detaches, { seed: 1, numRuns: 1000 }).counterexample ?? [];
  expect(s?.operations).toHaveLength(1);
  expect(s?.topology).toBe(t);
});
