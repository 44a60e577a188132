/**
 * The facts of a minimal counterexample that matter: every finite field is changed alone, and the
 * invariant asked again. What makes it hold is part of the bug; what does not is only the stage.
 */
import { addressText } from "../../model/vocabulary/topology/address.js";
import { impossible } from "../../model/vocabulary/topology/validate.js";
import type { Scenario } from "../../model/vocabulary/scenario/scenario.js";
import { functionFlips, type Flip } from "./function-flips.js";
import { machineFlips, operationFlips } from "./operation-flips.js";

export type Where =
  | { readonly of: "function"; readonly address: string }
  | { readonly of: "operation"; readonly index: number }
  | { readonly of: "machine" };

export interface Fact {
  /** What was changed, as text: `01:00.0 acs RR on -> off`. */
  readonly what: string;
  readonly where: Where;
  /** Whether the invariant holds then, or is still broken. */
  readonly effect: "holds" | "broken";
}

/** All facts that can be changed alone; a change that makes an impossible machine says nothing. */
export function relevantFacts(
  scenario: Scenario,
  stillBroken: (s: Scenario) => boolean,
): readonly Fact[] {
  const facts: Fact[] = [];
  const ask = (where: Where, flip: Flip): void => {
    if (flip.scenario === null || impossible(flip.scenario.topology) !== null) return;
    const effect = stillBroken(flip.scenario) ? "broken" : "holds";
    facts.push({ what: flip.what, where, effect });
  };
  for (const flip of machineFlips(scenario)) ask({ of: "machine" }, flip);
  for (const [i, f] of scenario.topology.functions.entries()) {
    const address = addressText(f);
    for (const flip of functionFlips(scenario, i))
      ask({ of: "function", address }, { ...flip, what: `${address} ${flip.what}` });
  }
  for (const index of scenario.operations.keys())
    for (const flip of operationFlips(scenario, index))
      ask({ of: "operation", index }, { ...flip, what: `operation ${index + 1} ${flip.what}` });
  return facts;
}
