/**
 * A baseline: what a project knows to be broken and has agreed to live with until a day. An entry
 * explains a break as the reviewed expectations do; one that is over or no longer true is a problem
 * of its own, so that no baseline outlives what it was written for.
 */
import type { Report, Verdict } from "./report.js";

/** Instead of a failure mode: the invariant never applies to the design. */
export const NOT_EXERCISED = "not-exercised";

export interface KnownBreak {
  readonly design: string;
  readonly invariant: string;
  /** How the invariant is broken, or NOT_EXERCISED. */
  readonly failureMode: string;
  readonly reason: string;
  /** The last day on which it is accepted, `2026-12-31`. */
  readonly expires: string;
}

/** What a file with schema `baseline@2` says. */
export interface Baseline {
  readonly schema: "baseline@2";
  readonly known: readonly KnownBreak[];
}

export interface BaselineProblem {
  readonly why: "expired" | "no longer true";
  readonly entry: KnownBreak;
}

export interface Judged {
  readonly report: Report;
  readonly problems: readonly BaselineProblem[];
}

/**
 * The report as the baseline explains it. Entries of designs and invariants that are not in the
 * report are passed over. Only a search that did all that it should can say that a break is gone.
 */
export function withBaseline(
  report: Report,
  known: readonly KnownBreak[],
  today: string,
  complete: boolean,
): Judged {
  const problems: BaselineProblem[] = [];
  const of = (v: Verdict): readonly KnownBreak[] =>
    known.filter(({ design, invariant }) => design === v.design && invariant === v.invariant);
  for (const v of report.verdicts)
    for (const entry of of(v)) {
      const gone = complete && isGone(v, entry.failureMode);
      if (gone) problems.push({ why: "no longer true", entry });
      else if (entry.expires < today) problems.push({ why: "expired", entry });
    }
  const verdicts = report.verdicts.map((v) => explained(v, of(v)));
  return { report: { ...report, verdicts }, problems };
}

/**
 * The entries that a baseline must have for the report to be as expected: those that are true
 * still, with their reasons, and one for each surprise. A break that did not occur cannot be
 * accepted.
 * `report` is as `withBaseline` explains it by `known`.
 */
export function acceptedBreaks(
  { report, problems }: Judged,
  known: readonly KnownBreak[],
  today: string,
  expires: string,
): readonly KnownBreak[] {
  const kept = known.flatMap((entry): readonly KnownBreak[] => {
    const problem = problems.find((one) => one.entry === entry)?.why;
    if (problem === "no longer true") return [];
    return [problem === "expired" ? { ...entry, expires } : entry];
  });
  const has = (all: readonly KnownBreak[], one: KnownBreak): boolean =>
    all.some((other) => keyOf(other) === keyOf(one));
  const news: KnownBreak[] = [];
  for (const { design, invariant, ...v } of report.verdicts)
    for (const failureMode of unexplained(v)) {
      const entry = { design, invariant, failureMode, reason: `accepted on ${today}`, expires };
      if (!has(kept, entry) && !has(news, entry)) news.push(entry);
    }
  return [...kept, ...news];
}

export function keyOf({ design, invariant, failureMode }: KnownBreak): string {
  return `${design}\n${invariant}\n${failureMode}`;
}

function unexplained({
  tag,
  expected,
  why,
  breaks = [],
}: Omit<Verdict, "design" | "invariant">): readonly string[] {
  if (tag === "unknown")
    return why === "not-exercised" && expected !== "unknown" ? [NOT_EXERCISED] : [];
  return breaks
    .filter(({ reason }) => reason === undefined || expected === "holds")
    .map(({ failureMode }) => failureMode);
}

/** What is unknown is neither there nor gone. */
function isGone(v: Verdict, failureMode: string): boolean {
  if (failureMode === NOT_EXERCISED) return v.tag !== "unknown";
  if (v.tag === "unknown") return false;
  return v.tag === "holds" || !(v.breaks ?? []).some((b) => b.failureMode === failureMode);
}

function explained(v: Verdict, known: readonly KnownBreak[]): Verdict {
  const reasonOf = (failureMode: string): string | undefined => {
    const entry = known.find((one) => one.failureMode === failureMode);
    return entry === undefined ? undefined : `baseline, until ${entry.expires}: ${entry.reason}`;
  };
  if (v.tag === "fails") {
    const breaks = (v.breaks ?? []).map((b) => {
      const reason = b.reason ?? reasonOf(b.failureMode);
      return reason === undefined ? b : { ...b, reason };
    });
    const reason = breaks.find((b) => b.reason !== undefined)?.reason ?? v.reason;
    if (reason === undefined) return v;
    return { ...v, expected: "fails", reason: v.reason ?? reason, breaks };
  }
  const notExercised =
    v.tag === "unknown" && v.why === "not-exercised" ? reasonOf(NOT_EXERCISED) : undefined;
  return notExercised === undefined ? v : { ...v, expected: "unknown", reason: notExercised };
}
