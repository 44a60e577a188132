/**
 * The judgement of one scenario on its own: for replays, shrinking and the corpus. Every variant of
 * a boot invariant is tried, so the answer depends on the scenario alone.
 */
import type { Scenario } from "../../model/vocabulary/scenario/scenario.js";
import type { Cause, InvariantBreak, Invariant } from "../invariants/invariant.js";
import { causeOf } from "./cause.js";
import { onlyInvariant, type InvariantSet } from "./invariant-set.js";
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
  const p = prepare(scenario, null);
  const operations = lockstep(p, subject, invariants, {
    applied: () => {},
    broken: (index, step, finding, agreed) => {
      const invariant = invariants.all[index]!;
      const { name } = invariant;
      const isKnown = (cause: Cause): boolean =>
        broken.some(
          (b) =>
            b.invariant === name &&
            b.cause === cause &&
            b.finding.failureMode === finding.failureMode,
        );
      if (isKnown("own") && isKnown("contract")) return;
      const cause = causeOf(p, subject, invariant, step, finding, agreed);
      if (!isKnown(cause)) broken.push({ invariant: name, step, finding, cause });
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

/**
 * Whether a scenario breaks this invariant by this failure mode (null: by any) on this design;
 * `cause`: from this cause only.
 */
export function breaks(
  scenario: Scenario,
  subject: Subject,
  invariant: Invariant,
  failureMode: string | null,
  cause: Cause | null = null,
): InvariantBreak | null {
  const { broken } = judge(scenario, subject, onlyInvariant(invariant));
  const wanted = (b: InvariantBreak): boolean =>
    (failureMode === null || b.finding.failureMode === failureMode) &&
    (cause === null || b.cause === cause);
  return broken.find((b) => wanted(b)) ?? null;
}
