/**
 * The surprises of a run, and the words for each. On given topologies an invariant that is usually
 * broken may well hold, so there only an unexpected break surprises.
 */
import { isSurprise, type Report, type Verdict } from "../../properties/results/report.js";
import { breaksOf } from "../text/ids.js";
import { whoKeepsIt } from "../text/expected-of.js";
import { printable, scaled } from "../text/words.js";

/** Which scenarios a run could choose from: any, or only those on topologies that were given. */
export type Scope = "any-topology" | "given-topologies";

export function surprises(verdict: Verdict, scope: Scope): boolean {
  return isSurprise(verdict) && (scope === "any-topology" || verdict.tag === "fails");
}

export function surprisesOf(report: Report, scope: Scope): readonly Verdict[] {
  return report.verdicts.filter((verdict) => surprises(verdict, scope));
}

/**
 * One sentence a surprise; empty if there was none. `findingOf` says in a sentence what was seen.
 */
export function surpriseSentences(
  report: Report,
  scope: Scope,
  findingOf: (id: string) => string | null,
): readonly string[] {
  return surprisesOf(report, scope).flatMap((v) =>
    v.tag === "fails" ? brokeIt(v, report.like, findingOf) : [keptIt(v)],
  );
}

/** Surprises that are no break: told after the breaks. */
export function keptSentences(report: Report, scope: Scope): readonly string[] {
  return surprisesOf(report, scope).flatMap((v) => (v.tag === "fails" ? [] : [keptIt(v)]));
}

/** One sentence for each way of breaking it that nobody expected. */
function brokeIt(
  v: Verdict,
  like: string | undefined,
  findingOf: (id: string) => string | null,
): readonly string[] {
  const design = printable(v.design);
  const said =
    v.expected === "holds"
      ? `${design} was expected to keep ${v.invariant}, and broke it`
      : `${design} was expected to break ${v.invariant}, but not in this way`;
  const breaks = breaksOf(v).filter((b) => b.reason === undefined || v.expected === "holds");
  if (breaks.length === 0) return [`${said}.`];
  return breaks.map(({ failureMode, cause, counterexample: { id, file } }) => {
    const finding = findingOf(id) ?? `${failureMode}.`;
    const kept = v.expected === "fails" && cause === "own" ? whoKeepsIt(v.design, like) : null;
    return `${said}: ${finding}${kept === null ? "" : ` Yet ${kept}.`} (${file})`;
  });
}

function keptIt(v: Verdict): string {
  if (v.expected === "unknown")
    return (
      `${printable(v.design)} was expected to have nothing that ${v.invariant} speaks of, ` +
      `and has.`
    );
  const reason = v.reason === undefined ? "" : ` (${v.reason})`;
  const times = scaled(v.evidence.applied);
  return (
    `${printable(v.design)} was expected to break ${v.invariant}${reason}, and did not in ` +
    `${times} applications.`
  );
}
