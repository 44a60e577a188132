/** A counterexample as a report refers to it: its size, its file, the rules that it breaks. */
import { rulesNamed, weightOf, type CallerRule } from "../../caller/rules.js";
import type { InvariantBreak } from "../../invariants/invariant.js";
import type { VerdictCounterexample } from "../report.js";
import type { Counterexample } from "./counterexample.js";

/** `rules`: those that the counterexample breaks; matters of taste among them are not told. */
export function toldCounterexample(
  { id, scenario }: Counterexample,
  { step, finding }: InvariantBreak,
  file: string,
  rules: readonly CallerRule[],
): VerdictCounterexample {
  const told = rules.flatMap(({ name, needs }) => (needs === null ? [] : [name]));
  return {
    id,
    failureMode: finding.failureMode,
    functions: scenario.topology.functions.length,
    operations: step + 1,
    file,
    ...(told.length === 0 ? {} : { rulesBroken: told }),
  };
}

/** How far it is from a realistic caller and machine; zero: not at all. */
export function toldWeight({ rulesBroken = [] }: VerdictCounterexample): number {
  return weightOf(rulesNamed(rulesBroken));
}
