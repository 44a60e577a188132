/**
 * The line that `replay` prints for a file: `reproduces <invariant> <design> <file>`, and why where
 * that is not plain.
 */
import { match } from "ts-pattern";
import type { ReplayAnswer } from "../../properties/results/counterexample/counterexample.js";
import type { Look } from "../text/paint.js";
import { counted, printable } from "../text/words.js";

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
    .with("stale", () => paint.unsure)
    .exhaustive();
  const answer = painted(replayed.answer.padEnd(ANSWER_WIDTH));
  const [invariant, design, why] = [replayed.invariant, replayed.design, replayed.why].map(
    printable,
  );
  return `${answer}  ${invariant}  ${design}  ${replayed.file}${why === "" ? "" : `  (${why})`}\n`;
}

/** An invariant that a design breaks on a scenario of which nobody claimed anything. */
export function brokenLine(
  invariant: string,
  design: string,
  file: string,
  finding: string,
  look: Look,
): string {
  const breaks = look.paint.bad("breaks".padEnd(ANSWER_WIDTH));
  return `${breaks}  ${invariant}  ${design}  ${file}  ${finding}\n`;
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
  return `${trouble}  ${design}  ${file}  (${printable(first)})\n`;
}

/** A design that breaks no invariant on such a scenario. */
export function keptLine(invariants: number, design: string, file: string, look: Look): string {
  const keeps = look.paint.good("keeps".padEnd(ANSWER_WIDTH));
  return `${keeps}  all ${counted(invariants, "invariant")}  ${design}  ${file}\n`;
}
