/** The order in which reports speak of invariants, and what each severity means in words. */
import type { Severity } from "../../properties/invariants/invariant.js";
import type { Report, ReportInvariant } from "../../properties/results/report.js";

export const SEVERITIES: readonly Severity[] = ["safety", "bookkeeping", "advisory"];

export const SEVERITY_MEANS: Readonly<Record<Severity, string>> = {
  safety: "a device can reach, or is translated by, what is not its own",
  bookkeeping: "software and hardware, or caller and callee, disagree",
  advisory: "not wrong, but worse than it need be",
};

/** The invariants of one severity, in the order of the report. */
export function invariantsOf(report: Report, severity: Severity): readonly ReportInvariant[] {
  return report.invariants.filter((invariant) => invariant.severity === severity);
}

/** All invariants of a report, the gravest first. */
export function invariantsBySeverity(report: Report): readonly ReportInvariant[] {
  return SEVERITIES.flatMap((severity) => invariantsOf(report, severity));
}
