/**
 * The policies to blame for a break: those of a contract that, changed alone, make it go away on
 * its scenario. A policy that also changes what operations answer has mostly prevented the scenario
 * and not the break, so those that change no answer come before those that change the last one.
 */
import { withPolicies, type Contract } from "../../model/vocabulary/design/contract.js";
import { POLICIES, POLICY_NAMES, type PolicyName } from "../../model/vocabulary/design/policies.js";
import type { Outcome } from "../../model/vocabulary/operation/outcome.js";
import type { Scenario } from "../../model/vocabulary/scenario/scenario.js";
import type { Invariant } from "../invariants/invariant.js";
import { referenceBreaks } from "./cause.js";
import { prepare, referenceInstance, type Prepared } from "./instance.js";

/** `grouping: linux`; none where no single policy makes a difference. */
export function blamedPolicies(
  scenario: Scenario,
  contract: Contract,
  invariant: Invariant,
  step: number,
  failureMode: string,
): readonly string[] {
  const p = prepare(scenario, null);
  const answers = answersOf(p, contract, step);
  const keeping = (changed: Contract): boolean =>
    !referenceBreaks(p, changed, invariant, step, failureMode);
  /** The first operation that is answered in another way. */
  const differsAt = (changed: Contract): number => {
    const at = answersOf(p, changed, step).findIndex((answer, i) => answer !== answers[i]);
    return at === -1 ? Infinity : at;
  };
  const latest = POLICY_NAMES.flatMap((policy) => {
    const repairs = changesOf(contract, policy).filter(keeping);
    return repairs.length === 0 ? [] : [{ policy, at: Math.max(...repairs.map(differsAt)) }];
  });
  const best = Math.max(-1, ...latest.map(({ at }) => at));
  return latest
    .filter(({ at }) => at === best)
    .map(({ policy }) => `${policy}: ${contract[policy]}`);
}

function changesOf(contract: Contract, policy: PolicyName): readonly Contract[] {
  return POLICIES[policy]
    .filter((value) => value !== contract[policy])
    .map((value) => withPolicies(contract, { [policy]: value }));
}

function answersOf(p: Prepared, contract: Contract, step: number): readonly Outcome[] {
  const reference = referenceInstance(p, contract);
  const answers = p.scenario.operations.slice(0, step + 1).map((op) => {
    reference.step(op, op.dev % p.facts.functions);
    return reference.outcome;
  });
  reference.retire();
  return answers;
}
