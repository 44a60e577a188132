/**
 * The groups that Linux 7.3 forms where some functions are plugged after boot: each is grouped on
 * the bus notifier, within device_add(), so by its own header bit, before pci_scan_slot()
 * (drivers/pci/probe.c) marks it as a function of a multifunction device
 * (docs/reference/semantics.md 1 and 4.1).
 */
import { factsOf } from "../../impl/fabric/facts.js";
import { linuxGrowing } from "../../impl/grouping/linux.js";
import { enumerationOrder } from "../../model/vocabulary/topology/probe-order.js";
import type { PciFunction } from "../../model/vocabulary/topology/topology.js";
import { booted, grouped, type Grouped } from "./boot-groups.js";

/**
 * `late`: what comes after all others have been grouped, in Linux' order of scanning. What is below
 * a bridge, and the VFs of a PF, must come with it.
 */
export function pluggedGrouped(
  functions: readonly PciFunction[],
  late: ReadonlySet<number>,
): Grouped {
  const machine = functions.map((f, dev) => (late.has(dev) ? { ...f, absent: true as const } : f));
  const growing = linuxGrowing(factsOf(booted(machine)));
  for (const dev of enumerationOrder(functions)) {
    if (!late.has(dev)) continue;
    growing.add(dev);
    if (functions[dev]?.iommu === true) growing.join(dev);
  }
  return grouped(growing.partition());
}

/** And all that can only come after them: what is below bridges, VFs, what a VMD emits for. */
export function withBelow(
  functions: readonly PciFunction[],
  devs: readonly number[],
): ReadonlySet<number> {
  const all = new Set(devs);
  const has = (dev: number | null): boolean => dev !== null && all.has(dev);
  for (const [dev, f] of functions.entries())
    if (has(f.parent) || has(f.realDma) || (f.kind === "vf" && all.has(f.pf))) all.add(dev);
  return all;
}
