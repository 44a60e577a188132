/**
 * Defines what counts as a surprise in a run, and says it in words. On given topologies a law that is usually
 * broken may well hold, so there only an unexpected break surprises.
 */
import { isSurprise, type Report, type Verdict } from "../properties/report.js";
import { printable, scaled } from "./words.js";

/** Which scenarios a run could choose from: any, or only those on topologies that were given. */
export type Scope = "any-topology" | "given-topologies";

export function surprises(verdict: Verdict, scope: Scope): boolean {
  return isSurprise(verdict) && (scope === "any-topology" || verdict.tag === "fails");
}

export function surprisesOf(report: Report, scope: Scope): readonly Verdict[] {
  return report.verdicts.filter((verdict) => surprises(verdict, scope));
}

/** One sentence a surprise; empty if there was none. `findingOf` says in a sentence what was seen. */
export function surpriseSentences(
  report: Report,
  scope: Scope,
  findingOf: (id: string) => string | null,
): readonly string[] {
  return surprisesOf(report, scope).map((v) =>
    v.tag === "fails" ? brokeIt(v, findingOf) : keptIt(v),
  );
}

function brokeIt(v: Verdict, findingOf: (id: string) => string | null): string {
  const said = `${printable(v.design)} was expected to keep ${v.law}, and broke it`;
  const cx = v.counterexample;
  if (cx === undefined) return `${said}.`;
  return `${said}: ${findingOf(cx.id) ?? cx.mechanism} (${cx.file})`;
}

function keptIt(v: Verdict): string {
  const reason = v.reason === undefined ? "" : ` (${v.reason})`;
  const times = scaled(v.evidence.applied);
  return (
    `${printable(v.design)} was expected to break ${v.law}${reason}, and did not in ` +
    `${times} applications.`
  );
}
