/**
 * The list below the matrix: for every broken invariant the smallest counterexample found, as a
 * scenario with the operation that breaks it, what was seen, and the command that tells more.
 */
import type { Counterexample } from "../../properties/results/counterexample/counterexample.js";
import type {
  Report,
  ReportInvariant,
  Verdict,
  VerdictCounterexample,
} from "../../properties/results/report.js";
import { breaksOf, shortIds, type ShortId } from "../text/ids.js";
import type { Look } from "../text/paint.js";
import { invariantsBySeverity } from "../text/severity.js";
import { counted, listed, printable, wrapped } from "../text/words.js";
import { commandLines, compareSize, example, explainCommand } from "./example.js";

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
    const command = commandLines(
      explainCommand(cx?.design, first.counterexample.file),
      look.width - 2,
    ).map((line) => indent(look.paint.faint(line)));
    return `${[title, ...lines, ...body, ...command].join("\n")}\n`;
  };
  return invariantsBySeverity(report)
    .map(paragraph)
    .filter((text) => text !== "")
    .join("\n");
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

function sizeText(cx: VerdictCounterexample): string {
  const functions = counted(cx.functions, "function");
  if (cx.operations === 0) return `${functions} break it at boot in`;
  return `${functions} and ${counted(cx.operations, "operation")} break it in`;
}

function otherText(other: Case, designs: string, short: ShortId): string {
  const { functions, operations, failureMode, id } = other.counterexample;
  const how = printable(failureMode).replaceAll("-", " ");
  const size = `${counted(functions, "function")}, ${counted(operations, "operation")}`;
  return `also ${short(id)}, ${size}, ${how}: ${designs}`;
}
