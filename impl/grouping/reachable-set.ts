/**
 * The functions of a bus that the 2025 proposal cannot tell apart: pci_reachable_set() with
 * pci_devs_are_dma_aliases() or pci_mfds_are_same_group() of v3, docs/reference/semantics.md 4.4.
 */
import { acsOf, slotOf } from "../../model/vocabulary/topology/topology.js";
import { ACS_ISOLATED } from "../../model/vocabulary/topology/acs.js";
import { acsEnabled } from "../fabric/acs.js";
import { FLAG, type Facts } from "../fabric/facts.js";
import { END, type Probing } from "./probing.js";

/** The closure of `dev` over what is present on its bus; `dev` itself is in it. */
export function reachableSet(
  facts: Facts,
  present: Probing,
  dev: number,
  adding: boolean,
): number[] {
  const bus = facts.bus[dev]!;
  const fresh = adding ? dev : -1;
  const set = [dev];
  for (let i = 0; i < set.length; i++) {
    const a = set[i]!;
    for (let t = present.first(bus); t !== END; t = present.next(t))
      if (!set.includes(t) && sameSet(facts, a, t, fresh)) set.push(t);
  }
  return set;
}

function sameSet(facts: Facts, a: number, b: number, fresh: number): boolean {
  const x = facts.functions[a]!;
  const y = facts.functions[b]!;
  if (x.aliases.includes(y.devfn) || y.aliases.includes(x.devfn)) return true;
  if (x.kind === "vf" || y.kind === "vf" || slotOf(x) !== slotOf(y)) return false;
  const one = isMultifunction(facts, a, fresh);
  if (one !== isMultifunction(facts, b, fresh)) return true;
  return one && (failsAcs(facts, a, one) || failsAcs(facts, b, one));
}

/** While a function is added in a hot scan, its own bit is what its header says. */
function isMultifunction(facts: Facts, dev: number, fresh: number): boolean {
  const flag = dev === fresh ? FLAG.HEADER_MULTIFUNCTION : FLAG.MULTIFUNCTION;
  return (facts.flags[dev]! & flag) !== 0;
}

/** It has an ACS capability that fails SV|RR|CR|UF; without one it counts as isolated. */
function failsAcs(facts: Facts, dev: number, multifunction: boolean): boolean {
  const f = facts.functions[dev]!;
  return acsOf(f) !== null && !acsEnabled(f, multifunction, ACS_ISOLATED);
}
