/**
 * The findings about a design: its unexpected breaks, those put together that follow from one
 * difference to the reference. One wrong character breaks many invariants; whoever looks for it
 * wants to be told once.
 */
import type { Severity } from "../invariants/invariant.js";
import { invariantNamed } from "../invariants/all.js";
import { isBootInvariant } from "../invariants/invariant.js";
import type { Report, Verdict, VerdictBreak } from "../results/report.js";

/** An invariant broken in one way. */
export interface OwnBreak {
  readonly invariant: string;
  readonly severity: Severity;
  readonly expected: Verdict["expected"];
  readonly found: VerdictBreak;
}

export interface OwnFinding {
  readonly design: string;
  /** The gravest, of those the smallest. */
  readonly head: OwnBreak;
  /** What follows from the same difference, in the order of the report. */
  readonly rest: readonly OwnBreak[];
}

/** The breaks that nobody expected, by design and by what they follow from, the gravest first. */
export function ownFindings(report: Report): readonly OwnFinding[] {
  return report.designs.flatMap((design) =>
    together(unexpectedOf(report, design))
      .map((breaks): OwnFinding => {
        const [head, ...others] = breaks.toSorted(compare);
        const rest = breaks.filter((one) => others.includes(one));
        return { design, head: head!, rest };
      })
      .toSorted((a, b) => compare(a.head, b.head)),
  );
}

function unexpectedOf(report: Report, design: string): readonly OwnBreak[] {
  return report.verdicts.flatMap((v) => {
    const { expected, invariant } = v;
    if (v.design !== design || v.tag !== "fails") return [];
    const severity = report.invariants.find(({ name }) => name === invariant)?.severity;
    return breaksIn(v)
      .filter(({ reason }) => reason === undefined || expected === "holds")
      .map((found) => ({ invariant, severity: severity ?? "bookkeeping", expected, found }));
  });
}

/** A report from elsewhere may name the smallest only. */
function breaksIn({ breaks, counterexample, reason }: Verdict): readonly VerdictBreak[] {
  if (breaks !== undefined) return breaks;
  if (counterexample === undefined) return [];
  const { failureMode } = counterexample;
  return [
    { failureMode, cause: "own", counterexample, ...(reason === undefined ? {} : { reason }) },
  ];
}

const SEVERITIES: readonly Severity[] = ["safety", "bookkeeping", "advisory"];

function compare(a: OwnBreak, b: OwnBreak): number {
  const severity = SEVERITIES.indexOf(a.severity) - SEVERITIES.indexOf(b.severity);
  return severity || sizeOf(a) - sizeOf(b) || Number(isRelative(a)) - Number(isRelative(b));
}

/** Who compares a design with another contract says less than who asks for its own. */
function isRelative({ invariant: name }: OwnBreak): boolean {
  const invariant = invariantNamed(name);
  return invariant !== null && !isBootInvariant(invariant) && invariant.twin !== undefined;
}

function sizeOf({ found: { counterexample } }: OwnBreak): number {
  return counterexample.functions + counterexample.operations;
}

/**
 * Breaks whose scenarios leave the reference at the same operation, or by the same wrong answer, or
 * by the same kind of difference in state, are one finding.
 */
function together(breaks: readonly OwnBreak[]): readonly (readonly OwnBreak[])[] {
  let groups: { readonly marks: ReadonlySet<string>; readonly breaks: readonly OwnBreak[] }[] = [];
  for (const one of breaks) {
    const marks = marksOf(one);
    const same = groups.filter((group) => marks.some((mark) => group.marks.has(mark)));
    const merged = {
      marks: new Set([...same.flatMap((group) => [...group.marks]), ...marks]),
      breaks: [...same.flatMap((group) => group.breaks), one],
    };
    groups = [...groups.filter((group) => !same.includes(group)), merged];
  }
  return groups.map((group) => breaks.filter((one) => group.breaks.includes(one)));
}

function marksOf({ invariant, found: { divergence } }: OwnBreak): readonly string[] {
  if (divergence === undefined) return [`invariant ${invariant}`];
  const { operation, kind, seen, wanted } = divergence;
  // One word exchanged for another is wrong in both directions.
  const how = kind === "answer" ? [seen, wanted].toSorted().join(" ") : kind;
  return [`operation ${operation}`, how];
}
