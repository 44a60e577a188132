import { expect, test } from "vitest";
import type { KernelReport } from "../../properties/results/report.js";
import { kernelExit, kernelText, type KernelChecked } from "./check.js";
import { kernelJson } from "../text/json.js";
import { PLAIN_LOOK } from "../text/paint.js";
import { COUNTEREXAMPLE } from "../testing/sample.js";

const REPORT: KernelReport = {
  schema: "kernel@2",
  kernel: { release: "7.3.4", digest: "0123456789abcdef" },
  seed: 1,
  scenarios: 60_000,
  passed_over: 12,
  deaths_foretold: 0,
  operations: 1_600_000,
  disagreements: [],
  crashes: [],
};
const AGREE: KernelChecked = {
  report: REPORT,
  counterexamples: new Map(),
  interrupted: false,
  flaky: false,
  seconds: 60,
};
const DISAGREE: KernelChecked = {
  ...AGREE,
  counterexamples: new Map([[COUNTEREXAMPLE.id, COUNTEREXAMPLE]]),
  report: {
    ...REPORT,
    disagreements: [
      {
        invariant: COUNTEREXAMPLE.invariant,
        failureMode: "pasid-attach",
        id: COUNTEREXAMPLE.id,
        functions: 2,
        operations: 1,
        file: "counterexamples/7c1f.json",
      },
    ],
  },
};
const DIED: KernelChecked = {
  ...AGREE,
  report: {
    ...REPORT,
    crashes: [{ message: "caught by SIGABRT\nKernel panic\u001B[2J", file: "crash-1.json" }],
  },
};

test("they agree: how far was looked, exit 0", () => {
  expect(kernelExit(AGREE)).toBe(0);
  expect(kernelText(AGREE, "linux:", PLAIN_LOOK)).toBe(
    "Agree: Linux 7.3.4 and the reference, in groups, outcomes, hardware and software tables, " +
      "driver calls, warnings (60k scenarios, 1.6M operations, 1000 scenarios/s; " +
      "12 passed over, not expressible).\n",
  );
});

test("they disagree: the scenario, the finding, the command that shows it, exit 1", () => {
  expect(kernelExit(DISAGREE)).toBe(1);
  const text = kernelText(DISAGREE, "linux:/a folder", PLAIN_LOOK);
  expect(text).toContain(`differs  ${COUNTEREXAMPLE.id.slice(0, 4)}  ${COUNTEREXAMPLE.invariant}`);
  expect(text).toContain(
    "npx pasidcheck explain --design 'linux:/a folder' counterexamples/7c1f.json",
  );
  expect(text).toContain("Disagree: Linux 7.3.4 and the reference, in 1 way (");
});

test("a kernel that died: its last words, safe to print, exit 1", () => {
  expect(kernelExit(DIED)).toBe(1);
  const text = kernelText(DIED, "linux:", PLAIN_LOOK);
  expect(text).toContain("the kernel died: caught by SIGABRT\n    | Kernel panic [2J\n");
});

test("nothing can be said: exit 3", () => {
  expect(kernelExit({ ...AGREE, interrupted: true })).toBe(3);
  expect(kernelExit({ ...AGREE, flaky: true })).toBe(3);
  expect(kernelExit({ ...AGREE, report: { ...REPORT, scenarios: 0 } })).toBe(3);
  expect(kernelExit({ ...DISAGREE, interrupted: true })).toBe(1);
});

test("the JSON says what it is of first", () => {
  expect(kernelJson(REPORT).split("\n").slice(1, 3)).toEqual([
    '  "schema": "kernel@2",',
    '  "kernel": {',
  ]);
});

test("a kernel that died: the scenario, the operation, and what is not as usual", () => {
  const { scenario } = COUNTEREXAMPLE;
  const crash = {
    design: "linux:",
    kind: "threw",
    message: "Error: hung",
    scenario,
    file: "crash-1.json",
    step: 0,
    note: "not shrunk to the end",
  } as const;
  const died: KernelChecked = { ...DIED, crashes: [crash] };
  const text = kernelText(died, "linux:", PLAIN_LOOK);
  expect(text).toContain("      pasid-attach");
  expect(text).toContain("  operation 1 did not return\n");
  expect(text).toContain("  note: not shrunk to the end\n");
});
