/**
 * The summary for the page of a CI job, in Markdown. Whatever comes from outside stands in code
 * spans, where nothing is markup, no address becomes a link and nobody is called by name.
 */
import type { ReportData } from "../../properties/results/gate-report.js";
import { casesOf, suitesOf, type Case } from "./cases.js";
import { opening, totals } from "./gate.js";
import { printable } from "../text/words.js";

/** More than a reader wants to see on a page. */
const TOLD_MAX = 20;

export function summaryReport(data: ReportData & { readonly interrupted: boolean }): string {
  const cases = casesOf(data);
  const sections = [
    [`## pasidcheck: ${opening(data, cases)}`],
    partsTable(data),
    designsTable(data, cases),
    list("Not as expected", cases, "fail"),
    list("Unknown", cases, "open"),
  ];
  return sections
    .filter((lines) => lines.length > 0)
    .map((lines) => lines.map((line) => `${line}\n`).join(""))
    .join("\n");
}

function partsTable({ parts }: ReportData): readonly string[] {
  if (parts.length === 0) return [];
  const rows = parts.map(({ name, state, said, seconds }) => {
    const time = state === "done" || state === "cut" ? `${seconds.toFixed(1)} s` : "";
    return `| ${name} | ${state} | ${code(said)} | ${time} |`;
  });
  return ["| part | | how far | |", "| --- | --- | --- | ---: |", ...rows];
}

function designsTable({ report }: ReportData, cases: readonly Case[]): readonly string[] {
  const suites = suitesOf(cases);
  const rows = report.designs.map(
    (name) => `| ${code(name)} | ${totals(suites.get(name) ?? [])} |`,
  );
  return ["| design | invariants |", "| --- | --- |", ...rows];
}

function list(
  title: string,
  cases: readonly Case[],
  standing: Case["standing"],
): readonly string[] {
  const some = cases.filter((one) => one.standing === standing);
  if (some.length === 0) return [];
  const items = some.slice(0, TOLD_MAX).map(({ suite, name, said }) => {
    const sentences = said.map((text) => code(text)).join(" ");
    return `- ${code(suite)} ${code(name)}: ${sentences}`;
  });
  const more = some.length - items.length;
  return [`### ${title}`, "", ...items, ...(more > 0 ? [`- and ${more} more`] : [])];
}

/** A code span that also fits a cell; what would end either is written otherwise. */
function code(text: string): string {
  const inner = printable(text).replaceAll("`", "'").replaceAll("|", "\u00A6");
  return inner === "" ? "" : `\`${inner}\``;
}
