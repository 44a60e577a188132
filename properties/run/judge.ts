/**
 * The judgement of one scenario on its own: for replays, shrinking and the corpus. Every variant of
 * a boot invariant is tried, so the answer depends on the scenario alone.
 */
import type { Scenario } from "../../model/vocabulary/scenario/scenario.js";
import type { InvariantBreak, Finding, Invariant } from "../invariants/invariant.js";
import { invariantSet, type InvariantSet } from "./invariant-set.js";
import { lockstep, type Subject } from "./run.js";
import { prepare } from "./instance.js";

export interface Judged {
  readonly broken: readonly InvariantBreak[];
  readonly crash: { readonly step: number; readonly message: string } | null;
  readonly operations: number;
  /** Why the design could not be asked this scenario; null: it could. */
  readonly notAsked: string | null;
}

export function judge(scenario: Scenario, subject: Subject, invariants: InvariantSet): Judged {
  const broken: InvariantBreak[] = [];
  let crash: Judged["crash"] = null;
  let notAsked: Judged["notAsked"] = null;
  const operations = lockstep(prepare(scenario, null), subject, invariants, {
    applied: () => {},
    broken: (index, step, finding) => {
      const invariant = invariants.all[index]?.name ?? "";
      const known = broken.some((b) => b.invariant === invariant && same(b.finding, finding));
      if (!known) broken.push({ invariant, step, finding });
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
  return a.failureMode === b.failureMode;
}

const single = new WeakMap<Invariant, InvariantSet>();

/** The set of one invariant; made once an invariant. */
export function onlyInvariant(invariant: Invariant): InvariantSet {
  let set = single.get(invariant);
  if (set === undefined) {
    set = invariantSet([invariant]);
    single.set(invariant, set);
  }
  return set;
}

/** Whether a scenario breaks this invariant by this failure mode (null: by any) on this design. */
export function breaks(
  scenario: Scenario,
  subject: Subject,
  invariant: Invariant,
  failureMode: string | null,
): InvariantBreak | null {
  const { broken } = judge(scenario, subject, onlyInvariant(invariant));
  return broken.find((b) => failureMode === null || b.finding.failureMode === failureMode) ?? null;
}
