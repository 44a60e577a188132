/**
 * Defines the course of probing: which functions are there when one is grouped, what is known of
 * them by then, and which groups exist. Boot order and hot scan differ in exactly this (semantics 1
 * and 4.1).
 */
import { enumerationOrder, probeOrder } from "../../vocabulary/probe.js";
import {
  multifunctionAfterScan,
  type PciFunction,
  type Topology,
} from "../../vocabulary/topology.js";

/** A group in the making; members in the order in which they joined. */
export interface Group {
  readonly members: number[];
  /** The 2025 proposal: it swallows everything downstream. */
  nonIsolated: boolean;
}

export class Probing {
  readonly topology: Topology;
  private readonly groups = new Map<number, Group>();
  /** The functions that for_each_pci_dev finds, in its order. */
  private devices: number[];
  private current = -1;

  constructor(topology: Topology) {
    this.topology = topology;
    this.devices =
      topology.probe.scan === "hot"
        ? []
        : enumerationOrder(topology.functions).filter((dev) => this.at(dev).kind !== "vf");
  }

  /** Probes every function in order; `group` chooses, or says null for "later" (-EPROBE_DEFER). */
  run(group: (dev: number) => Group | null): void {
    const order = probeOrder(this.topology);
    const deferred: number[] = [];
    for (const dev of order) {
      if (!this.devices.includes(dev)) this.devices.push(dev);
      if (!this.probe(dev, group)) deferred.push(dev);
    }
    for (let moved = true; moved;) {
      const waiting = deferred.filter((dev) => this.groupOf(dev) === null);
      moved = waiting.filter((dev) => this.probe(dev, group)).length > 0;
    }
  }

  private probe(dev: number, group: (dev: number) => Group | null): boolean {
    if (!this.at(dev).iommu) return true;
    this.current = dev;
    const found = group(dev);
    this.current = -1;
    if (found === null) return false;
    found.members.push(dev);
    this.groups.set(dev, found);
    return true;
  }

  newGroup(): Group {
    return { members: [], nonIsolated: false };
  }

  groupOf(dev: number): Group | null {
    return this.groups.get(dev) ?? null;
  }

  present(): readonly number[] {
    return this.devices;
  }

  /**
   * pci_dev.multifunction at this moment: in a hot scan the function being probed has only its
   * header's bit.
   */
  multifunction(dev: number): boolean {
    const f = this.at(dev);
    const early = this.topology.probe.scan === "hot" && dev === this.current;
    return early ? f.multifunction : multifunctionAfterScan(f);
  }

  at(dev: number): PciFunction {
    const f = this.topology.functions[dev];
    if (f === undefined) throw new RangeError(`no function ${dev}`);
    return f;
  }

  /** The groups formed, in the order of their first members' probing. */
  result(): readonly Group[] {
    return [...new Set(this.groups.values())];
  }
}
