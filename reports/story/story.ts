/**
 * The story that `explain` tells: the topology, what each operation did, what was found, which
 * invariant says that it must not be, and which facts of the scenario matter.
 */
import { match } from "ts-pattern";
import { outcomeText } from "../../model/vocabulary/operation/outcome.js";
import { operationText, printScenario } from "../../model/vocabulary/scenario/text/text.js";
import { isThereAtBoot } from "../../model/vocabulary/topology/topology.js";
import type { Trace } from "../../model/vocabulary/design/trace.js";
import type { ReplayAnswer } from "../../properties/results/counterexample/counterexample.js";
import type { Finding, Severity } from "../../properties/invariants/invariant.js";
import type { Fact } from "../../properties/explain/relevant-facts.js";
import { sideBySideText } from "./side-by-side.js";
import { stepLines } from "./changes.js";
import { drawing } from "../drawing/tree.js";
import { factsText } from "./relevant-facts.js";
import { findingSentence } from "../text/finding.js";
import type { Look } from "../text/paint.js";
import { asSentence, counted, indented, printable, wrapped } from "../text/words.js";

/** An invariant as a story tells it. */
export interface StoryInvariant {
  readonly name: string;
  readonly sentence: string;
  readonly ids: readonly string[];
  readonly severity: Severity;
}

/** One invariant that the scenario breaks. */
export interface Break {
  readonly invariant: StoryInvariant;
  readonly finding: Finding;
  /** Index of the operation; -1: boot. */
  readonly step: number;
}

export interface Story {
  /** The file, as the user named it. */
  readonly file: string;
  readonly trace: Trace;
  readonly found: readonly Break[];
  /** What to say where nothing was found, or null. */
  readonly note: string | null;
  readonly facts: readonly Fact[];
  /** What the reference did, for a design in another process; null: not asked. */
  readonly beside: Trace | null;
}

export function story(told: Story, look: Look): string {
  const { trace } = told;
  const { topology } = trace.scenario;
  const groupOf = (dev: number): number => trace.booted.group(dev);
  const title = (text: string): string => `${look.paint.strong(text)}\n`;
  const drawn = drawing(topology, { ascii: look.ascii, groupOf });
  return [
    `${printable(told.file)}, run by ${printable(trace.design)}\n`,
    `${title("Topology")}${indented(drawn, 2)}`,
    ...settings(trace, title),
    `${title("Steps")}${steps(told, look)}`,
    `${title("Finding")}${findings(told, look)}`,
    ...(told.beside === null ? [] : [`${title("Beside the reference")}${beside(told, look)}`]),
    ...(told.facts.length === 0 ? [] : [`${title("What matters")}${factsText(told.facts, look)}`]),
  ].join("\n");
}

function beside({ trace, beside: reference }: Story, look: Look): string {
  return reference === null ? "" : sideBySideText(trace, reference, look);
}

/** What the scenario says of the IOMMU and the probe order, where it is not the default. */
function settings(trace: Trace, title: (text: string) => string): readonly string[] {
  const lines = printScenario(trace.scenario)
    .split("\n")
    .filter((line) => /^(?:iommu|probe) /.test(line));
  return lines.length === 0 ? [] : [`${title("Setting")}${indented(lines.join("\n"), 2)}\n`];
}

function steps(told: Story, look: Look): string {
  const { trace } = told;
  const { topology } = trace.scenario;
  const texts = trace.scenario.operations.map((op) => operationText(op, topology.functions));
  const width = Math.max("boot".length, ...texts.map((text) => text.length));
  const mark = (step: number): string =>
    told.found.some((f) => f.step === step) ? `   ${look.paint.bad("<- breaks it")}` : "";
  const lines = [`  0  ${"boot".padEnd(width)}  ${bootText(trace)}${mark(-1)}`];
  trace.steps.forEach((step, i) => {
    const number = String(i + 1).padStart(3);
    const outcome = outcomeText(step.outcome);
    lines.push(`${number}  ${(texts[i] ?? "").padEnd(width)}  = ${outcome}${mark(i)}`);
    const changes = stepLines(topology, trace.columns, step);
    lines.push(...(changes.length === 0 ? ["nothing changes"] : changes).map((l) => `       ${l}`));
  });
  if (trace.crash !== null) lines.push(...crashLines(trace.crash, texts, look));
  return `${lines.join("\n")}\n`;
}

export function bootText(trace: Trace): string {
  const { functions } = trace.scenario.topology;
  const groups = new Set(functions.map((_, dev) => trace.booted.group(dev)));
  groups.delete(0);
  const absent = functions.filter((f) => !isThereAtBoot(f)).length;
  const there = counted(functions.length - absent, "function");
  const told = `${there} in ${counted(groups.size, "group")}`;
  return absent === 0 ? told : `${told}, ${absent} absent`;
}

/** The operation that did not return, and the last words: of a kernel, many lines. */
function crashLines(
  { step, message }: NonNullable<Trace["crash"]>,
  operations: readonly string[],
  look: Look,
): readonly string[] {
  const [first = "", ...rest] = message.split("\n").map(printable);
  const dead = look.paint.loud(rest.length === 0 ? "the design threw" : "did not return");
  const said = rest.map((line) => `       | ${line}`);
  const operation = operations[step];
  if (operation === undefined)
    return [`     ${dead} when it was asked all this: ${first}`, ...said];
  return [`${String(step + 1).padStart(3)}  ${operation}  ${dead}: ${first}`, ...said];
}

function findings(told: Story, look: Look): string {
  const paragraphs = told.found.map((f) => {
    const sentence = findingSentence(f.finding, told.trace.scenario.topology);
    const { name, severity, ids } = f.invariant;
    const invariant = `${look.paint.strong(name)} (${[severity, ...ids].join(", ")})`;
    return [sentence, `This breaks ${invariant}:`, f.invariant.sentence];
  });
  if (told.note !== null) paragraphs.push([told.note]);
  const lines = paragraphs.map((texts) => texts.flatMap((text) => wrapped(text, look.width - 2)));
  return lines.map((paragraph) => `${indented(paragraph.join("\n"), 2)}\n`).join("\n");
}

/** What to say of a counterexample that does not reproduce. */
export function answerNote(answer: ReplayAnswer, why: string): string | null {
  return match(answer)
    .with("reproduces", () => null)
    .with("fixed", () => "The invariant is not broken here.")
    .with("stale", () => asSentence(`stale: ${why}`))
    .exhaustive();
}
