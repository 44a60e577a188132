/**
 * Defines the data of an exhaustive search's report (`exhaust@1`): the bound, how much there is
 * within it, and which design keeps which law there.
 */
import type { Counterexample } from "./counterexample.js";
import type { ReportLaw, Tag, VerdictBreak } from "./report.js";

/** Everything within it has been searched: "holds" says "there is no counterexample within". */
export interface ExhaustBound {
  /** Functions of a topology that is booted, at most. */
  readonly functions: number;
  /** Functions where they are added one by one, and where topologies are compared. */
  readonly functions_hot: number;
  readonly pasids: number;
  readonly domains: number;
  readonly handles: number;
  /** What is combined with what; each a sentence. */
  readonly views: readonly ExhaustView[];
}

export interface ExhaustView {
  readonly name: string;
  readonly sentence: string;
  /** Machines searched, all designs together. */
  readonly machines: number;
}

/** `vacuous`: nothing within the bound is what the law speaks of. */
export type ExhaustUnknown = "vacuous" | "crashed" | "budget";

export interface ExhaustVerdict {
  readonly design: string;
  readonly law: string;
  readonly tag: Tag;
  readonly expected: Tag;
  readonly reason?: string;
  readonly why?: ExhaustUnknown;
  /** How often the law applied. */
  readonly applied: number;
  /** One for each mechanism, the shortest first. */
  readonly breaks?: readonly VerdictBreak[];
}

export interface ExhaustReport {
  readonly schema: "exhaust@1";
  readonly bound: ExhaustBound;
  readonly symmetry: boolean;
  /** False where it ended before all within the bound was searched. */
  readonly complete: boolean;
  readonly topologies: number;
  readonly states: number;
  readonly transitions: number;
  readonly designs: readonly string[];
  readonly laws: readonly ReportLaw[];
  readonly verdicts: readonly ExhaustVerdict[];
}

export interface ExhaustOutcome {
  readonly report: ExhaustReport;
  /** By id. */
  readonly counterexamples: ReadonlyMap<string, Counterexample>;
  readonly interrupted: boolean;
  /** What designs threw, if any did; a line each. */
  readonly crashes: readonly string[];
  readonly seconds: number;
}
