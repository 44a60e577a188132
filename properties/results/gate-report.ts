/**
 * The data of a gate: a report as of a check, and which parts of the gate were done, what was
 * caught that must be caught, and what a baseline says that is not so.
 */
import type { BaselineProblem } from "./baseline.js";
import type { CheckResult, Report } from "./report.js";

/** In the order in which they are done. */
export const GATE_PARTS = ["corpus", "bugs", "seeded-faults", "exhaustive", "random"] as const;
export type GatePartName = (typeof GATE_PARTS)[number];

/**
 * `cut`: the budget, or Ctrl-C, ended it; `not-reached`: it had ended before; `not-asked`: there is
 * nothing here that it could be done on.
 */
export type GatePartState = "done" | "cut" | "not-reached" | "not-asked";

export interface GatePart {
  readonly name: GatePartName;
  readonly state: GatePartState;
  /** What was done, in a few words. */
  readonly said: string;
  readonly seconds: number;
}

/** A design that is made to break an invariant, and must be caught. */
export interface MustCatch {
  readonly kind: "bug" | "seeded-fault";
  /** `BUG-12`; of a seeded fault the name of its invariant. */
  readonly id: string;
  readonly invariant: string;
  /** `unknown`: the budget ended first. */
  readonly state: "caught" | "missed" | "unknown";
}

export interface GateResult extends CheckResult {
  readonly parts: readonly GatePart[];
  readonly mustCatch: readonly MustCatch[];
  readonly baseline: readonly BaselineProblem[];
  /** All parts together; seconds. */
  readonly seconds: number;
}

/** A report with all that it refers to, for makers of files. */
export interface ReportData extends Pick<
  GateResult,
  "counterexamples" | "crashes" | "mustCatch" | "baseline" | "parts"
> {
  readonly report: Report;
  /** What each invariant says, in one sentence. */
  readonly sentenceOf: (invariant: string) => string;
}
