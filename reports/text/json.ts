/**
 * Reports as JSON: keys in the order a person reads them, whatever the order in which they were
 * made, so that equal reports are equal bytes.
 */
import type { ExhaustReport } from "../../properties/results/exhaust-report.js";
import type { BugsReport, KernelReport, Report, Stats } from "../../properties/results/report.js";

/** Known keys in reading order; others follow by name. */
const READING_ORDER = [
  "schema",
  "kernel",
  "release",
  "digest",
  "seed",
  "bound",
  "symmetry",
  "complete",
  "topologies",
  "states",
  "transitions",
  "designs",
  "invariants",
  "default_machines",
  "verdicts",
  "bugs",
  "id",
  "name",
  "sentence",
  "ids",
  "severity",
  "design",
  "invariant",
  "tag",
  "expected",
  "reason",
  "why",
  "caught",
  "runs_median",
  "guided_median",
  "evidence",
  "corpus",
  "scenarios",
  "applied",
  "exhaustive",
  "failureMode",
  "counterexample",
  "breaks",
  "functions",
  "functions_hot",
  "pasids",
  "domains",
  "handles",
  "views",
  "machines",
  "operations",
  "file",
  "operations_judged",
  "passed_over",
  "deaths_foretold",
  "seconds",
  "workers",
];

const rank = new Map(READING_ORDER.map((key, i) => [key, i]));

/** What `check --json` writes; verdicts in the order of designs, then of invariants. */
export function reportJson(report: Report): string {
  const design = new Map(report.designs.map((name, i) => [name, i]));
  const invariant = new Map(report.invariants.map(({ name }, i) => [name, i]));
  const verdicts = report.verdicts.toSorted(
    (a, b) =>
      (design.get(a.design) ?? 0) - (design.get(b.design) ?? 0) ||
      (invariant.get(a.invariant) ?? 0) - (invariant.get(b.invariant) ?? 0),
  );
  return stableJson({ ...report, verdicts });
}

/** What `exhaust --json` writes. */
export function exhaustJson(report: ExhaustReport): string {
  return stableJson(report);
}

/** What `kernel check --json` writes. */
export function kernelJson(report: KernelReport): string {
  return stableJson(report);
}

/** What `check --bugs --json` writes. */
export function bugsJson(report: BugsReport): string {
  return stableJson(report);
}

/** What `check --stats` writes. */
export function statsJson(stats: Stats): string {
  return stableJson(stats);
}

function stableJson(value: unknown): string {
  return `${JSON.stringify(value, inReadingOrder, 2)}\n`;
}

function inReadingOrder(_key: string, value: unknown): unknown {
  if (typeof value === "number" && !Number.isFinite(value))
    throw new RangeError("a report has no numbers that are not finite");
  if (typeof value !== "object" || value === null || Array.isArray(value)) return value;
  return Object.fromEntries(Object.entries(value).toSorted(([a], [b]) => compareKeys(a, b)));
}

function compareKeys(a: string, b: string): number {
  const last = READING_ORDER.length;
  return (rank.get(a) ?? last) - (rank.get(b) ?? last) || (a < b ? -1 : 1);
}
