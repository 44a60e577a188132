/**
 * The report as KTAP (docs.kernel.org/dev-tools/ktap.html), which the kernel's CI reads: a test a
 * design, a subtest an invariant. What is broken as expected is XFAIL.
 */
import { match } from "ts-pattern";
import type { ReportData } from "../../properties/results/gate-report.js";
import { casesOf, suitesOf, type Case } from "./cases.js";
import { printable } from "../text/words.js";

export function ktapReport(data: ReportData): string {
  const suites = [...suitesOf(casesOf(data))];
  const lines = [
    "KTAP version 1",
    `1..${suites.length}`,
    ...suites.flatMap(([name, cases], i) => suiteLines(name, cases, i + 1)),
  ];
  return lines.map((line) => `${line}\n`).join("");
}

function suiteLines(name: string, cases: readonly Case[], number: number): readonly string[] {
  const inner = [
    "KTAP version 1",
    `# Subtest: ${description(name)}`,
    `1..${cases.length}`,
    ...cases.flatMap((one, i) => caseLines(one, i + 1)),
  ];
  const bad = cases.some(({ standing }) => standing === "fail" || standing === "open");
  const line = `${bad ? "not ok" : "ok"} ${number} ${description(name)}`;
  return [...inner.map((text) => `  ${text}`), line];
}

/** What is said stands before its line, as the specification has it. */
function caseLines(one: Case, number: number): readonly string[] {
  const name = `${number} ${description(one.name)}`;
  const said = printable(one.said[0] ?? "");
  return match(one.standing)
    .with("pass", () => [`ok ${name}`])
    .with("known", () => [`ok ${name} # XFAIL ${said}`])
    .with("idle", () => [`ok ${name} # SKIP ${said}`])
    .with("fail", () => [...one.said.map((text) => `# - ${printable(text)}`), `not ok ${name}`])
    .with("open", () => [`not ok ${name} # ${one.why === "budget" ? "TIMEOUT" : "ERROR"} ${said}`])
    .exhaustive();
}

/** A `#` would begin a directive. */
function description(text: string): string {
  return printable(text).replaceAll("#", "_");
}
