/** The files of what a search has found: a file that is there already stays as it is. */
import { printScenario } from "../../model/vocabulary/scenario/text/text.js";
import type { Counterexample } from "../../properties/results/counterexample/counterexample.js";
import { writeCounterexampleText } from "../../properties/results/counterexample/text.js";
import type { Crash } from "../../properties/results/report.js";
import { counterexampleComments } from "../../reports/text/counterexample.js";
import { printable } from "../../reports/text/words.js";
import type { Engine } from "../engine.js";
import type { Output } from "./files.js";

/** Of the counterexamples that a report names, those that it found anew. */
export function counterexampleFiles(
  named: readonly { readonly id: string; readonly file: string }[],
  found: ReadonlyMap<string, Counterexample>,
  engine: Engine,
): readonly Output[] {
  return named.flatMap(({ id, file }) => {
    const cx = found.get(id);
    if (cx === undefined) return [];
    return { path: file, text: () => counterexampleFile(cx, engine), replace: false };
  });
}

/** The text of the file, with comments made from runs. */
export function counterexampleFile(
  cx: Counterexample,
  engine: Pick<Engine, "invariants" | "breakingOf">,
): string {
  const sentence = engine.invariants.find(({ name }) => name === cx.invariant)?.sentence ?? null;
  const comments = counterexampleComments(cx, sentence, engine.breakingOf(cx));
  return writeCounterexampleText(cx, comments);
}

export function crashFiles(crashes: readonly Crash[]): readonly Output[] {
  return crashes.map(({ design, message, file, scenario, note }) => {
    const [why = ""] = message.split("\n");
    const comment = [
      `${printable(design)}: ${printable(why)}`,
      ...(note === undefined ? [] : [note]),
    ]
      .map((line) => `# ${line}\n`)
      .join("");
    return { path: file, text: comment + printScenario(scenario), replace: false };
  });
}
