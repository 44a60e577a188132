/**
 * The paths that a TLP with a PASID takes to the root, and which of them are not complete: an
 * element on them does not isolate as Linux demands (docs/reference/semantics.md 2.5).
 */
import { acsEnabled } from "../../model/fabric/acs.js";
import { ACS_PASID } from "../../model/vocabulary/topology/acs.js";
import {
  multifunctionAfterScan,
  pasidOf,
  type PciFunction,
  type Topology,
} from "../../model/vocabulary/topology/topology.js";

/** All functions that a TLP with a PASID passes on its way up. */
export function onPasidPaths(t: Topology): ReadonlySet<number> {
  const found = new Set<number>();
  t.functions.forEach((f, dev) => {
    if (pasidOf(f) !== null) for (const on of wayUp(t, dev)) found.add(on);
  });
  return found;
}

/**
 * Of those paths that are not complete: all functions up to the last element that ends one; of
 * those functions and elements only that count.
 */
export function onIncompletePaths(
  t: Topology,
  counts: (dev: number) => boolean = () => true,
): ReadonlySet<number> {
  const found = new Set<number>();
  t.functions.forEach((f, dev) => {
    if (pasidOf(f) === null || !counts(dev)) return;
    const way = wayUp(t, dev);
    const end = way.findLastIndex((on) => counts(on) && endsPasidPath(t.functions[on]));
    for (const on of way.slice(0, end + 1)) found.add(on);
  });
  return found;
}

export function endsPasidPath(f: PciFunction | undefined): boolean {
  return f !== undefined && !acsEnabled(f, ACS_PASID, multifunctionAfterScan(f));
}

function wayUp(t: Topology, dev: number): readonly number[] {
  const way: number[] = [];
  for (let i: number | null = dev; i !== null; i = t.functions[i]?.parent ?? null) way.push(i);
  return way;
}
