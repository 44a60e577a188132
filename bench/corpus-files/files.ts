/**
 * The files of the corpus as they should be, made from the corpus: every counterexample is run
 * again, and its name, digest and comments follow from what it does today.
 */
import { realEngine } from "../../cli/real-engine.js";
import { counterexampleFile } from "../../cli/output/found.js";
import { digest } from "../../model/vocabulary/scenario/digest.js";
import type { Counterexample } from "../../properties/results/counterexample/counterexample.js";
import { corpusNames } from "../../properties/results/counterexample/name.js";
import { replay } from "../../search/check/replay.js";

/** Name -> text. Throws where a counterexample does not reproduce any more: that is a result. */
export function corpusFiles(corpus: readonly Counterexample[]): ReadonlyMap<string, string> {
  const today = corpus.map((cx) => runAgain(cx));
  const names = corpusNames(today);
  return new Map(today.map((cx) => [names.get(cx) ?? "", counterexampleFile(cx, realEngine)]));
}

function runAgain(cx: Counterexample): Counterexample {
  const { answer, why, broken } = replay(cx);
  if (answer !== "reproduces" || broken === null)
    throw new Error(
      `${cx.invariant}, ${cx.finding.failureMode} on ${cx.design}: ${answer}, ${why}`,
    );
  const { step, finding } = broken;
  return { ...cx, id: digest(cx.invariant, cx.scenario), step, finding };
}
