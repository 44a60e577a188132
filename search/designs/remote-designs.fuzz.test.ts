/**
 * A design in another process is held against the reference like any other: the example driver
 * agrees with it, and one that claims another contract than it keeps is found out, with a small
 * counterexample.
 */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, expect, test } from "vitest";
import { cases } from "../../.ci/suite.js";
import { closeChannels } from "../../impl/remote/channel/channel.js";
import { subjectNamed, isRemote } from "./named.js";
import { check } from "../check/check.js";
import { kernelCheck } from "../kernel/check.js";

const EXAMPLE = fileURLToPath(new URL("../../impl/remote/example/per_device.py", import.meta.url));
const LIES =
  `exec:python3 -c "exec(open('${EXAMPLE}').read()` +
  `.replace('contract device-xarray', 'contract linux-7.3'))"`;
const saveTo = mkdtempSync(join(tmpdir(), "pasidcheck-remote-"));
const OPTIONS = {
  kernel: { release: "none", digest: "0000000000000000" },
  seed: 1,
  runs: cases({ all: 500, quick: 250 }),
  seconds: null,
  workers: 1,
  saveTo,
  onProgress: (): void => {},
  signal: new AbortController().signal,
};

afterAll(async () => {
  await closeChannels();
  rmSync(saveTo, { recursive: true, force: true });
});

test("the example driver does what the reference does", async () => {
  const { report, crashes, flaky } = await kernelCheck({ ...OPTIONS, design: `exec:${EXAMPLE}` });
  expect({ ...report, crashes, flaky }).toMatchObject({
    disagreements: [],
    crashes: [],
    flaky: false,
  });
  expect(report.scenarios + report.passed_over).toBe(OPTIONS.runs);
  // It is not asked what users of the core do, nor where functions move: about half of all.
  expect(report.scenarios).toBeGreaterThan(OPTIONS.runs / 3);
});

test("one that claims what it does not keep is found out", async () => {
  const { report, counterexamples } = await kernelCheck({ ...OPTIONS, design: LIES });
  expect(report.disagreements.map(({ invariant }) => invariant)).toContain(
    "same-tables-as-reference",
  );
  const smallest = Math.min(...report.disagreements.map((d) => d.functions + d.operations));
  expect(smallest).toBeLessThanOrEqual(3);
  for (const { id } of report.disagreements) expect(counterexamples.has(id)).toBe(true);
});

test("it stands in the matrix, with all invariants", async () => {
  const design = `exec:${EXAMPLE}`;
  const machines = { ...OPTIONS, designs: [design], invariants: [], machines: [], runs: 250 };
  const { report } = await check(machines);
  const tag = (invariant: string) => report.verdicts.find((v) => v.invariant === invariant)?.tag;
  expect(tag("pasid-stays-local")).toBe("holds");
  expect(tag("members-programmed-alike")).toBe("fails");
});

test("names", () => {
  expect(isRemote("linux:")).toBe(true);
  expect(isRemote("linux-7.3")).toBe(false);
  expect(() => subjectNamed("linux:/nowhere")).toThrow(/^there is no folder \/nowhere/);
  expect(() => subjectNamed("exec:")).toThrow(/command/);
  expect(() => subjectNamed("exec:./no-such-driver")).toThrow(/^no file /);
});
