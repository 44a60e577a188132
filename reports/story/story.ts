/**
 * The story that `explain` tells: the topology, what each operation did, what was found, which
 * invariant says that it must not be, and which facts of the scenario matter.
 */
import { match } from "ts-pattern";
import type { Decided } from "../../model/vocabulary/operation/decision.js";
import { outcomeText } from "../../model/vocabulary/operation/outcome.js";
import { operationText, printScenario } from "../../model/vocabulary/scenario/text/text.js";
import { isThereAtBoot } from "../../model/vocabulary/topology/topology.js";
import type { Trace } from "../../model/vocabulary/design/trace.js";
import type { ReplayAnswer } from "../../properties/results/counterexample/counterexample.js";
import type { Fact } from "../../properties/explain/relevant-facts.js";
import { sideBySideText } from "./side-by-side.js";
import { expectedText, kernelText, whereText, type Break } from "./break.js";
import { stepLines } from "./changes.js";
import { drawing } from "../drawing/tree.js";
import { factsText } from "./relevant-facts.js";
import { findingSentence } from "../text/finding.js";
import { needsSentence } from "../text/needs.js";
import type { Look } from "../text/paint.js";
import { asSentence, counted, indented, listed, printable, wrapped } from "../text/words.js";

export interface Story {
  /** The file, as the user named it. */
  readonly file: string;
  readonly trace: Trace;
  /** The findings that the story is about. */
  readonly found: readonly Break[];
  /** All others, each of which costs a line. */
  readonly others: readonly Break[];
  /** What to say where nothing was found, or null. */
  readonly note: string | null;
  /** Of each finding that the story is about the facts that matter; empty: not asked. */
  readonly facts: readonly (readonly Fact[])[];
  /** What decided each operation; empty: not asked. */
  readonly decided: readonly Decided[];
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
    `${printable(told.file)}, run by ${printable(trace.design)}\n${about(told, look)}`,
    `${title("Topology")}${indented(drawn, 2)}`,
    ...settings(trace, title),
    `${title("Steps")}${steps(told, look)}`,
    `${title("Finding")}${findings(told, look)}`,
    ...(told.beside === null ? [] : [`${title("Beside the reference")}${beside(told, look)}`]),
    ...whatMatters(told, look, title),
  ].join("\n");
}

/** Which findings the story is about, and the others in a line each. */
function about({ found, others, trace }: Story, look: Look): string {
  const all = found.length + others.length;
  if (all < 2) return "";
  const names = listed(found.map(({ invariant }) => invariant.name));
  const hint = "--invariant NAME tells of another, --all of all";
  const of = `About ${found.length === all ? "all" : names} of ${counted(all, "finding")}`;
  const said = others.length === 0 ? `${of}.` : `${of}; ${hint}:`;
  const width = Math.max(0, ...others.map(({ invariant }) => invariant.name.length));
  const lines = others.map(({ invariant: { name, severity }, step }) => {
    const where = whereText(trace, step);
    return `  ${severity.padEnd("bookkeeping".length)}  ${name.padEnd(width)}  ${where}`;
  });
  return [...wrapped(said, look.width), ...lines].map((line) => `${line}\n`).join("");
}

function whatMatters(
  { found, facts }: Story,
  look: Look,
  title: (text: string) => string,
): readonly string[] {
  return facts.flatMap((those, i) => {
    if (those.length === 0) return [];
    const { invariant, finding } = found[i] ?? {};
    const whose = `${invariant?.name ?? ""} (${printable(finding?.failureMode ?? "")})`;
    const head = facts.length === 1 ? "What matters" : `What matters for ${whose}`;
    return [`${title(head)}${factsText(those, look)}`];
  });
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
  const paragraphs = told.found.map((f) => findingTexts(told, f, look));
  if (told.note !== null) paragraphs.push([told.note]);
  const lines = paragraphs.map((texts) => texts.flatMap((text) => wrapped(text, look.width - 2)));
  return lines.map((paragraph) => `${indented(paragraph.join("\n"), 2)}\n`).join("\n");
}

function findingTexts({ trace, decided }: Story, f: Break, look: Look): readonly string[] {
  const { name, severity, ids, sentence } = f.invariant;
  const invariant = `${look.paint.strong(name)} (${[severity, ...ids].join(", ")})`;
  const kernel = kernelText(trace, f.step, decided);
  const needs = needsSentence(trace.scenario, f.step, f.finding);
  return [
    asPlace(whereText(trace, f.step)),
    findingSentence(f.finding, trace.scenario.topology),
    ...(needs === "" ? [] : [needs]),
    `This breaks ${invariant}:`,
    sentence,
    ...(kernel === null ? [] : [`Kernel: ${kernel}`]),
    expectedText(trace.design, f.reason),
  ];
}

function asPlace(where: string): string {
  return `${where.charAt(0).toUpperCase()}${where.slice(1)}`;
}

/** What to say of a counterexample that does not reproduce. */
export function answerNote(answer: ReplayAnswer, why: string): string | null {
  return match(answer)
    .with("reproduces", () => null)
    .with("fixed", () => "The invariant is not broken here.")
    .with("crashes", () => asSentence(`the design crashed: ${printable(why)}`))
    .with("stale", () => asSentence(`stale: ${why}`))
    .exhaustive();
}
