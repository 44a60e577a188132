/** Defines random operations, contracts and IOMMUs for this room's tests. */
import { withPolicies, type Contract } from "../../model/vocabulary/contract.js";
import { DOMAIN_NAMES } from "../../model/vocabulary/domain.js";
import { errnoNames } from "../../model/vocabulary/errno.js";
import { OPERATION_NAMES, isUpper, type Operation } from "../../model/vocabulary/operation.js";
import { operationSaid } from "../../model/vocabulary/scenario-text/operation-said.js";
import type { Iommu } from "../../model/vocabulary/scenario.js";
import { LINUX_7_3 } from "../contracts.js";
import type { Dice } from "./dice.js";
import { POLICIES } from "../policies.js";

/** The PASIDs that random operations name. */
export const RANDOM_PASIDS = [0, 1, 3, 4, 300, 0x10_0000];

export function randomOperation(dice: Dice, functions: number): Operation {
  const fail = { call: 1 + dice.below(3), errno: dice.one(errnoNames()) };
  return operationSaid(dice.one(CORE), dice.below(functions), {
    pasid: dice.one(RANDOM_PASIDS),
    domain: dice.one(DOMAIN_NAMES),
    ...(dice.chance(2) ? { handle: 1 + dice.below(3) } : {}),
    ...(dice.chance(3) ? { fail } : {}),
  });
}

const CORE = OPERATION_NAMES.filter((name) => !isUpper(name));

/** Those that are no bugs; historic ones of the reset are the reference's alone too. */
const GROUPINGS: readonly Contract["grouping"][] = ["linux", "proposal-v3", "fabric"];
const RESETS: readonly Contract["reset"][] = ["absent", "per-device", "every-member"];
const FIXED: ReadonlySet<string> = new Set(["table", "pausedRemoval", "ridDetach"]);

function valuesOf(policy: string, values: object): readonly string[] {
  if (policy === "grouping") return GROUPINGS;
  return policy === "reset" ? RESETS : Object.keys(values);
}

/** Whose table it is, is the design's to say. */
export function randomContract(dice: Dice): Contract {
  const changed = Object.entries(POLICIES)
    .filter(([policy]) => !FIXED.has(policy))
    .map(([policy, values]) => [policy, dice.one(valuesOf(policy, values))]);
  return withPolicies(LINUX_7_3, Object.fromEntries(changed) as Partial<Contract>);
}

export function randomIommu(dice: Dice): Iommu {
  return {
    blocking: dice.one(["pasid", "pasid", "rid", "none"]),
    strict: dice.chance(2),
    pasidBits: dice.one([null, 2, 20]),
  };
}
