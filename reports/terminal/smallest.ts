/**
 * The list below the matrix: for every broken invariant the smallest counterexample found, as a
 * scenario with the operation that breaks it, what was seen, and the command that tells more.
 */
import { addressText } from "../../model/vocabulary/topology/address.js";
import { printScenario } from "../../model/vocabulary/scenario/text/text.js";
import type { Counterexample } from "../../properties/results/counterexample/counterexample.js";
import type {
  Report,
  ReportInvariant,
  Verdict,
  VerdictCounterexample,
} from "../../properties/results/report.js";
import { findingSentence } from "../text/finding.js";
import { breaksOf, shortIds, type ShortId } from "../text/ids.js";
import type { Look } from "../text/paint.js";
import { invariantsBySeverity } from "../text/severity.js";
import { counted, indented, listed, printable, wrapped } from "../text/words.js";

/** A scenario with more functions is shown without those that play no part in it. */
const FUNCTIONS_SHOWN_MAX = 12;

/** One counterexample, and the designs that it breaks the invariant in. */
interface Case {
  readonly counterexample: VerdictCounterexample;
  /** By the reason why that is expected. */
  readonly designs: Map<string, string[]>;
}

/** `sentenceOf` says an invariant in one sentence. Empty if no invariant is broken. */
export function smallest(
  report: Report,
  counterexamples: ReadonlyMap<string, Counterexample>,
  sentenceOf: (invariant: string) => string,
  look: Look,
): string {
  const short = shortIds(report);
  const paragraph = (invariant: ReportInvariant): string => {
    const [first, ...others] = casesOf(report, invariant.name);
    if (first === undefined) return "";
    const id = look.paint.bad(short(first.counterexample.id));
    const about = [invariant.severity, ...invariant.ids].join(", ");
    const title = `${id}  ${look.paint.strong(invariant.name)}  (${about})`;
    const designs = designsText(report, first);
    const designsOf = (other: Case): string => {
      const text = designsText(report, other);
      return text === designs ? "the same designs" : text;
    };
    const texts = [
      sentenceOf(invariant.name),
      `${sizeText(first.counterexample)} ${designs}.`,
      ...others.map((other) => otherText(other, designsOf(other), short)),
    ];
    const lines = texts.flatMap((text) => wrapped(text, look.width - 2)).map(indent);
    const cx = counterexamples.get(first.counterexample.id);
    const body = cx === undefined ? [] : [example(cx, look)];
    const command = look.paint.faint(explainCommand(first.counterexample.file, cx));
    return `${[title, ...lines, ...body, indent(command)].join("\n")}\n`;
  };
  return invariantsBySeverity(report)
    .map(paragraph)
    .filter((text) => text !== "")
    .join("\n");
}

/** The file may have been recorded on another design, so the one that is spoken of is named. */
function explainCommand(file: string, cx: Counterexample | undefined): string {
  const design = cx === undefined ? "" : ` --design ${printable(cx.design)}`;
  return `npx pasidcheck explain${design} ${file}`;
}

function indent(line: string): string {
  return `  ${line}`;
}

/** The counterexamples to an invariant, the smallest first. */
function casesOf(report: Report, invariant: string): readonly Case[] {
  const cases = new Map<string, Case>();
  for (const v of report.verdicts) {
    if (v.invariant !== invariant) continue;
    for (const { counterexample, reason } of breaksOf(v)) {
      const known = cases.get(counterexample.id) ?? newCase(counterexample);
      cases.set(counterexample.id, known);
      const why = reasonText(v, reason);
      known.designs.set(why, [...(known.designs.get(why) ?? []), printable(v.design)]);
    }
  }
  return [...cases.values()].toSorted((a, b) => compareSize(a.counterexample, b.counterexample));
}

function newCase(counterexample: VerdictCounterexample): Case {
  return { counterexample, designs: new Map() };
}

function reasonText(v: Verdict, reason: string | undefined): string {
  return v.expected === "fails" && reason !== undefined ? printable(reason) : "NOT EXPECTED";
}

/** `linux-6.2 and linux-7.3 [CLAIM-4]; device-xarray [NOT EXPECTED]`. */
function designsText(report: Report, { designs }: Case): string {
  const texts = [...designs].map(([why, names]) => {
    const all = names.length === report.designs.length && names.length > 1;
    return `${all ? "every design" : listed(names)} [${why}]`;
  });
  return texts.join("; ");
}

function compareSize(a: VerdictCounterexample, b: VerdictCounterexample): number {
  return (
    a.functions + a.operations - (b.functions + b.operations) ||
    a.functions - b.functions ||
    (a.id < b.id ? -1 : Number(a.id > b.id))
  );
}

function sizeText(cx: VerdictCounterexample): string {
  const functions = counted(cx.functions, "function");
  if (cx.operations === 0) return `${functions} break it at boot in`;
  return `${functions} and ${counted(cx.operations, "operation")} break it in`;
}

function otherText(other: Case, designs: string, short: ShortId): string {
  const { functions, operations, failureMode, id } = other.counterexample;
  const how = printable(failureMode).replaceAll("-", " ");
  return `also ${short(id)}, ${functions}f ${operations}o, ${how}: ${designs}`;
}

function example(cx: Counterexample, look: Look): string {
  const found = findingSentence(cx.finding, cx.scenario.topology);
  const when = cx.step < 0 ? "at boot" : `after operation ${cx.step + 1}`;
  const said = `${printable(cx.design)}, ${when}: ${found}`;
  const lines = wrapped(said, look.width - 2).map(indent);
  return [indented(scenarioWithMark(cx, look), 6).trimEnd(), ...lines].join("\n");
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
