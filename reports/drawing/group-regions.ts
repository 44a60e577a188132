/**
 * The regions of IOMMU groups in a drawing: of each group the runs of rows that its members fill,
 * and a lane beside the drawing that joins the runs of a group whose members are apart.
 */
import type { Place } from "./layout.js";

export interface Run {
  readonly from: number;
  readonly to: number;
  /** The least depth of its places. */
  readonly depth: number;
}

export interface Region {
  readonly group: number;
  readonly size: number;
  readonly runs: readonly Run[];
  /** Null where one run is all. */
  readonly lane: number | null;
}

/** By first row; functions without a group (null) are in none. */
export function regions(
  places: readonly Place[],
  groupOf: (dev: number) => number | null,
): readonly Region[] {
  const runsOf = new Map<number, Run[]>();
  for (const { dev, row, depth } of places) {
    const group = groupOf(dev);
    if (group === null) continue;
    const runs = runsOf.get(group) ?? [];
    runsOf.set(group, runs);
    const before = runs.at(-1);
    if (before?.to !== row - 1) runs.push({ from: row, to: row, depth });
    else runs[runs.length - 1] = { ...before, to: row, depth: Math.min(before.depth, depth) };
  }
  const lanes = new Lanes();
  return [...runsOf].map(([group, runs]) => ({
    group,
    size: runs.reduce((sum, { from, to }) => sum + to - from + 1, 0),
    runs,
    lane: runs.length === 1 ? null : lanes.take(runs[0]?.from ?? 0, runs.at(-1)?.to ?? 0),
  }));
}

/** Lanes are given out from the left, each to one group at a time. */
class Lanes {
  private readonly taken: number[] = [];

  take(from: number, to: number): number {
    const free = this.taken.findIndex((until) => until < from);
    const lane = free < 0 ? this.taken.length : free;
    this.taken[lane] = to;
    return lane;
  }
}
