/**
 * The rules by which a scenario is possible: a possible topology and no more than the limits of
 * scenario.ts. Both file forms are read through this, so what one refuses the other refuses as
 * well.
 */
import { impossible, type Impossible } from "../topology/validate.js";
import type { Operation } from "../operation/operation.js";
import { OPERATIONS_MAX, PASIDS_NAMED_MAX, type Scenario } from "./scenario.js";

/** The first reason why a scenario cannot be; its path begins with `topology` or `operations`. */
export function impossibleScenario(scenario: Scenario): Impossible | null {
  const problem = impossible(scenario.topology);
  if (problem !== null) return { ...problem, path: `topology.${problem.path}` };
  return impossibleOperations(scenario.operations);
}

function impossibleOperations(operations: readonly Operation[]): Impossible | null {
  if (operations.length > OPERATIONS_MAX)
    return {
      path: "operations",
      message: `at most ${OPERATIONS_MAX} operations, here ${operations.length}`,
    };
  const named = new Set<number>();
  for (const [i, op] of operations.entries()) {
    if (!("pasid" in op)) continue;
    named.add(op.pasid);
    if (named.size > PASIDS_NAMED_MAX)
      return {
        path: `operations[${i}].pasid`,
        message: `at most ${PASIDS_NAMED_MAX} different PASIDs are named; this is one more`,
      };
  }
  return null;
}
