/**
 * Defines what the commands ask of the search. machinery.ts answers with the real one, tests with a made-up one.
 */
import type { Reading } from "../model/vocabulary/reading.js";
import type { Scenario } from "../model/vocabulary/scenario.js";
import type { Topology } from "../model/vocabulary/topology.js";
import type { Trace } from "../model/vocabulary/trace.js";
import type { Counterexample, ReplayAnswer } from "../properties/counterexample.js";
import type { Finding } from "../properties/laws/law.js";
import type { BugsReport, CheckResult, Stats } from "../properties/report.js";
import type { DesignLine } from "../reports/catalogue.js";
import type { Fact, StoryLaw } from "../reports/story.js";

export interface Progress {
  readonly scenarios: number;
  readonly scenariosTotal: number | null;
  readonly operationsJudged: number;
  readonly seconds: number;
  readonly lawsApplied: number;
  readonly lawsTotal: number;
  readonly broken: number;
}

export interface CheckOptions {
  /** Empty: the catalog. */
  readonly designs: readonly string[];
  /** Empty: all. */
  readonly laws: readonly string[];
  readonly seed: number;
  readonly runs: number | null;
  readonly seconds: number | null;
  readonly workers: number;
  /** Empty: random ones. */
  readonly topologies: readonly Topology[];
  /** Folder for new counterexamples. */
  readonly saveTo: string;
  readonly onProgress: (progress: Progress) => void;
  readonly signal: AbortSignal;
}

export type CheckOutcome = CheckResult & { readonly stats: Stats };

export interface BugsOptions {
  readonly seed: number;
  readonly seeds: number;
  readonly runs_max: number;
  readonly onProgress: (progress: Progress) => void;
  readonly signal: AbortSignal;
}

export interface BugsOutcome {
  readonly report: BugsReport;
  readonly counterexamples: ReadonlyMap<string, Counterexample>;
}

export interface Replay {
  readonly answer: ReplayAnswer;
  readonly why: string;
  readonly finding: Finding | null;
  readonly step: number | null;
}

export interface Engine {
  readonly designs: readonly DesignLine[];
  readonly laws: readonly StoryLaw[];
  readonly check: (options: CheckOptions) => Promise<CheckOutcome>;
  readonly checkBugs: (options: BugsOptions) => Promise<BugsOutcome>;
  /** What a historic bug was, in a few words. */
  readonly bugTitle: (id: string) => string;
  /** Runs a counterexample again, on its own design or another one. */
  readonly replay: (cx: Counterexample, design?: string) => Replay;
  readonly traceOf: (design: string, scenario: Scenario) => Trace | null;
  readonly factsOf: (cx: Counterexample) => readonly Fact[];
  /** Whether the reviewed table expects the design to break the law. */
  readonly expectedToBreak: (design: string, law: string) => boolean;
  readonly readLspci: (text: string) => Reading<Topology>;
}
