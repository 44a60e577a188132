/** The order in which reports speak of laws, and what each severity means in words. */
import type { Severity } from "../../properties/laws/law.js";
import type { Report, ReportLaw } from "../../properties/results/report.js";

export const SEVERITIES: readonly Severity[] = ["safety", "bookkeeping", "advisory"];

export const SEVERITY_MEANS: Readonly<Record<Severity, string>> = {
  safety: "a device can reach, or is translated by, what is not its own",
  bookkeeping: "software and hardware, or caller and callee, disagree",
  advisory: "not wrong, but worse than it need be",
};

/** The laws of one severity, in the order of the report. */
export function lawsOf(report: Report, severity: Severity): readonly ReportLaw[] {
  return report.laws.filter((law) => law.severity === severity);
}

/** All laws of a report, the gravest first. */
export function lawsBySeverity(report: Report): readonly ReportLaw[] {
  return SEVERITIES.flatMap((severity) => lawsOf(report, severity));
}
