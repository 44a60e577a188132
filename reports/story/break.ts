/**
 * The breaks of a scenario as they are told: in which order, at which operation, where the kernel
 * decides it, and whether it was expected.
 */
import { match, P } from "ts-pattern";
import { ERRNO_TABLES, type Decided } from "../../model/vocabulary/operation/decision.js";
import { kernelOf } from "../../model/vocabulary/operation/operation.js";
import { outcomeText } from "../../model/vocabulary/operation/outcome.js";
import { operationText } from "../../model/vocabulary/scenario/text/text.js";
import type { Trace } from "../../model/vocabulary/design/trace.js";
import type { Finding, Severity } from "../../properties/invariants/invariant.js";
import { SEVERITIES } from "../text/severity.js";
import { printable } from "../text/words.js";

/** An invariant as a story tells it. */
export interface StoryInvariant {
  readonly name: string;
  readonly sentence: string;
  readonly ids: readonly string[];
  readonly severity: Severity;
}

/** One invariant that the scenario breaks. */
export interface Break {
  readonly invariant: StoryInvariant;
  readonly finding: Finding;
  /** Index of the operation; -1: boot. */
  readonly step: number;
  /** Why it is expected of the design; null: it is not. */
  readonly reason: string | null;
}

/** The most severe first; of one severity in the order of operations. */
export function bySeverity(breaks: readonly Break[]): readonly Break[] {
  const rank = ({ invariant }: Break): number => SEVERITIES.indexOf(invariant.severity);
  return breaks.toSorted((a, b) => rank(a) - rank(b) || a.step - b.step);
}

/** `operation 3: pasid-attach 00:01.0 pasid 1 domain D1 = 0`; `at boot`. */
export function whereText(trace: Trace, step: number): string {
  if (step < 0) return "at boot";
  const { operations, topology } = trace.scenario;
  const op = operations[step];
  const outcome = trace.steps[step]?.outcome;
  const said = op === undefined ? "" : `: ${operationText(op, topology.functions)}`;
  return `operation ${step + 1}${said}${outcome === undefined ? "" : ` = ${outcomeText(outcome)}`}`;
}

/** Who forms groups, at boot and later. */
const BOOT_KERNEL = "drivers/iommu/iommu.c, pci_device_group()";
const PAGE = "docs/reference/errno-table.md";

/**
 * The kernel function in which it is decided, and the row of the errno table if one is known; null:
 * the kernel was not reached.
 */
export function kernelText(trace: Trace, step: number, decided: readonly Decided[]): string | null {
  const op = trace.scenario.operations[step];
  if (step < 0) return BOOT_KERNEL;
  if (op === undefined) return null;
  return match(decided[step])
    .with({ by: "row" }, ({ decision: { table, row } }) => {
      const { kernel, section } = ERRNO_TABLES[table];
      return `${kernel}; ${PAGE} section ${section}${row === null ? "" : `, row ${row}`}`;
    })
    .with({ by: "function" }, () => kernelOf(op.op))
    .with({ by: "nothing" }, P.nullish, () => null)
    .exhaustive();
}

/** `Expected of linux-7.3: CLAIM-4: the table is the group's`. */
export function expectedText(design: string, reason: string | null): string {
  const of = `xpected of ${printable(design)}`;
  return reason === null ? `Not e${of}.` : `E${of}: ${printable(reason)}`;
}
