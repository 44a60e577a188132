// A check on a machine of 300 functions: one report whatever the number of workers, small
// counterexamples of its own functions, and only that is not exercised which it has not.
import { expect, test } from "vitest";
import { addressText } from "../../model/vocabulary/topology/address.js";
import { DEFAULT_IOMMU } from "../../model/vocabulary/scenario/scenario.js";
import { largeMachine } from "../../properties/testing/large-machine.js";
import { check, type CheckOptions } from "./check.js";
import type { Progress } from "./watch.js";

const MACHINE = { topology: largeMachine(300), iommu: DEFAULT_IOMMU };

const OPTIONS: CheckOptions = {
  designs: ["linux-7.3"],
  invariants: [],
  seed: 7,
  runs: 1000,
  seconds: null,
  workers: 2,
  machines: [MACHINE],
  saveTo: "counterexamples",
  onProgress: () => {},
  signal: new AbortController().signal,
};

test("all that the machine permits is exercised, and what breaks is shown small", async () => {
  const progress: Progress[] = [];
  const outcome = await check({ ...OPTIONS, onProgress: (p) => progress.push(p) });
  const never = outcome.report.verdicts.filter(({ evidence }) => evidence.applied === 0);
  expect(never.map(({ invariant }) => invariant)).toEqual(NOT_ON_IT);
  const given = new Set(MACHINE.topology.functions.map(addressText));
  expect(outcome.counterexamples.size).toBeGreaterThan(10);
  for (const { scenario } of outcome.counterexamples.values()) {
    expect(scenario.topology.functions.length).toBeLessThanOrEqual(12);
    expect(scenario.topology.functions.every((f) => given.has(addressText(f)))).toBe(true);
  }
  expect(progress.filter(({ shrunk }) => shrunk === null)).toHaveLength(1000 / 250);
  expect(progress.at(-1)?.shrunk?.done).toBe(progress.at(-1)?.shrunk?.of);
});

/** It has no aliases and no direct map, was scanned at boot, and no kernel runs on it. */
const NOT_ON_IT: readonly string[] = [
  "shared-rid-same-pasids",
  "shared-rid-same-domain",
  "aliases-in-one-group",
  "direct-mapping-never-blocked",
  "hotplug-keeps-other-groups",
  "no-kernel-warning",
];

test("one seed, one report, whatever the number of workers", async () => {
  const invariants = ["pasid-stays-local", "p2p-peers-in-one-group", "attached-hwpt-translates"];
  const some = { ...OPTIONS, invariants, runs: 500 };
  const one = await check({ ...some, workers: 1 });
  const three = await check({ ...some, workers: 3 });
  expect(JSON.stringify(three.report)).toBe(JSON.stringify(one.report));
  expect([...three.counterexamples.keys()]).toEqual([...one.counterexamples.keys()]);
  expect(one.report.verdicts.some(({ tag }) => tag === "fails")).toBe(true);
});
