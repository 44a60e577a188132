/**
 * Defines the short ids by which a report names its counterexamples: the first four digits, or as many as
 * keep them apart.
 */
import type { Report } from "../properties/report.js";

const DIGITS_MIN = 4;

export type ShortId = (id: string) => string;

export function shortIds(report: Report): ShortId {
  const ids = new Set(report.verdicts.flatMap((v) => v.counterexample?.id ?? []));
  let digits = DIGITS_MIN;
  while (new Set([...ids].map((id) => id.slice(0, digits))).size < ids.size) digits++;
  return (id) => id.slice(0, digits);
}
