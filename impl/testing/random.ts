/** Defines random operations, contracts and IOMMUs for this room's tests. */
import { withPolicies, type Contract } from "../../model/vocabulary/contract.js";
import { DOMAIN_NAMES } from "../../model/vocabulary/domain.js";
import { errnoNames } from "../../model/vocabulary/errno.js";
import { OPERATION_NAMES, type Operation } from "../../model/vocabulary/operation.js";
import type { Iommu } from "../../model/vocabulary/scenario.js";
import { LINUX_7_3 } from "../contracts.js";
import type { Dice } from "./dice.js";

/** The PASIDs that random operations name. */
export const RANDOM_PASIDS = [0, 1, 3, 4, 300, 0x10_0000];

export function randomOperation(dice: Dice, functions: number): Operation {
  const fail = { call: 1 + dice.below(3), errno: dice.one(errnoNames()) };
  return {
    op: dice.one(OPERATION_NAMES),
    dev: dice.below(functions),
    pasid: dice.one(RANDOM_PASIDS),
    domain: dice.one(DOMAIN_NAMES),
    ...(dice.chance(2) ? { handle: 1 + dice.below(3) } : {}),
    ...(dice.chance(3) ? { fail } : {}),
  };
}

const VALUES: { readonly [K in keyof Contract]?: readonly Contract[K][] } = {
  grouping: ["linux", "proposal-v3", "fabric"],
  gate: ["none", "acs-path", "pasid-safe"],
  admits: ["any", "singleton-group", "sole-requester"],
  disabled: ["ignored", "refused"],
  vf: ["shares-pf", "own-capability"],
  zero: ["accepted", "refused"],
  range: ["none", "every-member", "capable-members", "own-device"],
  incapable: ["accepted", "refused"],
  programs: ["every-member", "capable-members", "own-device"],
  published: ["before-hardware", "after-hardware"],
  undoPasid: ["every-member", "changed-members"],
  undoRid: ["none", "changed-members"],
  removal: ["may-be-missing", "told-nothing", "told-old"],
  compat: ["none", "owner-only", "owner-or-static"],
  ridReplace: ["absent", "unchecked", "compatible"],
  pasidReplace: ["absent", "needs-entry", "creates-entry", "through-blocked"],
  handle: ["absent", "reusable", "written-first", "linear"],
  directMap: ["ignored", "honoured"],
  hotAdd: ["rid-only", "replays-pasids", "refused-while-attached"],
  unplug: ["leaks", "cleans"],
  reset: ["absent", "per-device", "every-member"],
};

export function randomContract(dice: Dice): Contract {
  const changed = Object.entries(VALUES).map(([name, values]) => [name, dice.one(values)]);
  return withPolicies(LINUX_7_3, Object.fromEntries(changed) as Partial<Contract>);
}

export function randomIommu(dice: Dice): Iommu {
  return {
    blocking: dice.one(["pasid", "pasid", "rid", "none"]),
    strict: dice.chance(2),
    pasidBits: dice.one([null, 2, 20]),
  };
}
