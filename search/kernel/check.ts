/**
 * The check of a real kernel against the reference: random scenarios through both, and the
 * invariants that compare them, which are invariants like any other. What they disagree in is
 * shrunk and kept as any counterexample is.
 */
import type { Counterexample } from "../../properties/results/counterexample/counterexample.js";
import type { Crash, KernelReport } from "../../properties/results/report.js";
import { noKernelWarning } from "../../properties/invariants/agreement/no-kernel-warning.js";
import {
  firstFailingCheckDecides,
  sameGroupsAsReference,
  sameTablesAsReference,
} from "../../properties/invariants/agreement/reference.js";
import { check, type CheckOptions } from "../check/check.js";

/** Groups, outcomes, tables with driver calls, and the kernel's own warnings. */
export const COMPARING = [
  sameGroupsAsReference,
  firstFailingCheckDecides,
  sameTablesAsReference,
  noKernelWarning,
] as const;

export interface KernelCheckOptions extends Omit<
  CheckOptions,
  "designs" | "invariants" | "machines"
> {
  /** `linux:FOLDER`. */
  readonly design: string;
  readonly kernel: KernelReport["kernel"];
}

export interface KernelCheckOutcome {
  readonly report: KernelReport;
  /** What is to be said of counterexamples that were not shrunk to the end, by id. */
  readonly notes: ReadonlyMap<string, string>;
  /** By id. */
  readonly counterexamples: ReadonlyMap<string, Counterexample>;
  readonly crashes: readonly Crash[];
  readonly interrupted: boolean;
  /** The kernel did not do the same when it was asked the same. */
  readonly flaky: boolean;
  readonly seconds: number;
}

export async function kernelCheck(options: KernelCheckOptions): Promise<KernelCheckOutcome> {
  const { design, kernel, ...rest } = options;
  const invariants = COMPARING.map(({ name }) => name);
  const outcome = await check({ ...rest, designs: [design], invariants, machines: [] });
  const { report, counterexamples, crashes, interrupted, stats } = outcome;
  const disagreements = report.verdicts.flatMap(({ invariant, breaks = [] }) =>
    breaks.map(({ failureMode, counterexample }) => {
      const { id, functions, operations, file } = counterexample;
      return { invariant, failureMode, id, functions, operations, file };
    }),
  );
  return {
    report: {
      schema: "kernel@2",
      kernel,
      seed: options.seed,
      scenarios: stats.scenarios - stats.passed_over - stats.deaths_foretold,
      passed_over: stats.passed_over,
      deaths_foretold: stats.deaths_foretold,
      operations: stats.operations_judged,
      disagreements,
      crashes: crashes.map(({ message, file }) => ({ message, file })),
    },
    notes: outcome.notes ?? new Map(),
    counterexamples,
    crashes,
    interrupted,
    flaky: report.verdicts.some(({ why }) => why === "flaky"),
    seconds: stats.seconds,
  };
}
