/**
 * The data of a report: which design keeps which invariant, on what evidence, and what was
 * expected. Everything in reports/ is a pure function of it.
 */
import type { Scenario } from "../../model/vocabulary/scenario/scenario.js";
import type { Counterexample } from "./counterexample/counterexample.js";
import type { Cause, Severity } from "../invariants/invariant.js";
import type { Divergence } from "../run/divergence.js";

/** `fails` beats `unknown` beats `holds` when verdicts are merged. */
export type Tag = "holds" | "fails" | "unknown";

/** Why nothing can be said. */
export type Unknown =
  | "not-exercised"
  | "crashed"
  | "flaky"
  /** A search ended before all that it should look at was looked at. */
  | "budget";

export interface Evidence {
  /** Counterexample files replayed for this design and invariant. */
  readonly corpus: number;
  /** Random scenarios judged for this design. */
  readonly scenarios: number;
  /** How often the invariant applied. */
  readonly applied: number;
  /** The bound of an exhaustive search; null: none was made. */
  readonly exhaustive: string | null;
}

export interface VerdictCounterexample {
  readonly id: string;
  readonly failureMode: string;
  readonly functions: number;
  readonly operations: number;
  /** Path of the file, relative to the working directory. */
  readonly file: string;
  /** Rules of a realistic caller and machine that it breaks (properties/caller/rules.ts). */
  readonly rulesBroken?: readonly string[];
}

/** One way in which a design breaks an invariant, from one cause. */
export interface VerdictBreak {
  readonly failureMode: string;
  readonly cause: Cause;
  /** Why it is expected; absent: it is not. */
  readonly reason?: string;
  /** For `own` only: what it follows from; absent: they do not differ before it. */
  readonly divergence?: Divergence;
  /** For `contract`, of a design outside the catalog: the policies without which it is gone. */
  readonly policies?: readonly string[];
  readonly counterexample: VerdictCounterexample;
}

/** A break before it is known whether it is expected. */
export type FoundBreak = Omit<VerdictBreak, "reason">;

export interface Verdict {
  readonly design: string;
  readonly invariant: string;
  readonly tag: Tag;
  /**
   * What the reviewed expectations say; `unknown`: the design has nothing that the invariant speaks
   * of.
   */
  readonly expected: Tag;
  /** The conjecture, bug or rule that explains what is expected, unless that is `holds`. */
  readonly reason?: string;
  /** For `unknown` only. */
  readonly why?: Unknown;
  readonly evidence: Evidence;
  /** The smallest one. */
  readonly counterexample?: VerdictCounterexample;
  /** One for each failure mode seen, the smallest first. */
  readonly breaks?: readonly VerdictBreak[];
}

export interface ReportInvariant {
  readonly name: string;
  readonly ids: readonly string[];
  readonly severity: Severity;
}

/** What `check --json` writes. */
export interface Report {
  readonly schema: "report@2";
  readonly seed: number;
  /** The design of the catalog whose expectations are taken; absent: each has its own. */
  readonly like?: string;
  readonly designs: readonly string[];
  readonly invariants: readonly ReportInvariant[];
  /** Only default machines were looked at; absent: any. */
  readonly default_machines?: boolean;
  readonly verdicts: readonly Verdict[];
}

/** A scenario on which a design threw or did not return. */
export interface Crash {
  readonly design: string;
  readonly kind: "threw" | "hung";
  readonly message: string;
  readonly scenario: Scenario;
  /** Where the scenario is to be saved, relative to the working directory. */
  readonly file: string;
  /** The operation that threw or did not return; absent: none of them, or it is not known. */
  readonly step?: number;
  /** What else is to be said of the scenario; absent: it is shrunk, and comes again. */
  readonly note?: string;
}

/** A report with what it refers to, for whoever writes it out. */
export interface CheckResult {
  readonly report: Report;
  /** By id. */
  readonly counterexamples: ReadonlyMap<string, Counterexample>;
  readonly crashes: readonly Crash[];
  /** What is to be said of counterexamples that were not shrunk to the end, by id. */
  readonly notes?: ReadonlyMap<string, string>;
  /** True if the run was ended before it was done. */
  readonly interrupted: boolean;
}

/** What `check --stats` writes. */
export interface Stats {
  readonly scenarios: number;
  readonly operations_judged: number;
  /** Scenarios that a design in another process could not express. */
  readonly passed_over: number;
  /** Scenarios of which such a design died as the reference foretold. */
  readonly deaths_foretold: number;
  readonly seconds: number;
  readonly workers: number;
}

/** A way in which a kernel and the reference differ. */
export interface KernelDisagreement {
  /** The invariant that compares them. */
  readonly invariant: string;
  readonly failureMode: string;
  /** Of its counterexample. */
  readonly id: string;
  readonly functions: number;
  readonly operations: number;
  /** Path of the file, relative to the working directory. */
  readonly file: string;
}

/** What `kernel check --json` writes. */
export interface KernelReport {
  readonly schema: "kernel@2";
  readonly kernel: { readonly release: string; readonly digest: string };
  readonly seed: number;
  readonly scenarios: number;
  /** Scenarios that the kernel's driver could not express. */
  readonly passed_over: number;
  /** Scenarios of which it died where the reference says that it calls a null pointer (LEAD-5). */
  readonly deaths_foretold: number;
  readonly operations: number;
  readonly disagreements: readonly KernelDisagreement[];
  /** Scenarios on which the kernel died. */
  readonly crashes: readonly { readonly message: string; readonly file: string }[];
}

export interface BugResult {
  readonly id: string;
  readonly invariant: string;
  readonly caught: boolean;
  /**
   * Median number of random scenarios until the invariant first caught it, over the seeds tried;
   * null: never.
   */
  readonly runs_median: number | null;
  /** The same in a search that follows the invariant's direction; null: it gives none, or never. */
  readonly guided_median: number | null;
  readonly functions: number | null;
  readonly operations: number | null;
}

/** What `check --bugs --json` writes. */
export interface BugsReport {
  readonly schema: "bugs@2";
  readonly bugs: readonly BugResult[];
}

/**
 * A verdict that differs from what was expected, in either direction: an invariant that holds
 * against expectation, or a break by a failure mode that the expectations do not know.
 */
export function isSurprise(verdict: Verdict): boolean {
  if (verdict.tag === "unknown") return false;
  if (verdict.tag !== verdict.expected) return true;
  return (verdict.breaks ?? []).some((b) => b.reason === undefined);
}
