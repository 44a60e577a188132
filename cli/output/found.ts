/** The files of what a search has found: a file that is there already stays as it is. */
import { writeScenarioJson } from "../../model/vocabulary/scenario/json.js";
import type { Counterexample } from "../../properties/results/counterexample.js";
import { writeCounterexample } from "../../properties/results/counterexample-file.js";
import type { Crash } from "../../properties/results/report.js";
import type { Output } from "./files.js";

/** Of the counterexamples that a report names, those that it found anew. */
export function counterexampleFiles(
  named: readonly { readonly id: string; readonly file: string }[],
  found: ReadonlyMap<string, Counterexample>,
): readonly Output[] {
  return named.flatMap(({ id, file }) => {
    const cx = found.get(id);
    return cx === undefined ? [] : { path: file, text: writeCounterexample(cx), replace: false };
  });
}

export function crashFiles(crashes: readonly Crash[]): readonly Output[] {
  return crashes.map(({ file, scenario }) => ({
    path: file,
    text: writeScenarioJson(scenario),
    replace: false,
  }));
}
