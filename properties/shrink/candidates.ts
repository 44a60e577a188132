/**
 * The candidates that fast-check shrinks by: those of the passes that are really simpler, so that
 * shrinking ends, each canonical and possible.
 */
import { impossible } from "../../model/vocabulary/topology/validate.js";
import { canonicalScenario } from "../../model/vocabulary/scenario/canonical.js";
import type { Operation } from "../../model/vocabulary/operation/operation.js";
import { renumber } from "../../model/vocabulary/scenario/renumber.js";
import { DEFAULT_IOMMU, type Scenario } from "../../model/vocabulary/scenario/scenario.js";
import type { Topology } from "../../model/vocabulary/topology/topology.js";
import { fewerOperations, jointRenamings } from "./operation-passes.js";
import { PASSES } from "./passes.js";
import { compareShrinkOrder, operationScore, orderText, shrinkOrder } from "./shrink-order.js";

/** Simpler scenarios, those that differ most first. */
export function* scenarioCandidates(s: Scenario): Generator<Scenario> {
  const own = shrinkOrder(s);
  const text = orderText(s);
  for (const pass of PASSES)
    for (const raw of pass(s)) {
      if (raw === null) continue;
      const candidate = canonicalScenario(raw);
      const order = compareShrinkOrder(shrinkOrder(candidate), own);
      if (order > 0 || (order === 0 && orderText(candidate) >= text)) continue;
      if (impossible(candidate.topology) === null) yield candidate;
    }
}

/** Simpler topologies. */
export function* topologyCandidates(t: Topology): Generator<Topology> {
  const s = { topology: t, iommu: DEFAULT_IOMMU, operations: [] };
  for (const candidate of scenarioCandidates(s)) yield renumber(candidate.topology).topology;
}

/** Fewer operations, or as many with simpler names. */
export function* operationsCandidates(list: readonly Operation[]): Generator<readonly Operation[]> {
  const total = score(list);
  for (const shorter of fewerOperations(list)) if (shorter.length < list.length) yield shorter;
  for (const renamed of jointRenamings(list)) if (score(renamed) < total) yield renamed;
}

function score(list: readonly Operation[]): number {
  return list.reduce((sum, op) => sum + operationScore(op), 0);
}
