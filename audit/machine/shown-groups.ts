/**
 * What the groups that a kernel formed tell of ACS that a source does not show
 * (drivers/iommu/iommu.c pci_device_group, docs/reference/semantics.md 4.1).
 */
import { deviceText } from "../../model/vocabulary/topology/address.js";
import type { FunctionRecord } from "../read/record.js";
import type { Tree } from "./possible-kinds.js";

export interface GroupsTell {
  /** Linux finds that these and all above them isolate. */
  readonly isolating: ReadonlySet<number>;
  /** These share their group with what isolation would keep apart from them. */
  readonly sharing: ReadonlySet<number>;
  /**
   * On a root bus, in one group with another function of their device: nothing else than the lack
   * of isolation puts them there, but for DMA aliases, which would do so in any case.
   */
  readonly joined: ReadonlySet<number>;
}

/** `records` have the groups that the source shows. */
export function groupsTell(records: readonly FunctionRecord[], tree: Tree): GroupsTell {
  const isolating = new Set<number>();
  const sharing = new Set<number>();
  const joined = new Set<number>();
  const inDevice = new Map<string, number[]>();
  for (const [i, r] of records.entries()) {
    if (r.group === null || (tree.pfs[i] ?? null) !== null) continue;
    const beside = inDevice.get(deviceText(r)) ?? [];
    inDevice.set(deviceText(r), beside);
    const bridge = tree.parents[i] ?? null;
    for (const other of beside) {
      if (records[other]?.group !== r.group) continue;
      for (const dev of [other, i]) {
        sharing.add(dev);
        if (bridge === null) joined.add(dev);
      }
    }
    beside.push(i);
    const group = bridge === null ? null : (records[bridge]?.group ?? null);
    if (bridge === null || group === null) continue;
    // Where the bridge does not isolate, all below takes its group.
    if (group === r.group) sharing.add(bridge);
    else markUpwards(bridge, tree, isolating);
  }
  return { isolating, sharing, joined };
}

function markUpwards(from: number, { parents }: Tree, marked: Set<number>): void {
  for (let at: number | null = from; at !== null && !marked.has(at); at = parents[at] ?? null)
    marked.add(at);
}
