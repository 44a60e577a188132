/**
 * Defines the list below the matrix: for every broken law the smallest counterexample found, as a scenario with the
 * operation that breaks it, what was seen, and the command that tells more.
 */
import { printScenario } from "../model/vocabulary/scenario-text.js";
import type { Counterexample } from "../properties/counterexample.js";
import type { Report, ReportLaw, Verdict, VerdictCounterexample } from "../properties/report.js";
import { findingSentence } from "./finding.js";
import { shortIds, type ShortId } from "./ids.js";
import type { Look } from "./paint.js";
import { lawsBySeverity } from "./severity.js";
import { counted, indented, listed, printable, wrapped } from "./words.js";

interface Broken extends Verdict {
  readonly counterexample: VerdictCounterexample;
}

/** `sentenceOf` says a law in one sentence. Empty if no law is broken. */
export function smallest(
  report: Report,
  counterexamples: ReadonlyMap<string, Counterexample>,
  sentenceOf: (law: string) => string,
  look: Look,
): string {
  const short = shortIds(report);
  return lawsBySeverity(report)
    .map((law) => {
      const broken = brokenBy(report, law.name);
      const [first] = broken;
      if (first === undefined) return "";
      const body = [
        title(law, first, short, look),
        ...wrapped(sentenceOf(law.name), look.width - 2).map((line) => `  ${line}`),
        ...whoBreaks(broken, short)
          .flatMap((text) => wrapped(text, look.width - 2))
          .map(indent),
      ];
      const cx = counterexamples.get(first.counterexample.id);
      if (cx !== undefined) body.push(example(cx, look));
      body.push(indent(look.paint.faint(`pasidcheck explain ${first.counterexample.file}`)));
      return `${body.join("\n").trimEnd()}\n`;
    })
    .filter((text) => text !== "")
    .join("\n");
}

function indent(line: string): string {
  return `  ${line}`;
}

/** The verdicts that say a law is broken, the smallest counterexample first. */
function brokenBy(report: Report, law: string): readonly Broken[] {
  const broken = report.verdicts.flatMap((v) => {
    const { counterexample } = v;
    return v.law === law && v.tag === "fails" && counterexample ? [{ ...v, counterexample }] : [];
  });
  return broken.toSorted((a, b) => compareSize(a.counterexample, b.counterexample));
}

function compareSize(a: VerdictCounterexample, b: VerdictCounterexample): number {
  return (
    a.functions + a.operations - (b.functions + b.operations) ||
    a.functions - b.functions ||
    (a.id < b.id ? -1 : Number(a.id > b.id))
  );
}

function title(law: ReportLaw, first: Broken, short: ShortId, look: Look): string {
  const id = look.paint.bad(short(first.counterexample.id));
  return `${id}  ${look.paint.strong(law.name)}  (${[law.severity, ...law.ids].join(", ")})`;
}

/** Which designs this counterexample breaks, and which break the law by another one. */
function whoBreaks(broken: readonly Broken[], short: ShortId): readonly string[] {
  const [first] = broken;
  if (first === undefined) return [];
  const same = broken.filter((v) => v.counterexample.id === first.counterexample.id);
  const others = broken.filter((v) => v.counterexample.id !== first.counterexample.id);
  const size = sizeText(first.counterexample);
  const lines = [`${size} break it in ${listed(same.map(named))}`];
  if (others.length > 0) {
    const texts = others.map((v) => `${named(v)} (${short(v.counterexample.id)})`);
    lines.push(`other counterexamples: ${texts.join(", ")}`);
  }
  return lines;
}

function sizeText(cx: VerdictCounterexample): string {
  return `${counted(cx.functions, "function")} and ${counted(cx.operations, "operation")}`;
}

/** `linux-7.3 [C4]`: a design and why it is expected to break the law. */
function named(v: Broken): string {
  const reason = v.expected === "fails" ? (v.reason ?? "expected") : "NOT EXPECTED";
  return `${printable(v.design)} [${printable(reason)}]`;
}

function example(cx: Counterexample, look: Look): string {
  const found = findingSentence(cx.finding, cx.scenario.topology);
  const when = cx.step < 0 ? "at boot" : `after operation ${cx.step + 1}`;
  const said = `${printable(cx.design)}, ${when}: ${found}`;
  const lines = wrapped(said, look.width - 2).map(indent);
  return [indented(scenarioWithMark(cx, look), 6).trimEnd(), ...lines].join("\n");
}

/** The scenario without its title, its breaking operation marked. */
export function scenarioWithMark(cx: Counterexample, look: Look): string {
  const [, ...lines] = printScenario(cx.scenario).trimEnd().split("\n");
  const operations = cx.scenario.operations.length;
  if (operations === 0) lines.pop();
  const at = lines.length - operations + cx.step;
  return lines
    .map((line, i) =>
      cx.step >= 0 && i === at ? `${line}   ${look.paint.bad("<- breaks it")}` : line,
    )
    .map((line) => `${line}\n`)
    .join("");
}
