/**
 * The step from the simplest scenario that shows a break to the simplest *realistic* one: repairs
 * of its caller and its machine (properties/caller/rules.ts), and minimising again with the rules
 * kept that are kept by then. It begins where minimising ends, so that one break still ends in one
 * scenario.
 */
import type { InvariantBreak } from "../invariants/invariant.js";
import { rulesBroken, weightOf } from "../caller/rules.js";
import type { Scenario } from "../../model/vocabulary/scenario/scenario.js";
import type { Minimised } from "./minimise.js";
import { operationsRepaired, repairs } from "./repairs.js";
import { compareScenarios } from "./shrink-order.js";

/** Rounds of repair and minimising; what one round mends may let the next mend more. */
const ROUNDS_MAX = 3;

export interface RealisticSearch {
  /** How the scenario breaks the invariant in the failure mode looked for; null: it does not. */
  readonly brokenBy: (s: Scenario) => InvariantBreak | null;
  readonly minimise: (s: Scenario, still: (s: Scenario) => boolean) => Minimised;
  /** The topology was given: only operations may be repaired. */
  readonly keepTopology: boolean;
}

/** A scenario that breaks the invariant, with the weight of the rules that it breaks. */
interface Weighed {
  readonly scenario: Scenario;
  readonly weight: number;
}

/**
 * The simplest scenario among the most realistic that can be reached from the smallest one, or from
 * the one that was found where that one is more realistic still.
 */
export function realistic(found: Scenario, smallest: Scenario, search: RealisticSearch): Scenario {
  const repaired = mostRepaired(weighed(smallest, search), search);
  const start = weighed(found, search);
  if (start.weight >= repaired.weight) return repaired.scenario;
  return mostRepaired(atMost(start, search), search).scenario;
}

function mostRepaired(from: Weighed, search: RealisticSearch): Weighed {
  let best = from;
  for (let round = 0; round < ROUNDS_MAX; round++) {
    const next = lighter(best, search);
    if (next === null) break;
    best = atMost(next, search);
  }
  return best;
}

/** The lightest repaired scenario that is still broken; null: no repair is lighter. */
function lighter({ scenario: from, weight }: Weighed, search: RealisticSearch): Weighed | null {
  if (weight === 0) return null;
  const all = search.keepTopology ? operationsRepaired(from) : repairs(from);
  let best: Weighed | null = null;
  for (const scenario of all) {
    // Most candidates are told apart by rules that need no run.
    const least = weightOf(rulesBroken(scenario, scenario.operations.length - 1, NO_PLACE));
    if (least > (best?.weight ?? weight - 1)) continue;
    const own = weighed(scenario, search);
    if (own.weight < weight && (best === null || comesBefore(own, best))) best = own;
  }
  return best;
}

const NO_PLACE = { device: null, pasid: null };

function comesBefore(a: Weighed, b: Weighed): boolean {
  if (a.weight !== b.weight) return a.weight < b.weight;
  return compareScenarios(a.scenario, b.scenario) < 0;
}

/** The simplest that is no heavier. */
function atMost({ scenario: from, weight }: Weighed, search: RealisticSearch): Weighed {
  const { scenario } = search.minimise(from, (s) => weighed(s, search).weight <= weight);
  return weighed(scenario, search);
}

/** The weight is infinite where the scenario does not break the invariant. */
function weighed(scenario: Scenario, { brokenBy }: RealisticSearch): Weighed {
  const broken = brokenBy(scenario);
  if (broken === null) return { scenario, weight: Infinity };
  return { scenario, weight: weightOf(rulesBroken(scenario, broken.step, broken.finding)) };
}
