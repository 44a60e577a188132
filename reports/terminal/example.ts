/**
 * A counterexample in a terminal: the scenario with the operation that breaks the invariant, the
 * finding, and the command that tells more.
 */
import { addressText } from "../../model/vocabulary/topology/address.js";
import { printScenario } from "../../model/vocabulary/scenario/text/text.js";
import type { Counterexample } from "../../properties/results/counterexample/counterexample.js";
import { toldWeight } from "../../properties/results/counterexample/told.js";
import type { VerdictCounterexample } from "../../properties/results/report.js";
import { findingSentence } from "../text/finding.js";
import { needsSentence } from "../text/needs.js";
import type { Look } from "../text/paint.js";
import { counted, indented, printable, shellWord, wrapped } from "../text/words.js";

/** A scenario with more functions is shown without those that play no part in it. */
const FUNCTIONS_SHOWN_MAX = 12;
const SCENARIO_INDENT = 6;
/** Tells a shell that a command goes on in the next line. */
const CONTINUED = " \\";

/** The scenario with its breaking operation marked, and what was seen. */
export function example(cx: Counterexample, look: Look): string {
  const found = findingSentence(cx.finding, cx.scenario.topology);
  const when = cx.step < 0 ? "at boot" : `after operation ${cx.step + 1}`;
  const said = `${printable(cx.design)}, ${when}: ${found}`;
  const needs = needsSentence(cx.scenario, cx.step, cx.finding);
  const texts = needs === "" ? [said] : [said, needs];
  const lines = texts.flatMap((text) => wrapped(text, look.width - 2)).map(indent);
  return [scenarioText(cx, look), ...lines].join("\n");
}

/** What was seen, without the design and the operation. */
export function findingLines(cx: Counterexample, look: Look): readonly string[] {
  const found = findingSentence(cx.finding, cx.scenario.topology);
  const needs = needsSentence(cx.scenario, cx.step, cx.finding);
  const texts = needs === "" ? [found] : [found, needs];
  return texts.flatMap((text) => wrapped(text, look.width - 2)).map((line) => `  ${line}`);
}

/** The scenario alone, indented, without its title and without a line end. */
export function scenarioText(cx: Counterexample, look: Look): string {
  return indented(scenarioWithMark(cx, look), SCENARIO_INDENT).trimEnd();
}

/** The file may have been recorded on another design, so the one that is spoken of is named. */
export function explainCommand(design: string | undefined, file: string): string {
  const named = design === undefined ? "" : ` --design ${shellWord(design)}`;
  return `npx pasidcheck explain${named} ${shellWord(file)}`;
}

/** A word of a command line as shellWord() quotes it. */
const SHELL_WORD = /(?:'[^']*'|\\'|[^\s'])+/g;

/** A command on as many lines as it takes, so that a shell reads them as one. */
export function commandLines(command: string, width: number): readonly string[] {
  const lines: string[] = [];
  for (const word of command.match(SHELL_WORD) ?? []) {
    const line = lines.at(-1);
    if (line !== undefined && line.length + word.length + CONTINUED.length < width)
      lines[lines.length - 1] = `${line} ${word}`;
    else lines.push(line === undefined ? word : `  ${word}`);
  }
  return lines.map((line, i) => (i === lines.length - 1 ? line : line + CONTINUED));
}

/** The more realistic counterexample first, then the smaller one. */
export function compareSize(a: VerdictCounterexample, b: VerdictCounterexample): number {
  return (
    toldWeight(a) - toldWeight(b) ||
    a.functions + a.operations - (b.functions + b.operations) ||
    a.functions - b.functions ||
    (a.id < b.id ? -1 : Number(a.id > b.id))
  );
}

function indent(line: string): string {
  return `  ${line}`;
}

/** The scenario without its title, its breaking operation marked. */
function scenarioWithMark(cx: Counterexample, look: Look): string {
  const [, ...lines] = printScenario(cx.scenario).trimEnd().split("\n");
  const operations = cx.scenario.operations.length;
  if (operations === 0) lines.pop();
  const at = lines.length - operations + cx.step;
  const marked = lines.map((line, i) =>
    cx.step >= 0 && i === at ? `${line}   ${look.paint.bad("<- breaks it")}` : line,
  );
  return withoutBystanders(cx, marked)
    .map((line) => `${line}\n`)
    .join("");
}

/** Of a real machine only the functions that are spoken of, and the bridges above them. */
function withoutBystanders(cx: Counterexample, lines: readonly string[]): readonly string[] {
  const { functions } = cx.scenario.topology;
  if (functions.length <= FUNCTIONS_SHOWN_MAX) return lines;
  const concerned = new Set<number>();
  const named = cx.scenario.operations.map((op) => op.dev % functions.length);
  for (const dev of [...named, cx.finding.device, cx.finding.other])
    for (let i = dev; i !== null && !concerned.has(i); i = functions[i]?.parent ?? null)
      concerned.add(i);
  const hidden = new Set(
    functions.flatMap((f, dev) => (concerned.has(dev) ? [] : [addressText(f)])),
  );
  const shown = lines.filter((line) => !hidden.has(line.split(" ")[0] ?? ""));
  const rest = functions.length - concerned.size;
  return [`# ${counted(rest, "other function")}`, ...shown];
}
