/**
 * The data of an exhaustive search's report (`exhaust@2`): the bound, how much there is within it,
 * and which design keeps which invariant there.
 */
import type { Counterexample } from "./counterexample/counterexample.js";
import type { Report, ReportInvariant, Verdict } from "./report.js";

/** Everything within it has been searched: "holds" says "there is no counterexample within". */
export interface ExhaustBound {
  /** Functions of a topology that is scanned at boot, at most. */
  readonly functions: number;
  /** Functions where they are added one by one, and where an invariant compares topologies. */
  readonly functions_hot: number;
  readonly pasids: number;
  readonly domains: number;
  readonly handles: number;
  /** Only default machines (model/vocabulary/scenario/default-machine.ts); absent: any. */
  readonly default_machines?: boolean;
  /** What is combined with what. */
  readonly views: readonly ExhaustView[];
}

export interface ExhaustView {
  readonly name: string;
  readonly sentence: string;
  /** The largest number of functions that have to do with each other. */
  readonly functions: number;
  /** Machines searched, all designs together. */
  readonly machines: number;
}

/** What `exhaust --json` writes. */
export interface ExhaustReport {
  readonly schema: "exhaust@2";
  /** As in a report. */
  readonly like?: string;
  readonly bound: ExhaustBound;
  /** Whether states that differ by renaming only were searched once. */
  readonly symmetry: boolean;
  /** False where it ended before all within the bound was searched. */
  readonly complete: boolean;
  readonly topologies: number;
  readonly states: number;
  readonly transitions: number;
  readonly designs: readonly string[];
  readonly invariants: readonly ReportInvariant[];
  readonly verdicts: readonly Verdict[];
}

export interface ExhaustOutcome {
  readonly report: ExhaustReport;
  /** By id. */
  readonly counterexamples: ReadonlyMap<string, Counterexample>;
  /** True if the run was ended before it was done. */
  readonly interrupted: boolean;
  /** What designs threw, if any did; a line each. */
  readonly crashes: readonly string[];
  readonly seconds: number;
}

/** The bound in a few words, as it stands in every verdict. */
export function boundText({
  functions,
  functions_hot: hot,
  pasids,
  domains,
  handles,
  default_machines: restricted,
}: ExhaustBound) {
  return (
    `${restricted === true ? "default machines of " : ""}up to ${functions} functions ` +
    `(${hot} added one by one), ` +
    `${pasids} PASIDs, ${domains} paging domains, ${handles} handles`
  );
}

/** The same verdicts in the form of a check's report, for the makers of text. */
export function asReport({ like, designs, invariants, verdicts }: ExhaustReport): Report {
  const of = like === undefined ? {} : { like };
  return { schema: "report@2", seed: 0, ...of, designs, invariants, verdicts };
}
