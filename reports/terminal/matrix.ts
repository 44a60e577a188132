/**
 * The matrix: each row an invariant, each column a design. A cell says how often the invariant was
 * checked without a violation, or which counterexample breaks it, or that nothing can be said, and
 * why.
 */
import { match } from "ts-pattern";
import type { Report, ReportInvariant, Unknown, Verdict } from "../../properties/results/report.js";
import { shortIds, type ShortId } from "../text/ids.js";
import type { Look, Paint } from "../text/paint.js";
import { invariantsOf, SEVERITIES, SEVERITY_MEANS } from "../text/severity.js";
import { surprises, type Scope } from "./surprises.js";
import {
  counted,
  printable,
  scaled,
  scaleLegend,
  thousands,
  wrapped,
  wrappedName,
} from "../text/words.js";

interface Cell {
  readonly text: string;
  readonly paint: keyof Paint;
  readonly surprise: boolean;
}

/**
 * `full` tells the size of a counterexample, `short` leaves it to the list below the matrix; `bare`
 * names none, where no such list follows.
 */
export type Form = "full" | "short" | "bare";

interface Column {
  readonly header: readonly string[];
  readonly width: number;
  readonly cells: ReadonlyMap<string, Cell>;
}

/** Nothing was asked, so nothing is known. */
const NOT_EXERCISED = "?";
/** The pair has no verdict. */
const NOT_JUDGED = "-";

const INDENT = "  ";
/** One for the mark of a surprise, one for space. */
const GAP = 2;
const INVARIANT_WIDTH_MIN = 28;
const NAME_WIDTH_MIN = 11;

export function matrix(whole: Report, scope: Scope, look: Look): string {
  const report = withoutIdleInvariants(whole);
  const short = shortIds(report);
  const columnsOf = (form: Form): readonly Column[] =>
    report.designs.map((design) => column(report, design, form, scope, short));
  const names = report.invariants.map((invariant) => invariant.name.length);
  const invariant = 2 * INDENT.length + Math.max(0, ...names);
  const full = columnsOf("full");
  if (invariant + total(full) <= look.width)
    return blocks(report, full, invariant, look) + legend(report, "full", scope, short, look);
  const narrow = columnsOf("short");
  const wrap = narrowed(invariant, narrow, look);
  return blocks(report, narrow, wrap, look) + legend(report, "short", scope, short, look);
}

/** The matrix without counterexamples and legend, which are left to the caller. */
export function bareMatrix(report: Report, scope: Scope, look: Look): string {
  const short = shortIds(report);
  const columns = report.designs.map((design) => column(report, design, "bare", scope, short));
  const names = report.invariants.map(({ name }) => name.length);
  const invariant = 2 * INDENT.length + Math.max(0, ...names);
  return blocks(report, columns, narrowed(invariant, columns, look), look);
}

/** The width of the column of invariants that leaves room for the others, but not too little. */
function narrowed(invariant: number, columns: readonly Column[], look: Look): number {
  const left = look.width - total(columns);
  return Math.min(invariant, Math.max(left, INVARIANT_WIDTH_MIN));
}

/** Without the invariants that no design here has anything to say to, as is expected. */
export function withoutIdleInvariants(report: Report): Report {
  const invariants = report.invariants.filter(({ name }) =>
    report.verdicts.some((v) => v.invariant === name && !idle(v)),
  );
  return { ...report, invariants };
}

function idle(v: Verdict): boolean {
  return v.tag === "unknown" && v.expected === "unknown";
}

function total(columns: readonly Column[]): number {
  return columns.reduce((sum, c) => sum + GAP + c.width, 0);
}

function column(report: Report, design: string, form: Form, scope: Scope, short: ShortId): Column {
  const verdicts = report.verdicts.filter((v) => v.design === design);
  const cells = new Map(verdicts.map((v) => [v.invariant, cellOf(v, form, scope, short)]));
  const widest = Math.max(0, ...[...cells.values()].map((c) => c.text.length));
  const name = wrappedName(printable(design), Math.max(widest, NAME_WIDTH_MIN));
  return { header: name, width: Math.max(widest, ...name.map((line) => line.length)), cells };
}

export function cellOf(v: Verdict, form: Form, scope: Scope, short: ShortId): Cell {
  const surprise = surprises(v, scope);
  const text = cellText(v, form, short);
  const paint = match(v.tag)
    .with("holds", () => "good" as const)
    .with("fails", () => "bad" as const)
    .with("unknown", () => "unsure" as const)
    .exhaustive();
  return { text, paint: surprise ? "loud" : paint, surprise };
}

function cellText(v: Verdict, form: Form, short: ShortId): string {
  return match(v.tag)
    .with("holds", () => `ok ${scaled(v.evidence.applied)}`)
    .with("fails", () => breaks(v, form, short))
    .with("unknown", () => (v.why === "not-exercised" ? NOT_EXERCISED : `? ${v.why}`))
    .exhaustive();
}

function breaks(v: Verdict, form: Form, short: ShortId): string {
  const cx = v.counterexample;
  if (cx === undefined || form === "bare") return "FAIL";
  const size = form === "full" ? ` ${cx.functions}f ${cx.operations}o` : "";
  return `FAIL${size} ${short(cx.id)}`;
}

