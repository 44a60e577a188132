/**
 * The search for the first random scenario that breaks one invariant on one design, as the measure
 * of how fast the generators find a bug.
 */
import type { Scenario } from "../../model/vocabulary/scenario/scenario.js";
import type { InvariantBreak, Finding, Invariant } from "../../properties/invariants/invariant.js";
import type { Heartbeat } from "../pool/heartbeat.js";
import { BATCH_SCENARIOS, eachScenario } from "./draw.js";
import { onlyInvariant } from "../../properties/run/invariant-set.js";
import { judge } from "../../properties/run/judge.js";
import type { Subject } from "../../properties/run/run.js";

export interface FirstBreak {
  /** Scenarios tried, this one included. */
  readonly runs: number;
  readonly scenario: Scenario;
  readonly finding: Finding;
}

export interface FirstBreakLimits {
  readonly seed: number;
  readonly runs_max: number;
  /** Whether the direction of the invariant is followed, if it gives one. */
  readonly guided: boolean;
}

export function firstBreak(
  limits: FirstBreakLimits,
  subject: Subject,
  invariant: Invariant,
  failureMode: string | null,
  beat: Heartbeat,
): FirstBreak | null {
  const { seed, runs_max, guided } = limits;
  const set = onlyInvariant(invariant);
  const wanted = (b: InvariantBreak): boolean =>
    failureMode === null || b.finding.failureMode === failureMode;
  for (let batch = 0; batch * BATCH_SCENARIOS < runs_max; batch++) {
    const found: FirstBreak[] = [];
    const request = { seed, batch, machines: [], ...(guided ? { guidedBy: invariant.name } : {}) };
    eachScenario(request, (scenario, run) => {
      beat(run, 0);
      const broken = judge(scenario, subject, set).broken.find((b) => wanted(b));
      if (broken === undefined) return true;
      const runs = batch * BATCH_SCENARIOS + run + 1;
      found.push({ runs, scenario, finding: broken.finding });
      return false;
    });
    if (found[0] !== undefined) return found[0];
  }
  return null;
}
