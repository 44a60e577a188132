/**
 * Verdicts, made from totals and counterexamples. Merging: fails beats unknown beats holds, and
 * "holds" always says how far we looked.
 */
import { basisOf } from "./basis.js";
import { expectationOf, reasonFor } from "./reason.js";
import type { Invariant } from "../invariants/invariant.js";
import { toldWeight } from "../results/counterexample/told.js";
import type { Evidence, FoundBreak, Unknown, Verdict, VerdictBreak } from "../results/report.js";

/** What is known of one design and one invariant. */
export interface Known {
  readonly design: string;
  readonly invariant: Invariant;
  readonly evidence: Evidence;
  /** The design of the catalog whose expectations are taken; absent: the design's own. */
  readonly like?: string;
  /** One for each failure mode and cause. */
  readonly breaks: readonly FoundBreak[];
  /** The design threw or did not return on some scenario. */
  readonly crashed: boolean;
  /** The design did not do the same when it was given the same. */
  readonly flaky: boolean;
}

export function verdictOf(known: Known): Verdict {
  const { design, invariant, evidence, like } = known;
  const { tag: expected, reason } = expectationOf(design, invariant.name, evidence.applied, like);
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
    ...inherited(known, breaks),
    tag: "fails",
    ...(smallest === undefined ? {} : { counterexample: smallest.counterexample }),
    breaks,
  };
}

/** A design of one's own has no row: what it inherits is what is expected of it. */
function inherited(
  { design, like }: Known,
  breaks: readonly VerdictBreak[],
): Pick<Verdict, "expected" | "reason"> | null {
  const reasons = breaks.flatMap(({ reason }) => reason ?? []);
  if (basisOf(design, like).kind !== "policies" || reasons.length === 0) return null;
  return { expected: "fails", reason: [...new Set(reasons)].join("; ") };
}

function withReason({ design, invariant, like }: Known, found: FoundBreak): VerdictBreak {
  const reason = reasonFor(basisOf(design, like), invariant.name, found);
  return reason === undefined ? found : { ...found, reason };
}

/** The most realistic first, then the smallest. */
function bySize(a: FoundBreak, b: FoundBreak): number {
  const x = a.counterexample;
  const y = b.counterexample;
  const weight = toldWeight(x) - toldWeight(y);
  if (weight !== 0) return weight;
  const size = x.functions + x.operations - (y.functions + y.operations);
  return size !== 0 ? size : x.id < y.id ? -1 : 1;
}
