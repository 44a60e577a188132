/**
 * Verdicts, made from totals and counterexamples. Merging: fails beats unknown beats holds, and
 * "holds" always says how far we looked.
 */
import { expectationOf, reasonFor } from "./expectations.js";
import type { Invariant } from "../invariants/invariant.js";
import type { Evidence, Unknown, Verdict, VerdictBreak } from "../results/report.js";

/** What is known of one design and one invariant. */
export interface Known {
  readonly design: string;
  readonly invariant: Invariant;
  readonly evidence: Evidence;
  /** One for each failure mode. */
  readonly breaks: readonly Omit<VerdictBreak, "reason">[];
  /** The design threw or did not return on some scenario. */
  readonly crashed: boolean;
  /** The design did not do the same when it was given the same. */
  readonly flaky: boolean;
}

export function verdictOf(known: Known): Verdict {
  const { design, invariant, evidence } = known;
  const { tag: expected, reason } = expectationOf(design, invariant.name, evidence.applied);
  const base = {
    design,
    invariant: invariant.name,
    expected,
    ...(reason === undefined ? {} : { reason }),
    evidence,
  };
  if (known.breaks.length > 0) return failed(base, known);
  const why = unknownBecause(known);
  return why === null ? { ...base, tag: "holds" } : { ...base, tag: "unknown", why };
}

function unknownBecause(known: Known): Unknown | null {
  if (known.crashed) return "crashed";
  if (known.flaky) return "flaky";
  return known.evidence.applied === 0 ? "not-exercised" : null;
}

function failed(base: Omit<Verdict, "tag">, known: Known): Verdict {
  const breaks = [...known.breaks].sort(bySize).map((b) => withReason(known, b));
  const smallest = breaks[0];
  return {
    ...base,
    tag: "fails",
    ...(smallest === undefined ? {} : { counterexample: smallest.counterexample }),
    breaks,
  };
}

function withReason(known: Known, b: Omit<VerdictBreak, "reason">): VerdictBreak {
  const reason = reasonFor(known.design, known.invariant.name, b.failureMode);
  return reason === undefined ? b : { ...b, reason };
}

function bySize(a: Omit<VerdictBreak, "reason">, b: Omit<VerdictBreak, "reason">): number {
  const x = a.counterexample;
  const y = b.counterexample;
  const size = x.functions + x.operations - (y.functions + y.operations);
  return size !== 0 ? size : x.id < y.id ? -1 : 1;
}
