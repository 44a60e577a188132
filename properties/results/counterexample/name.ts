/**
 * The file name of a counterexample: the invariant and the failure mode, so that a folder of them
 * is a table of contents (`pasid-stays-local.pasid-attach.txt`).
 */
import type { Counterexample } from "./counterexample.js";

/** `suffix` tells two of one invariant and failure mode apart. */
export function counterexampleName(cx: Counterexample, suffix: string | null = null): string {
  const parts = [cx.invariant, cx.finding.failureMode, ...(suffix === null ? [] : [suffix])];
  return `${parts.map((part) => part.replaceAll(/[^\w.-]+/g, "-")).join(".")}.txt`;
}

/** By the number of counterexamples that share a name: the design is said only where it must be. */
export function corpusNames(all: readonly Counterexample[]): ReadonlyMap<Counterexample, string> {
  const names = new Map<Counterexample, string>();
  for (const cx of all) {
    const same = all.filter((other) => counterexampleName(other) === counterexampleName(cx));
    const ofDesign = same.filter(({ design }) => design === cx.design);
    const suffix = ofDesign.length === 1 ? cx.design : cx.id;
    names.set(cx, counterexampleName(cx, same.length === 1 ? null : suffix));
  }
  return names;
}
