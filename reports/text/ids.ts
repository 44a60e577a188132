/**
 * The short ids by which a report names its counterexamples: the first four digits, or as many as
 * keep them apart.
 */
import type { Report, Verdict, VerdictBreak } from "../../properties/results/report.js";

const DIGITS_MIN = 4;

export type ShortId = (id: string) => string;

export function shortIds(report: Report): ShortId {
  const ids = new Set(report.verdicts.flatMap((v) => breaksOf(v).map((b) => b.counterexample.id)));
  let digits = DIGITS_MIN;
  while (new Set([...ids].map((id) => id.slice(0, digits))).size < ids.size) digits++;
  return (id) => id.slice(0, digits);
}

/** The ways in which a verdict says that the invariant is broken, the smallest first. */
export function breaksOf(v: Verdict): readonly VerdictBreak[] {
  if (v.tag !== "fails") return [];
  if (v.breaks !== undefined) return v.breaks;
  const { counterexample, reason } = v;
  if (counterexample === undefined) return [];
  const { failureMode } = counterexample;
  const why = reason === undefined ? {} : { reason };
  return [
    { failureMode, cause: reason === undefined ? "own" : "contract", counterexample, ...why },
  ];
}
