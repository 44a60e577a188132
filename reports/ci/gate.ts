/**
 * The verdict of a gate on one screen: what was checked and how far, a line a design, then what is
 * not as expected, what is unknown, and one sentence.
 */
import type { GatePart, GateResult, ReportData } from "../../properties/results/gate-report.js";
import { BUGS, SEEDED_FAULTS, casesExit, casesOf, countOf, suitesOf, type Case } from "./cases.js";
import type { Look } from "../text/paint.js";
import { inheritedLines, ownFindingLines } from "../terminal/own-findings.js";
import { keptSentences } from "../terminal/surprises.js";
import { counted, listed, printable, wrapped } from "../text/words.js";

/** More than fits a screen is in the files. */
const TOLD_MAX = 8;
const DESIGNS_TOLD_MAX = 12;
const FINDINGS_TOLD_MAX = 4;

export type GateData = ReportData & Pick<GateResult, "interrupted" | "seconds">;

export function gateScreen(data: GateData, look: Look): string {
  const cases = casesOf(data);
  const sections = [
    data.parts.map((part) => partLine(part)),
    designLines(data, cases),
    failedLines(data, cases, look),
    openLines(cases, look),
    wrapped(closing(data, cases), look.width),
  ];
  return sections
    .filter((lines) => lines.length > 0)
    .map((lines) => lines.map((line) => `${line}\n`).join(""))
    .join("\n");
}

function partLine({ name, state, said, seconds }: GatePart): string {
  const words = printable(state === "cut" ? `${said}; not done` : said);
  const time = state === "done" || state === "cut" ? `  (${seconds.toFixed(1)} s)` : "";
  return `${name.padEnd(NAME_WIDTH)}  ${words}${time}`;
}

const NAME_WIDTH = 10;

function designLines({ report }: GateData, cases: readonly Case[]): readonly string[] {
  const suites = suitesOf(cases);
  const width = Math.max(0, ...report.designs.map((name) => printable(name).length));
  const lines = report.designs.map((design) => {
    const of = suites.get(design) ?? [];
    return `${printable(design).padEnd(width)}  ${totals(of)}`;
  });
  const more = lines.length - DESIGNS_TOLD_MAX;
  return more > 0 ? [...lines.slice(0, DESIGNS_TOLD_MAX), `and ${more} designs more`] : lines;
}

/** `40 hold, 18 broken as expected, 2 unknown`. */
export function totals(cases: readonly Case[]): string {
  const parts = [
    [countOf(cases, "pass"), "hold"],
    [countOf(cases, "known"), "broken as expected"],
    [countOf(cases, "idle"), "with nothing to ask"],
    [countOf(cases, "open"), "unknown"],
    [countOf(cases, "fail"), "not as expected"],
  ] as const;
  return listed(parts.flatMap(([n, what]) => (n === 0 ? [] : [`${n} ${what}`])));
}

/** What is not as expected: the findings about designs, each with what follows from it. */
function failedLines(data: GateData, cases: readonly Case[], look: Look): readonly string[] {
  const { report, counterexamples } = data;
  // What says that the gate itself is not to be trusted, and the baseline, come first.
  const others = cases.slice(report.verdicts.length);
  const sentences = [
    ...others.flatMap((one) => (one.standing === "fail" ? one.said : [])),
    ...keptSentences(report, "any-topology"),
  ];
  const more = sentences.length - TOLD_MAX;
  return [
    ...sentences
      .slice(0, TOLD_MAX)
      .flatMap((text) => wrapped(look.paint.loud("! ") + printable(text), look.width)),
    ...(more > 0 ? [`and ${more} more; see --json, --junit or --summary`] : []),
    ...ownFindingLines(report, counterexamples, look, FINDINGS_TOLD_MAX),
    ...inheritedLines(report, look, true),
  ];
}

/** One line for all that is unknown for the same reason. */
function openLines(cases: readonly Case[], look: Look): readonly string[] {
  const open = cases.filter(({ standing }) => standing === "open");
  const whys = [...new Set(open.map(({ why }) => why))];
  return whys.flatMap((why) => {
    const some = open.filter((one) => one.why === why);
    const names = some.map(({ suite, name }) => `${printable(suite)} ${printable(name)}`);
    const more = names.length - 2;
    const shown = more > 1 ? [...names.slice(0, 2), `${more} more`] : names;
    return wrapped(`${look.paint.unsure("? ")}unknown, ${why}: ${listed(shown)}`, look.width);
  });
}

function closing(data: GateData, cases: readonly Case[]): string {
  const verdicts = cases.slice(0, data.report.verdicts.length);
  const crashed =
    data.crashes.length === 0
      ? ""
      : `; ${counted(data.crashes.length, "scenario")} crashed a design, saved as ` +
        listed(data.crashes.map(({ file }) => printable(file)));
  const sum = `${counted(verdicts.length, "verdict")}: ${totals(verdicts)}${crashed}`;
  const short = data.report.verdicts.some(({ why }) => why === "budget");
  const advice = short ? " The budget ended first: give it more with --budget." : "";
  return `${opening(data, cases)} ${sum}. ${data.seconds.toFixed(0)} s.${advice}`;
}

/** What the gate says, in a word or two. */
export function opening(
  data: ReportData & { readonly interrupted: boolean },
  cases: readonly Case[],
): string {
  if (data.interrupted) return "Interrupted; this was found so far.";
  const failed = cases.filter(({ standing }) => standing === "fail");
  const missed = failed.filter(({ suite }) => suite === BUGS || suite === SEEDED_FAULTS).length;
  const blunt = missed === 0 ? "" : `, ${missed} of them bugs or seeded faults that were missed`;
  if (failed.length > 0) return `Fail: ${failed.length} not as expected${blunt}.`;
  return casesExit(data) === 0 ? "Pass." : "Inconclusive.";
}
