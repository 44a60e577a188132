/**
 * Which designs break the invariant of a counterexample by its failure mode: the one on which it
 * was found, as it is recorded, and those of the catalog, which are run again.
 */
import { catalog } from "../../impl/designs/catalog.js";
import { stableText } from "../../model/vocabulary/reading/stable-text.js";
import { basisOf } from "../../properties/expectations/basis.js";
import { reasonFor } from "../../properties/expectations/reason.js";
import { invariantNamed } from "../../properties/invariants/all.js";
import type {
  Breaking,
  Counterexample,
} from "../../properties/results/counterexample/counterexample.js";
import { breaks } from "../../properties/run/judge.js";
import { referenceBreaks } from "../../properties/run/cause.js";
import { prepare } from "../../properties/run/instance.js";
import type { Cause, Invariant, InvariantBreak } from "../../properties/invariants/invariant.js";
import { subjectNamed } from "../designs/named.js";

/** Designs that do it alike, and for the same reason, are told together. */
export function breakingOf(cx: Counterexample): readonly Breaking[] {
  const together = new Map<string, Breaking>();
  const add = (
    design: string,
    { step, finding, cause }: Pick<InvariantBreak, "step" | "finding" | "cause">,
  ): void => {
    const { failureMode } = cx.finding;
    const reason = reasonFor(basisOf(design), cx.invariant, { failureMode, cause }) ?? null;
    const one = { step, finding, reason };
    const key = stableText(one);
    const others = together.get(key)?.designs ?? [];
    together.set(key, { designs: [...others, design], ...one });
  };
  const invariant = invariantNamed(cx.invariant);
  // A design that is not of the catalog may be a kernel or code of its own, and is not run here.
  if (catalog.every(({ name }) => name !== cx.design))
    add(cx.design, { ...cx, cause: recordedCause(cx, invariant) });
  for (const { name } of invariant === null ? [] : catalog) {
    const subject = subjectNamed(name);
    const { failureMode } = cx.finding;
    const broken = subject && invariant && breaks(cx.scenario, subject, invariant, failureMode);
    if (broken !== null) add(name, broken);
  }
  return [...together.values()];
}

/** What a design of one's own claims is not known without running it. */
function recordedCause(cx: Counterexample, invariant: Invariant | null): Cause {
  const basis = basisOf(cx.design);
  if (invariant === null || basis.kind !== "table") return "own";
  const contract = catalog.find(({ name }) => name === basis.name)?.contract;
  const { scenario, step, finding } = cx;
  const p = prepare(scenario, null);
  return contract && referenceBreaks(p, contract, invariant, step, finding.failureMode)
    ? "contract"
    : "own";
}
