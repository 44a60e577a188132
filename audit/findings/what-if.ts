/**
 * The differences that a change of ACS bits makes to an audit: which groups split or merge, on
 * which functions PASID can be enabled, and what was not true and is, or the other way round.
 */
import { readable, type Reading } from "../../model/vocabulary/reading/reading.js";
import { audit, type Audit } from "./audit.js";
import { changed, changedBits, type Change } from "./change.js";
import { booted } from "./boot-groups.js";
import type { NotIsolated } from "./not-isolated.js";

/** Groups that are others after the change: the same functions, before and after. */
export interface Regrouped {
  readonly was: readonly (readonly number[])[];
  readonly is: readonly (readonly number[])[];
}

export interface WhatIf {
  readonly bits: readonly { readonly dev: number; readonly was: number; readonly is: number }[];
  readonly after: Audit;
  readonly regrouped: readonly Regrouped[];
  /** Functions on which PASID can be enabled after the change only, and before it only. */
  readonly pasidGained: readonly number[];
  readonly pasidLost: readonly number[];
  readonly notIsolatedGone: readonly NotIsolated[];
  readonly notIsolatedNew: readonly NotIsolated[];
}

export function whatIf(
  before: Audit,
  changes: readonly Change[],
  given: readonly (number | null)[] = [],
): Reading<WhatIf> {
  const functions = changed(before.topology.functions, changes);
  if (!functions.ok) return functions;
  const topology = booted(functions.value);
  const after = audit({ topology }, given);
  return readable({
    bits: changedBits(before.topology, topology),
    after,
    regrouped: regrouped(before, after),
    pasidGained: enableableOnly(after, before),
    pasidLost: enableableOnly(before, after),
    notIsolatedGone: without(before.notIsolated, after.notIsolated),
    notIsolatedNew: without(after.notIsolated, before.notIsolated),
  });
}

function enableableOnly(of: Audit, than: Audit): readonly number[] {
  return of.pasid.flatMap(({ enableable }, dev) =>
    enableable && than.pasid[dev]?.enableable !== true ? [dev] : [],
  );
}

function without(
  some: readonly NotIsolated[],
  others: readonly NotIsolated[],
): readonly NotIsolated[] {
  const known = new Set(others.map((one) => JSON.stringify(one)));
  return some.filter((one) => !known.has(JSON.stringify(one)));
}

/** Groups of both sides that have functions in common belong together. */
function regrouped(before: Audit, after: Audit): readonly Regrouped[] {
  const done = new Set<number>();
  const found: Regrouped[] = [];
  for (const first of before.groups.keys()) {
    if (done.has(first)) continue;
    const was = new Set([first]);
    const is = new Set<number>();
    for (const group of was) {
      done.add(group);
      for (const dev of before.groups[group] ?? []) {
        const now = after.groupOf[dev] ?? null;
        if (now === null || is.has(now)) continue;
        is.add(now);
        for (const other of after.groups[now] ?? []) was.add(before.groupOf[other] ?? group);
      }
    }
    if (was.size === 1 && is.size === 1) continue;
    found.push({
      was: [...was].map((group) => before.groups[group] ?? []),
      is: [...is].map((group) => after.groups[group] ?? []),
    });
  }
  return found;
}
