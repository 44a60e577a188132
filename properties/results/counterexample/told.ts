/** A counterexample as a report refers to it: its size, its file, the rules that it breaks. */
import { rulesBroken } from "../../caller/rules.js";
import type { InvariantBreak } from "../../invariants/invariant.js";
import type { VerdictCounterexample } from "../report.js";
import type { Counterexample } from "./counterexample.js";

export function toldCounterexample(
  { id, scenario }: Counterexample,
  { step, finding }: InvariantBreak,
  file: string,
): VerdictCounterexample {
  const rules = rulesBroken(scenario, step, finding).filter(({ needs }) => needs !== null);
  return {
    id,
    failureMode: finding.failureMode,
    functions: scenario.topology.functions.length,
    operations: step + 1,
    file,
    ...(rules.length === 0 ? {} : { rulesBroken: rules.map(({ name }) => name) }),
  };
}
