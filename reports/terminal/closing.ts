/** The end of a check: the exit code, and the one sentence that says it. */
import type { CheckResult, Report, Unknown, Verdict } from "../../properties/results/report.js";
import { surprisesOf, type Scope } from "./surprises.js";
import { counted, listed } from "../text/words.js";

/**
 * 0 all as expected, 1 a surprise, 3 inconclusive (2 is for wrong usage, and never follows a run).
 */
export type CheckExit = 0 | 1 | 3;

/**
 * What is interrupted is inconclusive, whatever was found. Otherwise a surprise outweighs what is
 * unknown. On given topologies an invariant that never applied has nothing to say there, and is no
 * defect of the run.
 */
export function checkExit(result: CheckResult, scope: Scope): CheckExit {
  if (result.interrupted) return 3;
  if (surprisesOf(result.report, scope).length > 0) return 1;
  return result.crashes.length > 0 || inconclusive(result.report, scope).length > 0 ? 3 : 0;
}

function inconclusive(report: Report, scope: Scope): readonly Verdict[] {
  const unknown = report.verdicts.filter((v) => v.tag === "unknown" && v.expected !== "unknown");
  if (scope === "any-topology" || unknown.length === report.verdicts.length) return unknown;
  return unknown.filter((v) => v.why !== "not-exercised");
}

/** `All 186 verdicts are as expected: 150 hold, 36 are broken as expected.` */
export function closingSentence(result: CheckResult, scope: Scope): string {
  const { verdicts } = result.report;
  const surprises = surprisesOf(result.report, scope);
  const of = (tag: Verdict["tag"]): number => verdicts.filter((v) => v.tag === tag).length;
  const parts = [`${of("holds")} hold`, `${of("fails")} broken`];
  if (of("unknown") > 0) parts.push(`${of("unknown")} unknown (${reasons(result.report)})`);
  const totals = `${counted(verdicts.length, "verdict")}: ${listed(parts)}`;
  const crashed = result.crashes.length === 0 ? "" : `; ${crashText(result)}`;
  return `${opening(result, scope, surprises.length)} ${totals}${crashed}.`;
}

function opening(result: CheckResult, scope: Scope, surprises: number): string {
  if (result.interrupted) return "Interrupted; this was found so far.";
  if (surprises > 0) return `Not as expected: ${counted(surprises, "verdict")}.`;
  return checkExit(result, scope) === 0 ? "All as expected." : "Inconclusive.";
}

function reasons(report: Report): string {
  const counts = new Map<Unknown, number>();
  for (const v of report.verdicts)
    if (v.tag === "unknown" && v.why !== undefined) counts.set(v.why, (counts.get(v.why) ?? 0) + 1);
  return listed([...counts].map(([why, n]) => `${n} ${why.replace("-", " ")}`));
}

function crashText(result: CheckResult): string {
  const files = result.crashes.map((crash) => crash.file);
  return `${counted(files.length, "scenario")} crashed a design, saved as ${listed(files)}`;
}
