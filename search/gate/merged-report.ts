/**
 * What a check and an exhaustive search say of one design and one invariant, put together; and what
 * becomes of it where a part of the gate was not done.
 */
import type { ExhaustReport } from "../../properties/results/exhaust-report.js";
import type { Invariant } from "../../properties/invariants/invariant.js";
import type { FoundBreak, Report, Verdict } from "../../properties/results/report.js";
import { verdictOf } from "../../properties/expectations/verdict.js";

/** `complete`: everything was done that the gate does. */
export function mergedReport(
  checked: Report,
  searched: ExhaustReport | null,
  invariants: readonly Invariant[],
  complete: boolean,
): Report {
  const others = new Map(searched?.verdicts.map((v) => [`${v.design}\n${v.invariant}`, v]));
  const verdicts = checked.verdicts.map((v): Verdict => {
    const invariant = invariants.find(({ name }) => name === v.invariant);
    if (invariant === undefined) throw new Error(`there is no invariant ${v.invariant}`);
    const merged = mergedVerdict(
      v,
      others.get(`${v.design}\n${v.invariant}`),
      invariant,
      checked.like,
    );
    return complete ? merged : cutShort(merged);
  });
  return { ...checked, verdicts };
}

function mergedVerdict(
  a: Verdict,
  b: Verdict | undefined,
  invariant: Invariant,
  like: string | undefined,
): Verdict {
  if (b === undefined) return a;
  const searchedToTheEnd = b.tag !== "unknown" || b.why === "not-exercised";
  const because = (why: Verdict["why"]): boolean => a.why === why || b.why === why;
  const breaks = [...(b.breaks ?? []), ...(a.breaks ?? [])];
  return verdictOf({
    ...(like === undefined ? {} : { like }),
    design: a.design,
    invariant,
    evidence: {
      ...a.evidence,
      applied: a.evidence.applied + b.evidence.applied,
      exhaustive: searchedToTheEnd ? b.evidence.exhaustive : null,
    },
    breaks: [...new Map(breaks.map((one) => [kindOf(one), one])).values()],
    crashed: because("crashed"),
    flaky: because("flaky"),
  });
}

function kindOf({ failureMode, cause }: FoundBreak): string {
  return `${failureMode} ${cause}`;
}

/** What was not looked at to the end may yet be broken. */
function cutShort(v: Verdict): Verdict {
  if (v.tag === "fails" || v.why === "crashed" || v.why === "flaky") return v;
  return { ...v, tag: "unknown", why: "budget" };
}
