/** Random operations, contracts and IOMMUs for this room's tests. */
import { ACS, ACS_PASID } from "../../model/vocabulary/topology/acs.js";
import { withPolicies, type Contract } from "../../model/vocabulary/design/contract.js";
import { DRIVERS_MAX, MMS_MAX } from "../../model/vocabulary/operation/allocation.js";
import { DOMAIN_NAMES } from "../../model/vocabulary/operation/domain.js";
import { errnoNames } from "../../model/vocabulary/operation/outcome.js";
import {
  CONTEXTS_MAX,
  HWPT_NAMES,
  IOAS_NAMES,
  OBJECT_NAMES,
  type ObjectName,
} from "../../model/vocabulary/operation/iommufd.js";
import { OWNERS_MAX } from "../../model/vocabulary/operation/ownership.js";
import {
  OPERATION_NAMES,
  isUpper,
  type Operation,
} from "../../model/vocabulary/operation/operation.js";
import { operationSaid } from "../../model/vocabulary/scenario/text/make-operation.js";
import type { Iommu } from "../../model/vocabulary/scenario/scenario.js";
import { LINUX_7_3 } from "../designs/contracts.js";
import type { Dice } from "./dice.js";
import { POLICIES } from "../../model/vocabulary/design/policies.js";
import { REGIONS_MAX } from "../../model/vocabulary/topology/topology.js";

/** The PASIDs that random operations name. */
export const RANDOM_PASIDS = [0, 1, 3, 4, 300, 0x10_0000];

export function randomOperation(dice: Dice, functions: number): Operation {
  const fail = { call: 1 + dice.below(3), errno: dice.one(errnoNames()) };
  return operationSaid(dice.one(CORE), dice.below(functions), {
    pasid: dice.one(RANDOM_PASIDS),
    domain: dice.one(DOMAIN_NAMES),
    ctrl: dice.one(CONTROLS),
    ...(dice.chance(2) ? { handle: 1 + dice.below(3) } : {}),
    ...(dice.chance(3) ? { fail } : {}),
  });
}

/**
 * The same of all operations, those above the core most of the time. What is named is mostly the
 * first of its kind, or what is made would hardly ever be used.
 */
export function randomLife(dice: Dice, functions: number): Operation {
  const fail = { call: 1 + dice.below(3), errno: dice.one(errnoNames()) };
  const dev = dice.one([1 % functions, dice.below(functions)]);
  return operationSaid(dice.one(dice.chance(3) ? CORE : UPPER), dev, {
    pasid: dice.one([0, 1, 2, 5]),
    domain: dice.one(["D1", dice.one(DOMAIN_NAMES)]),
    ...(dice.chance(2) ? { handle: 1 + dice.below(3) } : {}),
    ctrl: dice.one(CONTROLS),
    owner: 1 + dice.below(OWNERS_MAX),
    // Mostly one context, or hardly anybody could use what another has made.
    context: dice.chance(4) ? CONTEXTS_MAX : 1,
    ioas: dice.one([IOAS_NAMES[0]!, dice.one(IOAS_NAMES)]),
    region: dice.one([4, 1 + dice.below(REGIONS_MAX)]),
    hwpt: dice.one([HWPT_NAMES[0]!, dice.one(HWPT_NAMES)]),
    of: usedObject(dice),
    target: usedObject(dice),
    object: usedObject(dice),
    driver: 1 + dice.below(DRIVERS_MAX),
    mm: 1 + dice.below(MMS_MAX),
    ...(dice.chance(4) ? {} : { forPasids: true as const }),
    ...(dice.chance(2) ? { nestParent: true as const } : {}),
    ...(dice.chance(6) ? { copyFault: true as const } : {}),
    ...(dice.chance(6) ? { fail } : {}),
  });
}

/** ACS control: all, none, what PASID asks for, and each of the two without the other. */
const CONTROLS = [0x7f, 0, ACS_PASID, ACS.RR, ACS.UF];

function usedObject(dice: Dice): ObjectName {
  return dice.one(["A1", "H1", dice.one(OBJECT_NAMES)]);
}

const UPPER = OPERATION_NAMES.filter((name) => isUpper(name));
const CORE = OPERATION_NAMES.filter((name) => !isUpper(name));

/** Those that are no bugs; historic ones of the reset are the reference's alone too. */
const GROUPINGS: readonly Contract["grouping"][] = ["linux", "proposal-v3", "fabric"];
const RESETS: readonly Contract["reset"][] = ["absent", "per-device", "every-member"];
const FIXED: ReadonlySet<string> = new Set(["table", "pausedRemoval", "ridDetach"]);

function valuesOf(policy: string, values: readonly string[]): readonly string[] {
  if (policy === "grouping") return GROUPINGS;
  return policy === "reset" ? RESETS : values;
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
