/**
 * What a check promises: the same seed gives the same report at any number of workers, a design
 * that misbehaves does not end the run, and what is stopped says what it found.
 */
import { describe, expect, test } from "vitest";
import { check, type CheckOptions, type CheckOutcome } from "./check.js";

const OPTIONS: CheckOptions = {
  designs: [],
  invariants: [],
  seed: 7,
  runs: 1000,
  seconds: null,
  workers: 1,
  machines: [],
  saveTo: "counterexamples",
  onProgress: () => {},
  signal: new AbortController().signal,
};

function tagsOf(outcome: CheckOutcome, design: string): readonly string[] {
  const of = outcome.report.verdicts.filter((v) => v.design === design);
  return [...new Set(of.map((v) => (v.tag === "unknown" ? `unknown: ${v.why}` : v.tag)))];
}

const INVARIANTS = ["pasid-stays-local", "pasid-in-range", "pasid-replace-needs-attach"];

test("one seed, one report, whatever the number of workers", async () => {
  const one = await check({ ...OPTIONS, invariants: INVARIANTS });
  const two = await check({ ...OPTIONS, invariants: INVARIANTS, workers: 2 });
  expect(JSON.stringify(two.report)).toBe(JSON.stringify(one.report));
  expect([...two.counterexamples.keys()]).toEqual([...one.counterexamples.keys()]);
  expect(one.report.verdicts.some((v) => v.tag === "fails")).toBe(true);
});

test("another seed judges other scenarios", async () => {
  const invariants = ["first-failing-check-decides"];
  const designs = ["linux-7.3"];
  const one = await check({ ...OPTIONS, invariants, designs });
  const other = await check({ ...OPTIONS, invariants, designs, seed: 8 });
  const applied = (o: CheckOutcome) => o.report.verdicts.map((v) => v.evidence.applied);
  expect(applied(other)).not.toEqual(applied(one));
});

describe("a design that misbehaves does not end the run", () => {
  test("one that throws: its scenario is kept, its verdicts are unknown", async () => {
    const designs = ["misbehaving:throws", "device-xarray"];
    const outcome = await check({ ...OPTIONS, designs, invariants: INVARIANTS });
    expect(tagsOf(outcome, "misbehaving:throws")).toEqual(["unknown: crashed"]);
    expect(tagsOf(outcome, "device-xarray")).toEqual(["holds"]);
    expect(outcome.crashes.map((c) => [c.design, c.kind])).toEqual([
      ["misbehaving:throws", "threw"],
    ]);
    const operations = outcome.crashes[0]?.scenario.operations ?? [];
    expect(operations.some((op) => op.op === "pasid-attach")).toBe(true);
  });

  test("one that never returns is terminated", async () => {
    const designs = ["misbehaving:hangs", "device-xarray"];
    const outcome = await check({ ...OPTIONS, designs, invariants: INVARIANTS, runs: 250 });
    expect(tagsOf(outcome, "misbehaving:hangs")).toEqual(["unknown: crashed"]);
    expect(tagsOf(outcome, "device-xarray")).toEqual(["holds"]);
    expect(outcome.crashes.map((c) => [c.design, c.kind])).toEqual([["misbehaving:hangs", "hung"]]);
  });

  test("one that answers differently each time is flaky", async () => {
    const outcome = await check({
      ...OPTIONS,
      designs: ["misbehaving:wavers"],
      invariants: INVARIANTS,
    });
    expect(tagsOf(outcome, "misbehaving:wavers")).toContain("unknown: flaky");
  });
});

test("what is stopped says what it found so far", async () => {
  const stop = new AbortController();
  const outcome = await check({
    ...OPTIONS,
    runs: null,
    seconds: 60,
    invariants: INVARIANTS,
    signal: stop.signal,
    onProgress: () => stop.abort(),
  });
  expect(outcome.interrupted).toBe(true);
  expect(outcome.stats.scenarios).toBeGreaterThan(0);
  expect(outcome.stats.seconds).toBeLessThan(60);
});

test("an invariant that never applied is unknown, not green", async () => {
  const invariants = ["replace-has-no-hole"];
  const outcome = await check({ ...OPTIONS, designs: ["linux-6.2"], invariants });
  expect(outcome.report.verdicts[0]).toMatchObject({
    tag: "unknown",
    why: "not-exercised",
    expected: "unknown",
  });
});
