/**
 * A counterexample: the scenario itself (never only a seed), which design broke which invariant at
 * which step, and what was seen. Its id is a digest of the invariant and the scenario, so one bug
 * has one file.
 */
import { digest } from "../../../model/vocabulary/scenario/digest.js";
import type { Scenario } from "../../../model/vocabulary/scenario/scenario.js";
import type { InvariantBreak, Finding } from "../../invariants/invariant.js";
import { VERSION } from "../version.js";

/** Names and texts in a file are bounded, and free of control characters: reports print them. */
export const NAME_LENGTH_MAX = 100;
export const TEXT_LENGTH_MAX = 500;
export const PRINTABLE = /^[^\p{Cc}\p{Cf}\p{Zl}\p{Zp}]*$/u;

export interface Provenance {
  /** pasidcheck's version that wrote it. */
  readonly version: string;
  /** Where it was found, in words: `random, seed 1, batch 3, run 17`. */
  readonly found: string;
}

export interface Counterexample {
  readonly schema: "counterexample@2";
  /** 16 hexadecimal digits. */
  readonly id: string;
  readonly invariant: string;
  readonly design: string;
  readonly scenario: Scenario;
  /** Index of the operation after which the invariant was broken; -1: at boot. */
  readonly step: number;
  readonly finding: Finding;
  readonly provenance: Provenance;
}

/** `found`: where it was found, in words. */
export function counterexampleOf(
  design: string,
  scenario: Scenario,
  broken: InvariantBreak,
  found: string,
): Counterexample {
  return {
    schema: "counterexample@2",
    id: digest(broken.invariant, scenario),
    invariant: broken.invariant,
    design,
    scenario,
    step: broken.step,
    finding: broken.finding,
    provenance: { version: VERSION, found },
  };
}

/**
 * Designs that break one invariant by one failure mode on a scenario, all alike and for one reason.
 */
export interface Breaking {
  readonly designs: readonly string[];
  /** Index of the operation after which the invariant was broken; -1: at boot. */
  readonly step: number;
  readonly finding: Finding;
  /** Why it is expected of them; null: it is not. */
  readonly reason: string | null;
}

/** Where designs stand on the scenario of a counterexample, by name. */
export interface DesignsOn {
  /** They break its invariant, by whatever failure mode. */
  readonly breaks: readonly string[];
  readonly keeps: readonly string[];
  /** They crash on it, or cannot be asked. */
  readonly unknown: readonly string[];
}

/**
 * What replaying a counterexample can say. `crashes`: the design crashed before it broke the
 * invariant as recorded; `stale`: the invariant or the design no longer exists.
 */
export type ReplayAnswer = "reproduces" | "fixed" | "crashes" | "stale";
