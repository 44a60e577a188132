/**
 * The report as commands to GitHub's runner (`::error file=...::message`), which shows them at the
 * files of a change; and how other output is kept from being read as such commands.
 */
import type { ReportData } from "../../properties/results/gate-report.js";
import { casesOf, suitesOf, type Case } from "./cases.js";
import { printable } from "../text/words.js";

/** GitHub shows ten of each kind a step. */
const SHOWN_MAX = 10;

export function annotations(data: ReportData): string {
  const cases = casesOf(data);
  const failed = cases.filter(({ standing }) => standing === "fail");
  const open = [...suitesOf(cases.filter(({ standing }) => standing === "open"))];
  const lines = [
    ...failed.slice(0, SHOWN_MAX).map((one) => failedLine(one)),
    ...open.slice(0, SHOWN_MAX).map(([suite, some]) => openLine(suite, some)),
  ];
  return lines.map((text) => `${text}\n`).join("");
}

function failedLine({ suite, name, said, file }: Case): string {
  const place = file === null ? "" : `file=${property(file)},`;
  const title = property(`${printable(suite)}: ${printable(name)}`);
  const message = said.map((text) => printable(text)).join("\n");
  return `::error ${place}title=${title}::${escaped(message)}`;
}

/** One line for all that is unknown of one design. */
function openLine(suite: string, cases: readonly Case[]): string {
  const reasons = [...new Set(cases.flatMap(({ said }) => said))];
  const message = reasons.map((text) => printable(text)).join("\n");
  const title = property(`${printable(suite)}: ${cases.length} unknown`);
  return `::warning title=${title}::${escaped(message)}`;
}

function escaped(text: string): string {
  return text.replaceAll("%", "%25").replaceAll("\r", "%0D").replaceAll("\n", "%0A");
}

function property(text: string): string {
  return escaped(text).replaceAll(":", "%3A").replaceAll(",", "%2C");
}

/** The same text, with nothing in it that the runner takes for a command. */
export function withoutCommands(text: string): string {
  return text.replaceAll(/^(\s*):(?=:)/gm, "$1: ").replaceAll("##[", "# #[");
}
