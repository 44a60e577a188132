/**
 * Minimising: from a scenario that breaks an invariant down to the simplest that still does, by
 * trying the passes again and again until none finds a simpler one. Deterministic: no chance, no
 * clock.
 *
 * Delta debugging (Zeller and Hildebrandt, "Simplifying and Isolating Failure-Inducing Input", IEEE
 * TSE 28(2), 2002), with passes that know the data in place of subsets of a list; the result is
 * 1-minimal in these passes. What is tried is canonical at every step, so that different ways to
 * one bug end at one file.
 */
import { impossible } from "../../model/vocabulary/topology/validate.js";
import {
  canonicalOperations,
  canonicalScenario,
} from "../../model/vocabulary/scenario/canonical.js";
import type { Scenario } from "../../model/vocabulary/scenario/scenario.js";
import { MACHINE_PASSES, PASSES, type Pass } from "./passes.js";
import { compareShrinkOrder, orderText, shrinkOrder, type ShrinkOrder } from "./shrink-order.js";

/** Evaluations of the predicate that one minimising may cost, unless the caller says otherwise. */
export const EVALUATIONS_MAX = 20_000;

export interface Minimised {
  readonly scenario: Scenario;
  /** How often the predicate was asked. */
  readonly evaluations: number;
  /** False where the budget ended it before the fixpoint. */
  readonly complete: boolean;
}

/**
 * The simplest scenario that can be reached and is `stillBroken`; the scenario itself if it is not.
 */
export function minimise(
  scenario: Scenario,
  stillBroken: (s: Scenario) => boolean,
  evaluationsMax: number = EVALUATIONS_MAX,
): Minimised {
  const search = new Search(scenario, stillBroken, evaluationsMax);
  if (search.start()) search.run(PASSES);
  return { scenario: search.best, evaluations: search.evaluations, complete: !search.exhausted };
}

/**
 * The same on a machine that is given: functions are taken away, and those that stay are as they
 * were to the last number.
 */
export function minimiseOnMachine(
  scenario: Scenario,
  stillBroken: (s: Scenario) => boolean,
  evaluationsMax: number = EVALUATIONS_MAX,
): Minimised {
  const search = new Search(scenario, stillBroken, evaluationsMax);
  search.run(MACHINE_PASSES);
  return { scenario: search.best, evaluations: search.evaluations, complete: !search.exhausted };
}

class Search {
  best: Scenario;
  evaluations = 0;
  exhausted = false;
  private bestShrinkOrder: ShrinkOrder;
  private bestText: string;
  private readonly stillBroken: (s: Scenario) => boolean;
  private readonly evaluationsMax: number;
  /** Texts of what has been asked: passes meet the same candidate often. */
  private readonly asked = new Set<string>();
  /** True once the canonical numbers are known to show the bug as well. */
  private renumbers = false;

  constructor(scenario: Scenario, stillBroken: (s: Scenario) => boolean, evaluationsMax: number) {
    this.best = scenario;
    this.bestShrinkOrder = shrinkOrder(scenario);
    this.bestText = orderText(scenario);
    this.stillBroken = stillBroken;
    this.evaluationsMax = evaluationsMax;
  }

  run(passes: readonly Pass[]): void {
    for (let before: Scenario | null = null; before !== this.best && !this.exhausted;) {
      before = this.best;
      for (const pass of passes) while (this.step(pass));
    }
  }

  /**
   * Goes to the canonical form; where that is not broken, minimises with the numbers as they are.
   */
  start(): boolean {
    const form = canonicalScenario(this.best);
    if (this.ask(form)) {
      this.take(form);
      this.renumbers = true;
      return true;
    }
    return this.ask(this.best);
  }

  private canonical(candidate: Scenario): Scenario {
    if (!this.renumbers) return candidate;
    if (candidate.topology !== this.best.topology) return canonicalScenario(candidate);
    // The topology is canonical already, and most candidates leave it alone.
    const indices = [...candidate.topology.functions.keys()];
    return { ...candidate, operations: canonicalOperations(candidate.operations, indices) };
  }

  /** Takes the first simpler candidate of a pass; false if it has none. */
  private step(pass: Pass): boolean {
    for (const candidate of pass(this.best)) {
      if (this.exhausted) return false;
      if (candidate !== null && this.accepts(this.canonical(candidate))) return true;
    }
    return false;
  }

  private accepts(candidate: Scenario): boolean {
    const order = compareShrinkOrder(shrinkOrder(candidate), this.bestShrinkOrder);
    if (order > 0) return false;
    const text = orderText(candidate);
    if (this.asked.has(text)) return false;
    if (order === 0 && text >= this.bestText) return false;
    if (impossible(candidate.topology) !== null) return false;
    this.asked.add(text);
    if (!this.ask(candidate)) return false;
    this.take(candidate);
    return true;
  }

  private take(s: Scenario): void {
    this.best = s;
    this.bestShrinkOrder = shrinkOrder(s);
    this.bestText = orderText(s);
  }

  private ask(s: Scenario): boolean {
    if (this.evaluations >= this.evaluationsMax) {
      this.exhausted = true;
      return false;
    }
    this.evaluations++;
    return this.stillBroken(s);
  }
}
