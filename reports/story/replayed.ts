/**
 * What `replay` prints: of a counterexample the line `reproduces <invariant> <design> <file>`, and
 * why where that is not plain; of a scenario what each design breaks, and whether that was
 * expected.
 */
import { match } from "ts-pattern";
import type { Decided } from "../../model/vocabulary/operation/decision.js";
import type { Trace } from "../../model/vocabulary/design/trace.js";
import type { ReplayAnswer } from "../../properties/results/counterexample/counterexample.js";
import { findingSentence } from "../text/finding.js";
import { needsSentence } from "../text/needs.js";
import type { Look } from "../text/paint.js";
import { counted, listed, printable, wrapped } from "../text/words.js";
import { expectedText, kernelText, whereText, type Break } from "./break.js";

export interface Replayed {
  readonly answer: ReplayAnswer;
  readonly invariant: string;
  readonly design: string;
  readonly file: string;
  /** Why it is stale, or what was seen; empty if nothing needs saying. */
  readonly why: string;
}

const ANSWER_WIDTH = "reproduces".length;

export function replayedLine(replayed: Replayed, look: Look): string {
  const { paint } = look;
  const painted = match(replayed.answer)
    .with("reproduces", () => paint.bad)
    .with("fixed", () => paint.good)
    .with("crashes", () => paint.loud)
    .with("stale", () => paint.unsure)
    .exhaustive();
  const answer = painted(replayed.answer.padEnd(ANSWER_WIDTH));
  const [invariant, design, why] = [replayed.invariant, replayed.design, replayed.why].map(
    printable,
  );
  return `${answer}  ${invariant}  ${design}  ${replayed.file}${why === "" ? "" : `  (${why})`}\n`;
}

/** What a design did with a scenario of which nobody claimed anything. */
export interface ScenarioReplayed {
  readonly trace: Trace;
  readonly decided: readonly Decided[];
  readonly file: string;
}

/**
 * An invariant that a design breaks on a scenario: a line for grep, and below it where, what, and
 * whether it was expected.
 */
export function brokenLines(
  { trace, decided, file }: ScenarioReplayed,
  b: Break,
  look: Look,
): string {
  const { name, severity } = b.invariant;
  const breaks = look.paint.bad("breaks".padEnd(ANSWER_WIDTH));
  const design = printable(trace.design);
  const kernel = kernelText(trace, b.step, decided);
  const expected = expectedText(design, b.reason);
  const needs = needsSentence(trace.scenario, b.step, b.finding);
  const texts = [
    `${whereText(trace, b.step)}: ${findingSentence(b.finding, trace.scenario.topology)}`,
    ...(needs === "" ? [] : [needs]),
    ...(kernel === null ? [] : [`Kernel: ${kernel}`]),
    b.reason === null ? look.paint.loud(expected) : expected,
  ];
  const indent = " ".repeat(ANSWER_WIDTH + 2);
  const lines = texts.flatMap((text) => wrapped(text, look.width - indent.length));
  const head = `${breaks}  ${name}  ${design}  ${file}  (${severity})`;
  return [head, ...lines.map((line) => indent + line)].map((line) => `${line}\n`).join("");
}

/** A design that crashed on such a scenario, or that cannot be asked it. */
export function troubleLine(
  kind: "crashes" | "cannot ask",
  design: string,
  file: string,
  why: string,
  look: Look,
): string {
  const trouble = look.paint.unsure(kind.padEnd(ANSWER_WIDTH));
  const [first = ""] = why.split("\n");
  return `${trouble}  ${printable(design)}  ${file}  (${printable(first)})\n`;
}

/** A design that breaks none of the invariants asked on such a scenario; `names`: those, or all. */
export function keptLine(
  invariants: number,
  names: readonly string[] | undefined,
  design: string,
  file: string,
  look: Look,
): string {
  const keeps = look.paint.good("keeps".padEnd(ANSWER_WIDTH));
  const kept = names === undefined ? `all ${counted(invariants, "invariant")}` : listed(names);
  return `${keeps}  ${kept}  ${printable(design)}  ${file}\n`;
}
