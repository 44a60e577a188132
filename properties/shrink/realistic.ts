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
import { repairedOperations, repairs } from "./repairs.js";
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

/**
 * The simplest scenario among the most realistic that can be reached from the smallest one, or from
 * the one that was found where that one is more realistic still.
 */
export function realistic(found: Scenario, smallest: Scenario, search: RealisticSearch): Scenario {
  const repaired = mostRepaired(smallest, search);
  const weight = weightIn(search, found);
  if (weight >= weightIn(search, repaired)) return repaired;
  return mostRepaired(atMost(found, weight, search), search);
}

function mostRepaired(from: Scenario, search: RealisticSearch): Scenario {
  let best = from;
  for (let round = 0; round < ROUNDS_MAX; round++) {
    const next = lighter(best, search);
    if (next === null) break;
    best = atMost(next, weightIn(search, next), search);
  }
  return best;
}

/** The lightest repaired scenario that is still broken; null: no repair is lighter. */
function lighter(from: Scenario, search: RealisticSearch): Scenario | null {
  const weight = weightIn(search, from);
  if (weight === 0) return null;
  const all = search.keepTopology ? repairedOperations(from) : repairs(from);
  let best: { readonly s: Scenario; readonly weight: number } | null = null;
  for (const s of all) {
    // Most candidates are told apart by rules that need no run.
    const least = weightOf(rulesBroken(s, s.operations.length - 1, NO_PLACE));
    if (least > (best?.weight ?? weight - 1)) continue;
    const own = weightIn(search, s);
    if (own >= weight) continue;
    if (best === null || own < best.weight || (own === best.weight && isSimpler(s, best.s)))
      best = { s, weight: own };
  }
  return best?.s ?? null;
}

const NO_PLACE = { device: null, pasid: null };

function isSimpler(a: Scenario, b: Scenario): boolean {
  return compareScenarios(a, b) < 0;
}

function atMost(from: Scenario, weight: number, search: RealisticSearch): Scenario {
  return search.minimise(from, (s) => weightIn(search, s) <= weight).scenario;
}

/** Infinite where the scenario does not break the invariant. */
function weightIn({ brokenBy }: RealisticSearch, s: Scenario): number {
  const broken = brokenBy(s);
  return broken === null ? Infinity : weightOf(rulesBroken(s, broken.step, broken.finding));
}
