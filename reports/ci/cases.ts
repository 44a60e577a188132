/**
 * A report as cases, for the formats that CI reads: a case a design and an invariant, one for each
 * bug and seeded fault that must be caught, one for each part of the gate, one for each problem of
 * the baseline. What the exit code is follows from them.
 */
import { match } from "ts-pattern";
import type { GatePart, MustCatch, ReportData } from "../../properties/results/gate-report.js";
import type { BaselineProblem } from "../../properties/results/baseline.js";
import { isSurprise, type Unknown, type Verdict } from "../../properties/results/report.js";
import { findingSentence } from "../text/finding.js";
import { surpriseSentences } from "../terminal/surprises.js";

/**
 * `known`: broken, and that is expected; `idle`: there is nothing to ask, and that is expected;
 * `open`: nothing can be said.
 */
export type Standing = "pass" | "known" | "idle" | "fail" | "open";

export interface Case {
  /** The design, or what else is judged. */
  readonly suite: string;
  readonly name: string;
  readonly standing: Standing;
  /** Why it is not `pass`: a sentence each. */
  readonly said: readonly string[];
  /** For `open` only. */
  readonly why: Unknown | null;
  /** The counterexample's. */
  readonly file: string | null;
}

export const BUGS = "historic bugs";
export const SEEDED_FAULTS = "seeded-faults";
const PARTS = "gate";
const BASELINE = "baseline";

export function casesOf(data: ReportData): readonly Case[] {
  return [
    ...data.report.verdicts.map((v) => verdictCase(v, data)),
    ...data.mustCatch.map((one) => mustCatchCase(one)),
    ...data.parts.map((part) => partCase(part)),
    ...data.baseline.map((problem) => baselineCase(problem)),
  ];
}

/** The cases by suite, in their order. */
export function suitesOf(cases: readonly Case[]): ReadonlyMap<string, readonly Case[]> {
  const suites = new Map<string, Case[]>();
  for (const one of cases) {
    const suite = suites.get(one.suite);
    if (suite === undefined) suites.set(one.suite, [one]);
    else suite.push(one);
  }
  return suites;
}

export function countOf(cases: readonly Case[], ...standings: readonly Standing[]): number {
  return cases.filter(({ standing }) => standings.includes(standing)).length;
}

/** 0 all as expected, 1 not so, 3 nothing can be said; what was interrupted says nothing. */
export function casesExit(data: ReportData & { readonly interrupted: boolean }): 0 | 1 | 3 {
  const cases = casesOf(data);
  if (data.interrupted) return 3;
  if (countOf(cases, "fail") > 0) return 1;
  return countOf(cases, "open") > 0 || data.crashes.length > 0 ? 3 : 0;
}

function verdictCase(v: Verdict, data: ReportData): Case {
  const standing = standingOf(v);
  return {
    suite: v.design,
    name: v.invariant,
    standing,
    said: saidOf(v, standing, data),
    why: standing === "open" ? (v.why ?? null) : null,
    file: v.counterexample?.file ?? null,
  };
}

function standingOf(v: Verdict): Standing {
  if (isSurprise(v)) return "fail";
  return match(v.tag)
    .with("holds", () => "pass" as const)
    .with("fails", () => "known" as const)
    .with("unknown", () => (v.expected === "unknown" ? ("idle" as const) : ("open" as const)))
    .exhaustive();
}

const WHY: Readonly<Record<Unknown, string>> = {
  "not-exercised": "the invariant never applied to it",
  crashed: "it crashed",
  flaky: "it answers differently when it is asked the same twice",
  budget: "the budget ended before all was looked at",
};

function saidOf(v: Verdict, standing: Standing, data: ReportData): readonly string[] {
  const { report, counterexamples } = data;
  const findingOf = (id: string): string | null => {
    const cx = counterexamples.get(id);
    return cx === undefined ? null : findingSentence(cx.finding, cx.scenario.topology);
  };
  return match(standing)
    .with("pass", () => [])
    .with("fail", () => surpriseSentences({ ...report, verdicts: [v] }, "any-topology", findingOf))
    .with("known", () => [`Broken, as is expected (${v.reason ?? "no reason is told"}).`])
    .with("idle", () => [`Nothing to ask (${v.reason ?? "no reason is told"}).`])
    .with("open", () => [`Unknown: ${WHY[v.why ?? "budget"]}${crashOf(v, data)}.`])
    .exhaustive();
}

function crashOf(v: Verdict, { crashes }: ReportData): string {
  const crash = v.why === "crashed" ? crashes.find((one) => one.design === v.design) : undefined;
  return crash === undefined ? "" : `: ${crash.message} (${crash.file})`;
}

function mustCatchCase({ kind, id, invariant, state }: MustCatch): Case {
  const what = kind === "bug" ? `the historic bug ${id}` : "its seeded fault";
  const said = match(state)
    .with("caught", () => [])
    .with("missed", () => [
      `The invariant ${invariant} did not catch ${what}: that it holds proves nothing.`,
    ])
    .with("unknown", () => ["Unknown: the budget ended first."])
    .exhaustive();
  const standing = match(state)
    .with("caught", () => "pass" as const)
    .with("missed", () => "fail" as const)
    .with("unknown", () => "open" as const)
    .exhaustive();
  const suite = kind === "bug" ? BUGS : SEEDED_FAULTS;
  return { suite, name: id, standing, said, why: openBecause(standing), file: null };
}

function partCase({ name, state, said }: GatePart): Case {
  const standing = match(state)
    .with("done", () => "pass" as const)
    .with("not-asked", () => "idle" as const)
    .with("cut", "not-reached", () => "open" as const)
    .exhaustive();
  const sentence = match(state)
    .with("done", () => [])
    .with("not-asked", () => [`Left out: ${said}.`])
    .with("cut", () => [`Ended before it was done: ${said}.`])
    .with("not-reached", () => ["Not reached: the budget had ended."])
    .exhaustive();
  return { suite: PARTS, name, standing, said: sentence, why: openBecause(standing), file: null };
}

function openBecause(standing: Standing): Unknown | null {
  return standing === "open" ? "budget" : null;
}

function baselineCase({ why, entry }: BaselineProblem): Case {
  const { design, invariant, failureMode, expires, reason } = entry;
  const what = `The baseline's entry for ${design}, ${invariant}, ${failureMode} (${reason})`;
  const said = match(why)
    .with(
      "expired",
      () => `${what} expired on ${expires}; repair the design or agree on a new day.`,
    )
    .with("no longer true", () => `${what} is no longer true; take it out.`)
    .exhaustive();
  const name = `${design} ${invariant} ${failureMode}`;
  return { suite: BASELINE, name, standing: "fail", said: [said], why: null, file: null };
}
