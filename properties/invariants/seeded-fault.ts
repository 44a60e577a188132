/**
 * The seeded fault of an invariant, the design that it must catch: `sound`
 * (impl/designs/contracts.ts) with some policies changed.
 */
import { SOUND } from "../../impl/designs/contracts.js";
import { withPolicies, type Contract } from "../../model/vocabulary/design/contract.js";
import type { SeededFault } from "./invariant.js";

export function soundBut(changed: Partial<Contract>): SeededFault {
  const contract = withPolicies(SOUND, changed);
  return { claims: contract, does: contract };
}
