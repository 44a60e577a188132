/**
 * The gate at the small effort, whole: the same seed gives the same bytes, whatever the number of
 * workers, and another seed other random scenarios.
 */
import { expect, test } from "vitest";
import { GATE_PARTS, type GateResult } from "../../properties/results/gate-report.js";
import { reportJson } from "../../reports/text/json.js";
import { gate } from "./gate.js";

function small(seed: number, workers: number): Promise<GateResult> {
  return gate({
    designs: ["linux-7.3", "device-xarray"],
    invariants: ["pasid-in-range", "members-programmed-alike"],
    seed,
    effort: "small",
    workers,
    corpus: [],
    baseline: [],
    today: "2026-06-01",
    saveTo: "counterexamples",
    onProgress: () => {},
    signal: new AbortController().signal,
  });
}

const said = ({ parts }: GateResult): readonly string[] => parts.map((part) => part.said);

test("one worker or two: the same bytes", async () => {
  const one = await small(7, 1);
  const two = await small(7, 2);
  expect(one.parts.map(({ state }) => state)).toEqual(GATE_PARTS.map(() => "done"));
  expect(reportJson(two.report)).toBe(reportJson(one.report));
  expect(said(two)).toEqual(said(one));
});

test("another seed judges other scenarios", async () => {
  const one = await small(7, 2);
  const other = await small(8, 2);
  expect(said(other)).not.toEqual(said(one));
  expect(other.report.verdicts.map(({ tag }) => tag)).toEqual(
    one.report.verdicts.map(({ tag }) => tag),
  );
});
