/**
 * The invariants of a search that is restricted to default machines (theorem T2 of
 * docs/reference/semantics.md): those that compare a machine with others are given only others that
 * are default machines too, so that no finding needs a machine beyond the restriction.
 */
import { isDefaultTopology } from "../../model/vocabulary/scenario/default-machine.js";
import type { Invariant } from "./invariant.js";

/** One object an invariant: what is worked out for an invariant is kept by its identity. */
const restricted = new WeakMap<Invariant, Invariant>();

export function onDefaultMachines(invariant: Invariant): Invariant {
  if (invariant.on !== "boot" || invariant.variants === undefined) return invariant;
  let known = restricted.get(invariant);
  if (known === undefined) {
    const { variants } = invariant;
    known = {
      ...invariant,
      variants: (t, choice) => variants(t, choice).filter((variant) => isDefaultTopology(variant)),
    };
    restricted.set(invariant, known);
  }
  return known;
}
