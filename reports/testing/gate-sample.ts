/**
 * Made-up gates for tests: one in which everything is as expected, one in which everything goes
 * wrong, and one whose names and texts are meant to become markup.
 */
import type { ReportData } from "../../properties/results/gate-report.js";
import type { Verdict } from "../../properties/results/report.js";
import { AS_EXPECTED, COUNTEREXAMPLE, INVARIANTS, RESULT, TWO_FUNCTIONS } from "./sample.js";

type Gate = ReportData & { readonly interrupted: boolean; readonly seconds: number };

const sentenceOf = (invariant: string): string => `What ${invariant} says.`;

export const GATE_PASSED: Gate = {
  ...AS_EXPECTED,
  mustCatch: [
    { kind: "bug", id: "BUG-1", invariant: "replace-needs-an-entry", state: "caught" },
    {
      kind: "seeded-fault",
      id: "replace-needs-an-entry",
      invariant: "replace-needs-an-entry",
      state: "caught",
    },
  ],
  baseline: [],
  parts: [
    { name: "corpus", state: "done", said: "3 counterexamples replayed", seconds: 0.5 },
    { name: "exhaustive", state: "not-asked", said: "not for other processes", seconds: 0 },
    { name: "random", state: "done", said: "50000 scenarios", seconds: 9 },
  ],
  sentenceOf,
  seconds: 10,
};

export const GATE_FAILED: Gate = {
  ...GATE_PASSED,
  ...RESULT,
  mustCatch: [
    { kind: "bug", id: "BUG-1", invariant: "replace-needs-an-entry", state: "missed" },
    {
      kind: "seeded-fault",
      id: "replace-needs-an-entry",
      invariant: "replace-needs-an-entry",
      state: "unknown",
    },
  ],
  baseline: [
    {
      why: "expired",
      entry: {
        design: "linux-7.3",
        invariant: "replace-needs-an-entry",
        failureMode: "no-entry",
        reason: "to be repaired",
        expires: "2026-01-31",
      },
    },
  ],
  parts: [
    { name: "corpus", state: "done", said: "3 counterexamples replayed", seconds: 0.5 },
    { name: "random", state: "not-reached", said: "not reached", seconds: 0 },
  ],
};

/** Text that is markup in XML, in Markdown, to GitHub's runner, in KTAP and on a terminal. */
export const HOSTILE =
  "]]></failure><testcase name='x'/>&amp;\"'\uD800\u0000\u001B[31m\n" +
  "::error::owned\n::set-output name=x::y ##[error]owned\n" +
  "ok 1 owned # SKIP # Subtest: owned\nKTAP version 1\n1..9\n" +
  "`|<script>alert(1)</script> [x](javascript:1) ![x](http://e.example/) @somebody {0} %0A";

const hostileVerdict: Verdict = {
  design: `./${HOSTILE}.js`,
  invariant: INVARIANTS[0]?.name ?? "",
  tag: "fails",
  expected: "holds",
  evidence: { corpus: 0, scenarios: 1, applied: 1, exhaustive: null },
  counterexample: {
    id: COUNTEREXAMPLE.id,
    failureMode: HOSTILE,
    functions: 3,
    operations: 2,
    file: `corpus/${HOSTILE}.json`,
  },
};

/** One verdict of each kind, and everything that can hold text holds HOSTILE. */
export const GATE_HOSTILE: Gate = {
  ...GATE_FAILED,
  report: {
    schema: "report@2",
    seed: 1,
    designs: [hostileVerdict.design],
    invariants: INVARIANTS.slice(0, 4),
    verdicts: [
      hostileVerdict,
      {
        ...hostileVerdict,
        invariant: INVARIANTS[1]?.name ?? "",
        expected: "fails",
        reason: HOSTILE,
      },
      { ...hostileVerdict, invariant: INVARIANTS[2]?.name ?? "", tag: "unknown", why: "crashed" },
      {
        ...hostileVerdict,
        invariant: INVARIANTS[3]?.name ?? "",
        tag: "holds",
        expected: "fails",
        reason: HOSTILE,
      },
    ],
  },
  counterexamples: new Map([
    [
      COUNTEREXAMPLE.id,
      {
        ...COUNTEREXAMPLE,
        finding: {
          ...COUNTEREXAMPLE.finding,
          failureMode: HOSTILE,
          seen: HOSTILE,
          wanted: HOSTILE,
        },
      },
    ],
  ]),
  crashes: [
    {
      design: hostileVerdict.design,
      kind: "threw",
      message: HOSTILE,
      scenario: TWO_FUNCTIONS,
      file: `crash-${HOSTILE}.json`,
    },
  ],
  mustCatch: [{ kind: "bug", id: HOSTILE, invariant: HOSTILE, state: "missed" }],
  baseline: [
    {
      why: "no longer true",
      entry: {
        design: HOSTILE,
        invariant: HOSTILE,
        failureMode: HOSTILE,
        reason: HOSTILE,
        expires: "2026-01-31",
      },
    },
  ],
  parts: [{ name: "random", state: "cut", said: HOSTILE, seconds: 1 }],
  sentenceOf: () => HOSTILE,
};
