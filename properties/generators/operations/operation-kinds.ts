/** The kinds of operation that a scenario has, and how often each. */
import {
  OPERATION_NAMES,
  isUserOperationName,
  type OperationName,
} from "../../../model/vocabulary/operation/operation.js";
import { weighted, type Draw } from "../draw.js";
import type { Profile } from "../profiles/profile.js";

/** Where the profile names none, random kinds of those that a kernel driver asks the core. */
export function drawKinds(d: Draw, profile: Profile): readonly OperationName[] {
  const fixed = profile.operations;
  if (fixed !== null) {
    const all = KINDS_OF.get(fixed) ?? kindsOf(fixed);
    const out = profile.sometimes?.filter(() => !d.chance(SOMETIMES_PERCENT)) ?? [];
    return out.length === 0 ? all : all.filter((kind) => !out.includes(kind));
  }
  const kinds: OperationName[] = [];
  for (const kind of OPERATION_NAMES) {
    if (isUserOperationName(kind)) continue;
    if (!d.chance(RARER.has(kind) ? RARER_PERCENT : 60)) continue;
    for (let weight = d.between(1, 5); weight > 0; weight--) kinds.push(kind);
  }
  // Most of what can break needs an attach.
  if (kinds.length === 0 || d.chance(60)) kinds.push("pasid-attach", "pasid-attach");
  return kinds;
}

/** How often a kind is kept that a profile has sometimes, or a general scenario rarely. */
const SOMETIMES_PERCENT = 25;
const RARER_PERCENT = 8;
/** Most scenarios leave every function where it is, and in service, with the ACS of boot. */
const RARER = new Set<OperationName>(["plug", "unplug", "reset-prepare", "reset-done", "acs-set"]);

type KindWeights = NonNullable<Profile["operations"]>;

/** Weights never change, so the list that they mean is made once. */
const KINDS_OF = new WeakMap<KindWeights, readonly OperationName[]>();

function kindsOf(weights: KindWeights): readonly OperationName[] {
  const kinds = weighted(OPERATION_NAMES.map((kind) => [kind, weights[kind] ?? 0] as const));
  KINDS_OF.set(weights, kinds);
  return kinds;
}
