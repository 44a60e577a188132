/**
 * The place of each function of a topology in a drawing: one row a function, root buses one after
 * the other, one step to the right a bridge. The terminal, SVG and HTML all draw this.
 */
import { hierarchy } from "d3-hierarchy";
import { enumerationOrder } from "../../model/vocabulary/topology/probe-order.js";
import type { Topology } from "../../model/vocabulary/topology/topology.js";

export interface Place {
  /** Index of the function. */
  readonly dev: number;
  readonly row: number;
  /** Bridges above it. */
  readonly depth: number;
  /** Whether nothing else of the same bus is below it. */
  readonly last: boolean;
  /** Row of the bridge above it; null on a root bus. */
  readonly parentRow: number | null;
  /** Of the bridges above it that are themselves below one, from the top: whether they are last. */
  readonly lastAbove: readonly boolean[];
}

/** The places of all functions, by row; or only of some and of the bridges above them. */
export function layout(t: Topology, only?: ReadonlySet<number>): readonly Place[] {
  const below = childrenOf(t, only);
  const root = hierarchy<number | null>(null, (dev) => below.get(dev));
  const places: Place[] = [];
  const rowOf = new Map<number | null, number>();
  root.eachBefore(({ data: dev, depth, parent }) => {
    if (dev === null || parent === null) return;
    const above = parent.data === null ? null : (places[rowOf.get(parent.data) ?? 0] ?? null);
    const row = places.length;
    rowOf.set(dev, row);
    places.push({
      dev,
      row,
      depth: depth - 1,
      last: parent.children?.at(-1)?.data === dev,
      parentRow: above?.row ?? null,
      lastAbove: above === null || above.depth === 0 ? [] : [...above.lastAbove, above.last],
    });
  });
  return places;
}

/** The functions below each bridge, and on root buses below null, as a scan meets them. */
function childrenOf(
  t: Topology,
  only?: ReadonlySet<number>,
): ReadonlyMap<number | null, readonly number[]> {
  const below = new Map<number | null, number[]>();
  for (const dev of enumerationOrder(t.functions)) {
    if (only !== undefined && !only.has(dev)) continue;
    const parent = t.functions[dev]?.parent ?? null;
    const known = below.get(parent);
    if (known === undefined) below.set(parent, [dev]);
    else known.push(dev);
  }
  return below;
}
