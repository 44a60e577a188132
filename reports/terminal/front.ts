/**
 * The first screen of a check: the rows that say most, a legend of what they show, the answer to
 * the thread's question, one counterexample, and where the rest is.
 */
import { KERNEL_OF_TODAY } from "../../impl/designs/catalog.js";
import type { Counterexample } from "../../properties/results/counterexample/counterexample.js";
import type { Report, Verdict, VerdictCounterexample } from "../../properties/results/report.js";
import { abbreviationsOf } from "../text/abbreviations.js";
import { breaksOf, shortIds } from "../text/ids.js";
import type { Look } from "../text/paint.js";
import { counted, printable, wrapped } from "../text/words.js";
import { answerLines } from "./answer.js";
import {
  commandLines,
  compareSize,
  explainCommand,
  findingLines,
  scenarioText,
} from "./example.js";
import { frontChoices, type Asked, type FrontRows } from "./front-rows.js";
import { bareMatrix, legendLines } from "./matrix.js";
import { surprises, type Scope } from "./surprises.js";

/**
 * The lines of this page: a screen has 45, of which the heading and the closing sentence take four.
 */
const LINES_MAX = 41;
/** The columns that the first screen takes at most, however wide a terminal is. */
const WIDTH_MAX = 100;

export interface FrontInput {
  readonly report: Report;
  readonly counterexamples: ReadonlyMap<string, Counterexample>;
  readonly scope: Scope;
  readonly asked: Asked;
  /** The command of this run, to be said again with another option. */
  readonly command: string;
  /** A sentence for each surprise that is no break. */
  readonly surprises: readonly string[];
  /** Breaks that nobody expected stand above this page already, with their scenarios. */
  readonly toldAlready?: boolean;
}

export function front(input: FrontInput, wide: Look): string {
  const look = { ...wide, width: Math.min(wide.width, WIDTH_MAX) };
  const choices = frontChoices(input.report, input.scope, input.asked);
  const pages = choices.map((rows) => page(input, rows, look));
  const fitting = pages.find((text) => text.split("\n").length - 1 <= LINES_MAX);
  return fitting ?? pages.at(-1) ?? "";
}

function page(input: FrontInput, rows: FrontRows, look: Look): string {
  const answer = answerLines(input.report, input.scope, look);
  const sections = [
    table(input, rows, look),
    input.surprises.flatMap((text) => wrapped(look.paint.loud("! ") + text, look.width)),
    answer.length === 0 ? [] : [look.paint.strong("Answer"), ...answer],
    input.toldAlready === true ? [] : shownExample(input, rows, look),
  ].filter((lines) => lines.length > 0);
  const body = sections.map((lines) => `${lines.join("\n")}\n`).join("\n");
  const last = [...legend(input, rows, body, look), ...rest(input, look)];
  return `${body}\n${last.join("\n")}\n`;
}

function table(input: FrontInput, rows: FrontRows, look: Look): readonly string[] {
  const part = partOf(input, rows);
  const said = rows.said.flatMap((text) => wrapped(text, look.width));
  if (part.invariants.length === 0) return said;
  return [bareMatrix(part, input.scope, look).trimEnd(), ...said];
}

/** The report of the rows that are shown. */
function partOf({ report }: FrontInput, { shown }: FrontRows): Report {
  const names = new Set(shown.map(({ name }) => name));
  const verdicts = report.verdicts.filter(({ invariant }) => names.has(invariant));
  return { ...report, invariants: shown, verdicts };
}

/** What the marks of the table and the abbreviations of the page mean. */
function legend(input: FrontInput, rows: FrontRows, body: string, look: Look): readonly string[] {
  const part = partOf(input, rows);
  const marks = legendLines(part, "bare", input.scope, shortIds(part));
  const texts = [...marks.map(({ mark, means }) => `${mark}: ${means}`), ...abbreviationsOf(body)];
  return texts.length === 0 ? [] : wrapped(texts.join("; "), look.width);
}

interface Shown {
  readonly verdict: Verdict;
  readonly told: VerdictCounterexample;
  readonly cx: Counterexample;
}

/** The smallest counterexample of the first row that has one, a surprise before all others. */
function shownExample(input: FrontInput, { shown }: FrontRows, look: Look): readonly string[] {
  const { report, scope } = input;
  const [first] = shown.flatMap(({ name }) => examplesOf(input, name, false));
  const surprise = report.invariants.flatMap(({ name }) => examplesOf(input, name, true))[0];
  const found = surprise ?? first;
  if (found === undefined) return [];
  const { verdict, told, cx } = found;
  const size = `${counted(told.functions, "function")}, ${counted(told.operations, "operation")}`;
  const kind = surprises(verdict, scope) ? "The smallest surprise" : "The smallest counterexample";
  const design = printable(verdict.design);
  return [
    ...wrapped(`${kind}: ${verdict.invariant} in ${design} (${size})`, look.width).map((line) =>
      look.paint.strong(line),
    ),
    scenarioText(cx, look),
    ...(cx.design === verdict.design ? findingLines(cx, look) : []),
    ...commandLines(explainCommand(verdict.design, told.file), look.width - 2).map(
      (line) => `  ${look.paint.faint(line)}`,
    ),
  ];
}

/** Of one invariant, the smallest first; of those as small, that of the kernel of today. */
function examplesOf(input: FrontInput, invariant: string, surprising: boolean): readonly Shown[] {
  return input.report.verdicts
    .filter((v) => v.invariant === invariant && (!surprising || surprises(v, input.scope)))
    .flatMap((verdict) =>
      breaksOf(verdict)
        .filter((b) => !surprising || verdict.expected === "holds" || b.reason === undefined)
        .flatMap(({ counterexample: told }): readonly Shown[] => {
          const cx = input.counterexamples.get(told.id);
          return cx === undefined ? [] : [{ verdict, told, cx }];
        }),
    )
    .toSorted((a, b) => compareSize(a.told, b.told) || preferred(b) - preferred(a));
}

function preferred({ verdict }: Shown): number {
  return Number(verdict.design === KERNEL_OF_TODAY);
}

/** Where the rest is: the same run with everything printed, or as a page. */
function rest({ report, command }: FrontInput, look: Look): readonly string[] {
  const all = `all ${counted(report.invariants.length, "invariant")} and counterexamples`;
  const said = `${all}; --html FILE: a page`;
  const words = `${command} --all`;
  const short = `${words}  # ${said}`;
  if (short.length <= look.width) return [`${look.paint.faint(words)}  # ${said}`];
  const lines = commandLines(words, look.width).map((line) => look.paint.faint(line));
  return [...wrapped(`# ${said}`, look.width), ...lines];
}
