/**
 * Defines what is expected: which law each design breaks, by which mechanism, and why. Everything that is not listed is
 * expected to hold. A surprise in either direction ends a run with exit code 1.
 */

import type { Tag } from "./report.js";

/** design -> law -> mechanism -> the conjecture, bug or rule that explains it. */
export type Expectations = Readonly<
  Record<string, Readonly<Record<string, Readonly<Record<string, string>>>>>
>;

export const expectations: Expectations = {};

/** Why a design is expected to break a law by a mechanism; undefined: it is not. */
export function reasonFor(design: string, law: string, mechanism: string): string | undefined {
  return expectations[design]?.[law]?.[mechanism];
}

/** design -> law -> why the law cannot apply to it. */
const NOTHING_TO_ASK: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  "linux-6.2": {
    "replace-has-no-hole": "6.2 has no replace: iommu_replace_device_pasid came with 6.13",
  },
};

/** What is expected of a design and a law, and why, unless it is to hold. */
export function expectationOf(
  design: string,
  law: string,
): { readonly tag: Tag; readonly reason?: string } {
  const breaks = expectations[design]?.[law];
  if (breaks !== undefined)
    return { tag: "fails", reason: [...new Set(Object.values(breaks))].join("; ") };
  const nothing = NOTHING_TO_ASK[design]?.[law];
  return nothing === undefined ? { tag: "holds" } : { tag: "unknown", reason: nothing };
}
