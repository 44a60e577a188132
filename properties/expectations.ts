/**
 * Defines what is expected: which law each design breaks, by which mechanism, and why. Everything that is not listed is
 * expected to hold. A surprise in either direction ends a run with exit code 1.
 */

/** design -> law -> mechanism -> the conjecture, bug or rule that explains it. */
export type Expectations = Readonly<
  Record<string, Readonly<Record<string, Readonly<Record<string, string>>>>>
>;

export const expectations: Expectations = {};

/** Why a design is expected to break a law by a mechanism; undefined: it is not. */
export function reasonFor(design: string, law: string, mechanism: string): string | undefined {
  return expectations[design]?.[law]?.[mechanism];
}

export function expectedTag(design: string, law: string): "holds" | "fails" {
  return expectations[design]?.[law] === undefined ? "holds" : "fails";
}