/** As many designs beside each other as fit, the others below. */
function blocks(report: Report, columns: readonly Column[], invariant: number, look: Look): string {
  const bands: Column[][] = [];
  for (const next of columns) {
    const band = bands.at(-1);
    if (band !== undefined && invariant + total([...band, next]) <= look.width) band.push(next);
    else bands.push([next]);
  }
  return bands.map((band) => `${block(report, band, invariant, look).join("\n")}\n`).join("\n");
}

function block(
  report: Report,
  columns: readonly Column[],
  invariant: number,
  look: Look,
): readonly string[] {
  const lines = [...header(columns, invariant, look.paint)];
  for (const severity of SEVERITIES) {
    const invariants = invariantsOf(report, severity);
    if (invariants.length === 0) continue;
    const title = look.paint.strong(severity);
    lines.push(`${title}: ${SEVERITY_MEANS[severity]}`);
    for (const one of invariants) lines.push(...row(one, columns, invariant, look.paint));
  }
  return lines;
}

function header(columns: readonly Column[], invariant: number, paint: Paint): readonly string[] {
  const height = Math.max(0, ...columns.map((c) => c.header.length));
  return Array.from({ length: height }, (_, line) => {
    const texts = columns.map((c) => {
      const text = c.header[line - (height - c.header.length)] ?? "";
      return (
        " ".repeat(GAP) +
        (text === "" ? "" : paint.strong(text)) +
        " ".repeat(c.width - text.length)
      );
    });
    return (" ".repeat(invariant) + texts.join("")).trimEnd();
  });
}

function row(
  invariant: ReportInvariant,
  columns: readonly Column[],
  width: number,
  paint: Paint,
): readonly string[] {
  const [first = "", ...rest] = wrappedName(invariant.name, width - 2 * INDENT.length);
  const cells = columns.map((c) => {
    const found = c.cells.get(invariant.name);
    const text = found?.text ?? NOT_JUDGED;
    const mark = found?.surprise === true ? paint.loud("!") : " ";
    return ` ${mark}${paint[found?.paint ?? "faint"](text)}${" ".repeat(c.width - text.length)}`;
  });
  const line = `${INDENT}${first}`.padEnd(width) + cells.join("");
  return [line.trimEnd(), ...rest.map((part) => `${INDENT}${INDENT}${part}`)];
}

/** What the marks of the cells mean, by the first of each that the page has. */
export function legendLines(
  report: Report,
  form: Form,
  scope: Scope,
  short: ShortId,
): readonly Mark[] {
  const first = (found: (v: Verdict) => boolean): Verdict | undefined =>
    report.verdicts.find((v) => found(v));
  const holds = first((v) => v.tag === "holds" && v.evidence.applied > 0);
  const fails = first((v) => v.tag === "fails" && v.counterexample !== undefined);
  const judged = report.designs.length * report.invariants.length;
  return [
    holds && { mark: cellText(holds, form, short), means: checkedText(holds, report) },
    fails && { mark: cellText(fails, form, short), means: brokenText(fails, form, short) },
    ...UNKNOWN.flatMap(({ why, means }) => {
      const one = first((v) => v.why === why);
      return one === undefined ? [] : [{ mark: cellText(one, form, short), means }];
    }),
    report.verdicts.length < judged && { mark: NOT_JUDGED, means: "not judged" },
    first((v) => surprises(v, scope)) && { mark: "!", means: "not as expected" },
  ].filter((line) => typeof line === "object");
}

const UNKNOWN: readonly { readonly why: Unknown; readonly means: string }[] = [
  { why: "not-exercised", means: "not exercised: no scenario asked it" },
  { why: "crashed", means: "the design crashed" },
  { why: "flaky", means: "the design answers differently from run to run" },
  { why: "budget", means: "the search ended before it was done" },
];

/** A cell's text, and what it means. */
export interface Mark {
  readonly mark: string;
  readonly means: string;
}

function checkedText({ evidence }: Verdict, report: Report): string {
  const times = `checked ${thousands(evidence.applied)} times without a violation`;
  const proof =
    evidence.exhaustive === null
      ? "evidence, not proof (`exhaust` proves it within a bound)"
      : "on every state within the bound";
  const held = report.verdicts.filter(({ tag }) => tag === "holds");
  const scales = scaleLegend(held.map((v) => scaled(v.evidence.applied)));
  return [`${times}: ${proof}`, ...scales].join("; ");
}

function brokenText({ counterexample: cx }: Verdict, form: Form, short: ShortId): string {
  if (cx === undefined || form === "bare") return "broken";
  const [functions, operations] = [cx.functions, cx.operations];
  const size = `${counted(functions, "function")} and ${counted(operations, "operation")}, `;
  return `broken by ${form === "full" ? size : ""}counterexample ${short(cx.id)} below`;
}

function legend(report: Report, form: Form, scope: Scope, short: ShortId, look: Look): string {
  const lines = legendLines(report, form, scope, short).flatMap(({ mark, means }) =>
    wrapped(`${mark}: ${means}`, look.width),
  );
  return `\n${lines.map((line) => `${line}\n`).join("")}`;
}
