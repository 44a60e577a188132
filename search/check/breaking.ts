/**
 * Which designs break the invariant of a counterexample by its failure mode: the one on which it
 * was found, as it is recorded, and those of the catalog, which are run again.
 */
import { catalog } from "../../impl/designs/catalog.js";
import { stableText } from "../../model/vocabulary/reading/stable-text.js";
import { reasonFor } from "../../properties/expectations/expectations.js";
import { invariantNamed } from "../../properties/invariants/all.js";
import type {
  Breaking,
  Counterexample,
} from "../../properties/results/counterexample/counterexample.js";
import { breaks } from "../../properties/run/judge.js";
import type { InvariantBreak } from "../../properties/invariants/invariant.js";

/** Designs that do it alike, and for the same reason, are told together. */
export function breakingOf(cx: Counterexample): readonly Breaking[] {
  const together = new Map<string, Breaking>();
  const add = (
    design: string,
    { step, finding }: Pick<InvariantBreak, "step" | "finding">,
  ): void => {
    const reason = reasonFor(design, cx.invariant, cx.finding.failureMode) ?? null;
    const one = { step, finding, reason };
    const key = stableText(one);
    const others = together.get(key)?.designs ?? [];
    together.set(key, { designs: [...others, design], ...one });
  };
  // A design that is not of the catalog may be a kernel or code of its own, and is not run here.
  if (catalog.every(({ name }) => name !== cx.design)) add(cx.design, cx);
  const invariant = invariantNamed(cx.invariant);
  for (const design of invariant === null ? [] : catalog) {
    const broken =
      invariant && breaks(cx.scenario, { design, plain: false }, invariant, cx.finding.failureMode);
    if (broken !== null) add(design.name, broken);
  }
  return [...together.values()];
}
