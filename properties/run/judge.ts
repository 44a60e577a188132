/**
 * The judgement of one scenario on its own: for replays, shrinking and the corpus. Every variant of
 * a boot law is tried, so the answer depends on the scenario alone.
 */
import type { Scenario } from "../../model/vocabulary/scenario/scenario.js";
import type { Broken, Finding, Law } from "../laws/law.js";
import { lawSet, type LawSet } from "./law-set.js";
import { lockstep, type Candidate } from "./run.js";
import { prepare } from "./instance.js";

export interface Judged {
  readonly broken: readonly Broken[];
  readonly crash: { readonly step: number; readonly message: string } | null;
  readonly operations: number;
  /** Why the design could not be asked this scenario; null: it could. */
  readonly notAsked: string | null;
}

export function judge(scenario: Scenario, candidate: Candidate, laws: LawSet): Judged {
  const broken: Broken[] = [];
  let crash: Judged["crash"] = null;
  let notAsked: Judged["notAsked"] = null;
  const operations = lockstep(prepare(scenario, null), candidate, laws, {
    applied: () => {},
    broken: (index, step, finding) => {
      const law = laws.all[index]?.name ?? "";
      const known = broken.some((b) => b.law === law && same(b.finding, finding));
      if (!known) broken.push({ law, step, finding });
    },
    crashed: (step, message) => {
      crash ??= { step, message };
    },
    foretold: (message) => {
      crash ??= { step: -1, message };
    },
    notAsked: (reason) => {
      notAsked = reason;
    },
  });
  return { broken, crash, operations, notAsked };
}

function same(a: Finding, b: Finding): boolean {
  return a.mechanism === b.mechanism;
}

const single = new WeakMap<Law, LawSet>();

/** The set of one law; made once a law. */
export function onlyLaw(law: Law): LawSet {
  let set = single.get(law);
  if (set === undefined) {
    set = lawSet([law]);
    single.set(law, set);
  }
  return set;
}

/** Whether a scenario breaks this law by this mechanism (null: by any) on this design. */
export function breaks(
  scenario: Scenario,
  candidate: Candidate,
  law: Law,
  mechanism: string | null,
): Broken | null {
  const { broken } = judge(scenario, candidate, onlyLaw(law));
  return broken.find((b) => mechanism === null || b.finding.mechanism === mechanism) ?? null;
}
