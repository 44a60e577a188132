// A seed says all of a scenario, and fast-check's own replay finds it again; the profile is part of
// it.
import fc from "fast-check";
import { expect, test } from "vitest";
import { stableText } from "../../model/vocabulary/reading/stable-text.js";
import { PROFILES } from "./profiles/all.js";
import { scenarios } from "./scenario.js";

function texts(seed: number): string[] {
  return fc.sample(scenarios(), { numRuns: 300, seed }).map(stableText);
}

test("one seed gives one sequence of scenarios, another seed another", () => {
  expect(texts(5)).toEqual(texts(5));
  expect(texts(5)).not.toEqual(texts(6));
});

test("fast-check replays a counterexample by seed and path, and shrinks on the way", () => {
  const property = fc.property(
    scenarios(),
    (s) => !s.operations.some((op) => op.op === "pasid-replace" && op.handle === 2),
  );
  const found = fc.check(property, { seed: 11, numRuns: 1000 });
  expect(found.failed).toBe(true);
  const [s] = found.counterexample ?? [];
  expect(s?.topology.functions).toHaveLength(1);
  const replayed = fc.check(property, { seed: 11, path: found.counterexamplePath ?? "" });
  expect(replayed.counterexample).toEqual(found.counterexample);
});

test("every profile is drawn, and only those asked for", () => {
  const names = new Set(PROFILES.map((p) => p.name));
  expect(names.size).toBe(PROFILES.length);
  const only = fc.sample(scenarios({ profiles: ["rid"] }), { numRuns: 300, seed: 2 });
  const kinds = new Set(only.flatMap((s) => s.operations.map((op) => op.op)));
  expect([...kinds].sort()).toEqual([
    "device-attach",
    "device-detach",
    "pasid-enable",
    "rid-attach",
    "rid-detach",
    "rid-replace",
  ]);
});

test("a swarm leaves kinds of operation out", () => {
  const long = fc
    .sample(scenarios({ profiles: ["general"] }), { numRuns: 500, seed: 2 })
    .filter((s) => s.operations.length >= 25);
  const kinds = long.map((s) => new Set(s.operations.map((op) => op.op)).size);
  expect(kinds.filter((n) => n <= 7).length).toBeGreaterThan(long.length / 4);
});
