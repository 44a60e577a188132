/**
 * The rows of the first screen: every surprise, and the invariants that some design breaks. Where
 * these are too many for a screen only those of safety, of them those on which a claim of the mail
 * thread rests, and of these one for each row of verdicts; the others are counted.
 */
import type { Report, ReportInvariant, Verdict } from "../../properties/results/report.js";
import { invariantsBySeverity } from "../text/severity.js";
import { counted, listed } from "../text/words.js";
import { surprises, type Scope } from "./surprises.js";

/** What the user named; of what is named nothing is left out. */
export interface Asked {
  readonly designs: boolean;
  readonly invariants: boolean;
}

export interface FrontRows {
  readonly shown: readonly ReportInvariant[];
  /** Which rows are shown, and how many are left out, a line each. */
  readonly said: readonly string[];
}

type Rows = readonly ReportInvariant[];

interface Narrowing {
  readonly of: (broken: Rows, report: Report) => Rows;
  /** Which rows these are, in words. */
  readonly words: string;
}

const BROKEN: Narrowing = { of: (broken) => broken, words: "every invariant that is broken" };
const SAFETY: Narrowing = {
  of: (broken) => broken.filter(({ severity }) => severity === "safety"),
  words: "the safety invariants that are broken",
};
const CLAIMS: Narrowing = {
  of: (broken, report) =>
    SAFETY.of(broken, report).filter(({ ids }) => ids.some((id) => id.startsWith("CLAIM-"))),
  words: "broken safety invariants that decide a claim of the mail thread",
};
const DISTINCT: Narrowing = {
  of: (broken, report) => {
    const seen = new Set<string>();
    return CLAIMS.of(broken, report).filter(({ name }) => {
      const tags = report.verdicts.filter((v) => v.invariant === name).map(({ tag }) => tag);
      const known = seen.has(tags.join());
      seen.add(tags.join());
      return !known;
    });
  },
  words: "broken safety invariants of the thread's claims, of rows alike the first",
};

/** The choices of rows, the longest first; what the user asked for has only one. */
export function frontChoices(report: Report, scope: Scope, asked: Asked): readonly FrontRows[] {
  const rows = invariantsBySeverity(report);
  if (asked.invariants) return [{ shown: rows, said: [] }];
  const narrowings = asked.designs ? [BROKEN] : [BROKEN, SAFETY, CLAIMS, DISTINCT];
  return narrowings.map((narrowing) => choice(report, rows, narrowing, scope));
}

function choice(report: Report, rows: Rows, { of, words }: Narrowing, scope: Scope): FrontRows {
  const some = (row: ReportInvariant, found: (v: Verdict) => boolean): boolean =>
    report.verdicts.some((v) => v.invariant === row.name && found(v));
  const broken = rows.filter((row) => some(row, (v) => v.tag === "fails"));
  const chosen = new Set(of(broken, report));
  const surprising = rows.filter((row) => some(row, (v) => surprises(v, scope)));
  const shown = rows.filter((row) => chosen.has(row) || surprising.includes(row));
  const others = rows.filter((row) => !shown.includes(row));
  const more = others.filter((row) => broken.includes(row));
  const kept = others.filter((row) => !more.includes(row) && some(row, (v) => v.tag === "holds"));
  const counts = [
    [kept.length, report.designs.length > 1 ? "are broken by none" : "are kept"],
    [more.length, report.designs.length > 1 ? "are broken by some" : "are broken"],
    [others.length - more.length - kept.length, "not exercised"],
  ] as const;
  const parts = counts.flatMap(([n, what]) => (n === 0 ? [] : [`${n} ${what}`]));
  const besides = surprising.every((row) => chosen.has(row)) ? "" : ", and every surprise";
  const said = [`${shown.length} of ${counted(rows.length, "invariant")}: ${words}${besides}.`];
  if (parts.length > 0) said.push(`Of the others ${listed(parts)}.`);
  return { shown, said };
}
