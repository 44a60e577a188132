/**
 * The efforts of a gate: amounts of work that are the same on every machine. The clock has no say
 * in them, so a busy runner comes to the same verdict, later. The amounts are for two quiet cores:
 * small takes about 20 s, normal a minute, large ten minutes.
 */
import type { Sizes } from "../exhaustive/views.js";

/** What an effort adds to the corpus, the historic bugs and the seeded faults. */
export interface Effort {
  /** Random scenarios, rounded up to whole batches. */
  readonly runs: number;
  /** The scope of the exhaustive part. */
  readonly sizes: Sizes;
}

export const EFFORT_NAMES = ["small", "normal", "large"] as const;
export type EffortName = (typeof EFFORT_NAMES)[number];

export const EFFORTS: Readonly<Record<EffortName, Effort>> = Object.freeze({
  small: { runs: 1_000, sizes: { functions: 2, pasids: 1, domains: 1, handles: 1 } },
  normal: { runs: 20_000, sizes: { functions: 3, pasids: 1, domains: 1, handles: 1 } },
  large: { runs: 300_000, sizes: { functions: 4, pasids: 2, domains: 2, handles: 1 } },
});
