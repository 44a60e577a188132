/**
 * The search as the commands see it: an interface. real-engine.ts answers with the real one, tests
 * with a made-up one.
 */
import type { Reading } from "../model/vocabulary/reading/reading.js";
import type { Scenario } from "../model/vocabulary/scenario/scenario.js";
import type { Decided } from "../model/vocabulary/operation/decision.js";
import type { Trace } from "../model/vocabulary/design/trace.js";
import type {
  Breaking,
  Counterexample,
  DesignsOn,
} from "../properties/results/counterexample/counterexample.js";
import type { RealMachine } from "../audit/machine/machine.js";
import type { ExhaustOutcome } from "../properties/results/exhaust-report.js";
import type { ContractsOutcome } from "../properties/results/contracts-report.js";
import type { Searcher } from "../search/contracts/contracts.js";
import type { Estimate } from "../search/exhaustive/estimate.js";
import type { ExhaustOptions } from "../search/exhaustive/exhaust.js";
import type { Machines } from "../properties/generators/enumerate/shapes.js";
import type { Sizes } from "../search/exhaustive/views.js";
import type { BugsOptions, BugsOutcome } from "../search/gate/bugs.js";
import type { CheckOptions, CheckOutcome } from "../search/check/check.js";
import type { GateOptions } from "../search/gate/gate.js";
import type { GateResult } from "../properties/results/gate-report.js";
import type { InvariantBreak } from "../properties/invariants/invariant.js";
import type { Judged } from "../properties/run/judge.js";
import type { BatchLog } from "../search/campaign/batch-log.js";
import type { Search } from "../search/campaign/search.js";
import type { BatchResult } from "../search/random/batch.js";
import type { Replayed } from "../search/check/replay.js";
import type { DesignLine } from "../reports/terminal/list.js";
import type { Fact } from "../properties/explain/relevant-facts.js";
import type { StoryInvariant } from "../reports/story/break.js";

/** What a check needs of a real machine. */
export type Machine = Pick<RealMachine, "topology" | "unknown">;

export type Judgement = Pick<Judged, "broken" | "crash" | "notAsked">;

export interface Engine {
  /** The catalog. */
  readonly designs: readonly DesignLine[];
  readonly invariants: readonly StoryInvariant[];
  /**
   * Whether a design can be named so: those of the catalog, `bug:BUG-12` and the like. Throws an
   * Error of one line where one in another process cannot be started.
   */
  readonly isDesign: (name: string) => boolean;
  /** Which word of a design's name is wrong, in one line; null: nothing more is known. */
  readonly whyNoDesign: (name: string) => string | null;
  /** What makes a design half of one, in one line; null: it is whole, or not known. */
  readonly halfDesign: (name: string) => string | null;
  /** Opens the log of a search, or begins one. */
  readonly openLog: (path: string, search: Search) => Promise<Reading<BatchLog<BatchResult>>>;
  readonly check: (options: CheckOptions) => Promise<CheckOutcome>;
  readonly checkBugs: (options: BugsOptions) => Promise<BugsOutcome>;
  readonly gate: (options: GateOptions) => Promise<GateResult>;
  readonly exhaustive: {
    readonly run: (options: ExhaustOptions) => Promise<ExhaustOutcome>;
    /** The weakest safe contracts, by a search that is passed. */
    readonly contracts: (search: Searcher) => Promise<ContractsOutcome>;
    /** The invariants that a safe contract keeps. */
    readonly safety: readonly string[];
    readonly estimate: (sizes: Sizes, machines: Machines) => Estimate;
    readonly limits: Estimate;
  };
  /** What a historic bug was, in a few words. */
  readonly bugTitle: (id: string) => string;
  /** Runs a counterexample again, on its own design or another one. */
  readonly replay: (cx: Counterexample, design?: string, like?: string) => Replayed;
  /** Every invariant that a design breaks on a scenario, once for each failure mode and cause. */
  readonly judge: (design: string, scenario: Scenario, like?: string) => Judgement;
  readonly traceOf: (design: string, scenario: Scenario) => Trace | null;
  /**
   * What the reference does with it under the contract of a design in another process; null for any
   * other design.
   */
  readonly referenceTraceOf: (design: string, scenario: Scenario) => Trace | null;
  /**
   * Which designs break the invariant of a counterexample by its failure mode, the catalog run
   * again.
   */
  readonly breakingOf: (cx: Counterexample) => readonly Breaking[];
  /** Where each design of the catalog stands on it; null: its invariant is no more. */
  readonly designsOn: (cx: Counterexample) => DesignsOn | null;
  readonly factsOf: (cx: Counterexample) => readonly Fact[];
  /** What decided each operation of a trace: rows of docs/reference/errno-table.md. */
  readonly decisionsOf: (trace: Trace) => readonly Decided[];
  /**
   * Why this break is expected of the design; null: it is not. `like`: the design of the catalog
   * whose expectations are taken.
   */
  readonly reasonOf: (design: string, broken: InvariantBreak, like?: string) => string | null;
  /** What `lspci -vv` printed, as a topology with notes of what it does not say. */
  readonly readLspci: (text: string) => Reading<Machine>;
}
