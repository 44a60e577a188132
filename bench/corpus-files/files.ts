/**
 * The files of the corpus as they should be, made from the corpus: every counterexample is run
 * again, and its name, digest and comments follow from what it does today.
 */
import { KERNEL_OF_TODAY } from "../../impl/designs/catalog.js";
import { realEngine } from "../../cli/real-engine.js";
import { counterexampleFile } from "../../cli/output/found.js";
import { digest } from "../../model/vocabulary/scenario/digest.js";
import type { Counterexample } from "../../properties/results/counterexample/counterexample.js";
import { corpusNames } from "../../properties/results/counterexample/name.js";
import { replay } from "../../search/check/replay.js";
import { shrink } from "../../search/random/shrink.js";

/** Name -> text. Throws where a counterexample does not reproduce any more: that is a result. */
export function corpusFiles(corpus: readonly Counterexample[]): ReadonlyMap<string, string> {
  const today = corpus.map((cx) => runAgain(cx));
  const names = corpusNames(today);
  return new Map(today.map((cx) => [names.get(cx) ?? "", counterexampleFile(cx, realEngine)]));
}

/**
 * Each shrunk again on its own design, and on those that its smaller form no longer shows broken;
 * of two that end in one scenario the one of today's kernel.
 */
export function shrunk(corpus: readonly Counterexample[]): readonly Counterexample[] {
  const ends = new Map<string, Counterexample>();
  for (const cx of corpus) {
    const made = shrunkOn(cx, cx.design);
    const left = designsOf(cx).filter((design) => !designsOf(made).includes(design));
    for (const one of [made, ...left.map((design) => shrunkOn(cx, design))]) {
      const key = `${digest(one.invariant, one.scenario)} ${one.finding.failureMode}`;
      if (!ends.has(key) || one.design === KERNEL_OF_TODAY) ends.set(key, one);
    }
  }
  return [...ends.values()];
}

function designsOf(cx: Counterexample): readonly string[] {
  return realEngine.breakingOf(cx).flatMap(({ designs }) => designs);
}

function shrunkOn(cx: Counterexample, design: string): Counterexample {
  const { invariant, finding, scenario } = cx;
  const { failureMode } = finding;
  const asked = {
    invariant,
    design,
    failureMode,
    scenario,
    cause: "contract",
    like: null,
  } as const;
  const end = shrink({ kind: "shrink", ...asked, keepTopology: false }, () => {});
  return end === null ? { ...cx, design } : { ...cx, design, scenario: end.scenario };
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
