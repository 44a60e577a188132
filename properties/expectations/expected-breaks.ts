/**
 * The breaks that are expected: invariant -> failure mode -> the conjecture, bug or rule that
 * explains it.
 */
export type Breaks = Readonly<Record<string, Readonly<Record<string, string>>>>;
