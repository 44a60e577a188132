/**
 * The outcome of a search for the weakest safe contracts: what each design must change, at least,
 * to be safe.
 */
import type { Contract } from "../../model/vocabulary/design/contract.js";
import type { ExhaustOutcome } from "./exhaust-report.js";

/** The policies that change, with their new values. */
export type Change = Partial<Contract>;

/** A smallest set of changes that makes a design safe. */
export interface Repair {
  readonly changes: readonly Change[];
  readonly contract: Contract;
}

export interface Repaired {
  readonly design: string;
  readonly contract: Contract;
  /** The safety invariants that it breaks. */
  readonly broken: readonly string[];
  /** All smallest sets; one without changes if it is safe; empty if none was found. */
  readonly repairs: readonly Repair[];
  /** Of a safe design: changes to values that allow more, each of which alone is as safe. */
  readonly slack: readonly Change[];
}

export interface ContractsOutcome {
  readonly repaired: readonly Repaired[];
  /** The search of the designs as they are. */
  readonly designs: ExhaustOutcome;
  /** Contracts that were searched to the end of the bound, and found safe. */
  readonly searched: number;
  readonly counterexamples: number;
  readonly complete: boolean;
}
