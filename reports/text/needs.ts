/**
 * What a counterexample asks of its caller and its machine beyond what is usual, in a sentence: a
 * maintainer reads first whether anybody can get there.
 */
import { rulesBroken } from "../../properties/caller/rules.js";
import type { Finding } from "../../properties/invariants/invariant.js";
import type { Scenario } from "../../model/vocabulary/scenario/scenario.js";
import { listed } from "./words.js";

/** `Needs a caller that passes one handle twice.`; empty where all rules are kept. */
export function needsSentence(scenario: Scenario, step: number, finding: Finding): string {
  const needs = rulesBroken(scenario, step, finding).flatMap((rule) => rule.needs ?? []);
  return needs.length === 0 ? "" : `Needs ${listed(needs)}.`;
}
