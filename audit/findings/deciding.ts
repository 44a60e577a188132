/**
 * A fact that a source does not show and on which an answer rests: the answer is not the same in
 * all readings of the machine (audit/read/unseen.ts).
 */
import type { Unseen } from "../read/unseen.js";

export interface Deciding {
  readonly dev: number;
  readonly fact: Unseen;
}

/** Beside each function what is not shown of it. */
export type UnseenOf = readonly ReadonlySet<Unseen>[];

/** Facts on which it rests whether an element isolates, the most telling first. */
export const ISOLATION_FACTS = [
  "function",
  "place",
  "kind",
  "acs",
  "acs-bits",
  "egress",
  "multifunction",
  "iommu",
] as const satisfies readonly Unseen[];

/** The first of some facts that is not shown of a function; null where all are. */
export function firstUnseen(
  unseen: UnseenOf,
  dev: number,
  facts: readonly Unseen[] = ISOLATION_FACTS,
): Deciding | null {
  const fact = facts.find((one) => unseen[dev]?.has(one) === true);
  return fact === undefined ? null : { dev, fact };
}
