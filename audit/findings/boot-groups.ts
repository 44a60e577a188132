/**
 * The groups that Linux 7.3 forms on a machine as it boots, by the optimized grouping: a real
 * machine has hundreds of functions, of which the reference asks every pair.
 */
import { factsOf } from "../../impl/fabric/facts.js";
import { fabricGroups } from "../../impl/grouping/ideal.js";
import { linuxGroups } from "../../impl/grouping/linux.js";
import type { Partition } from "../../impl/grouping/partition.js";
import { NO_GROUP } from "../../model/vocabulary/design/observation.js";
import type { PciFunction, Topology } from "../../model/vocabulary/topology/topology.js";

/** Groups are numbered from 0 in the order in which they are made, as the kernel numbers them. */
export interface Grouped {
  /** Members in the order of probing. */
  readonly groups: readonly (readonly number[])[];
  /** Of each function; null where it has none. */
  readonly groupOf: readonly (number | null)[];
}

/** All functions are scanned before the first is grouped, in Linux' own order. */
export function booted(functions: readonly PciFunction[]): Topology {
  return { functions, probe: { scan: "boot", order: null } };
}

/** The groups of Linux 7.3 (drivers/iommu/iommu.c pci_device_group). */
export function linuxGrouped(t: Topology): Grouped {
  return grouped(linuxGroups(factsOf(t)));
}

/**
 * The groups by the PCIe specification (docs/reference/semantics.md 5.4), of the functions with an
 * IOMMU.
 */
export function idealGrouped(t: Topology): Grouped {
  return grouped(fabricGroups(factsOf(t)));
}

/** A partition as lists. */
export function grouped({ groups, groupOf, members, from }: Partition): Grouped {
  return {
    groups: Array.from({ length: groups }, (_, g) => [
      ...members.subarray(from[g + 1], from[g + 2]),
    ]),
    groupOf: Array.from(groupOf, (group) => (group === NO_GROUP ? null : group - 1)),
  };
}

/** The parts into which a second grouping cuts some functions, in their order. */
export function partsOf(
  functions: readonly number[],
  groupOf: readonly (number | null)[],
): readonly (readonly number[])[] {
  const parts = new Map<number | string, number[]>();
  for (const dev of functions) {
    const key = groupOf[dev] ?? `alone ${dev}`;
    const part = parts.get(key);
    if (part === undefined) parts.set(key, [dev]);
    else part.push(dev);
  }
  return [...parts.values()];
}
