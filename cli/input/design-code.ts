/**
 * Refusals of designs that bring code of their own: one that does not keep to the interface (one
 * line, which member of it is wrong: a mistake in what we were given, and no finding), and one that
 * only a file asks for.
 */
import type { Counterexample } from "../../properties/results/counterexample/counterexample.js";
import { saysNotADesign } from "../../search/designs/not-a-design.js";
import { printable } from "../../reports/text/words.js";
import { UsageError } from "../process/exit.js";

interface Crashed {
  readonly design: string;
  readonly message: string;
}

/**
 * Which design a counterexample is replayed on. It may name code to be run (a module, a program),
 * and a file from somebody else must not choose that: whoever replays it says so. Throws
 * UsageError.
 */
export function designToRun(cx: Counterexample, asked: string | undefined, file: string): string {
  if (asked !== undefined) return asked;
  if (!/^(?:\.{0,2}\/|exec:|linux:)/.test(cx.design)) return cx.design;
  const design = printable(cx.design);
  throw new UsageError(
    `${printable(file)}: its design '${design}' is code of its own; to run it say ` +
      `--design '${design}'`,
  );
}

/** Throws UsageError on the first of these crashes that is none. */
export function checkInterface(crashes: readonly Crashed[]): void {
  const first = crashes.find(({ message }) => saysNotADesign(message));
  if (first === undefined) return;
  const why = first.message.slice(first.message.indexOf(": ") + 2);
  throw new UsageError(`the design '${printable(first.design)}': ${printable(why)}`);
}
