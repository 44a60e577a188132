/**
 * The course of probing: which functions are there when one is grouped, what is known of them by
 * then, and which groups exist. Boot order and hot scan differ in exactly this (semantics 1 and
 * 4.1).
 */
import { bootOrder, enumerationOrder } from "../../vocabulary/topology/probe-order.js";
import {
  isThereAtBoot,
  multifunctionAfterScan,
  type PciFunction,
  type Topology,
} from "../../vocabulary/topology/topology.js";

/** A group in the making; members in the order in which they joined. */
export interface Group {
  readonly members: number[];
  /** The 2025 proposal: it swallows everything downstream. */
  nonIsolated: boolean;
}

/** Whether the boot scan finds it: VFs are added later. */
function isScanned(f: PciFunction): boolean {
  return f.kind !== "vf" && isThereAtBoot(f);
}

export class Probing {
  /** As it is now: only ACS can change. */
  topology: Topology;
  private readonly groups = new Map<number, Group>();
  /** The functions that for_each_pci_dev finds, in its order. */
  private devices: number[];
  private current = -1;
  /** VFs that a later scan has marked as multifunction. */
  private readonly marked = new Set<number>();
  /** Whether the function being probed has only just been added. */
  private hot: boolean;

  constructor(topology: Topology) {
    this.topology = topology;
    this.hot = topology.probe.scan === "hot";
    const { functions } = topology;
    this.devices = this.hot
      ? []
      : enumerationOrder(functions).filter((dev) => isScanned(this.at(dev)));
  }

  /** Probes every function in order; `group` chooses, or says null for "later" (-EPROBE_DEFER). */
  run(group: (dev: number) => Group | null): void {
    const deferred: number[] = [];
    for (const dev of bootOrder(this.topology)) {
      if (!this.devices.includes(dev)) this.devices.push(dev);
      if (!this.probe(dev, group)) deferred.push(dev);
    }
    for (let moved = true; moved;) {
      const waiting = deferred.filter((dev) => this.groupOf(dev) === null);
      moved = waiting.filter((dev) => this.probe(dev, group)).length > 0;
    }
    // Whatever comes after boot is probed as it is added.
    this.hot = true;
  }

  /** device_add() of a function that comes after boot: it is there, and not yet probed. */
  add(dev: number): void {
    this.devices.push(dev);
  }

  /** pci_scan_slot() has passed a VF (hot-plug.ts vfsPassed). */
  markMultifunction(vf: number): void {
    this.marked.add(vf);
  }

  /** Probes a function that has come after boot; its group, null if it gets none. */
  probeLate(dev: number, group: (dev: number) => Group | null): Group | null {
    this.probe(dev, group);
    return this.groupOf(dev);
  }

  /** The function leaves its group. */
  leave(dev: number): void {
    const group = this.groupOf(dev);
    if (group !== null) group.members.splice(group.members.indexOf(dev), 1);
    this.groups.delete(dev);
  }

  /** device_del(): the function is gone. */
  remove(dev: number): void {
    this.leave(dev);
    this.devices = this.devices.filter((other) => other !== dev);
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
   * pci_dev.multifunction at this moment: in a hot scan, and after boot, the function being probed
   * has only its header's bit.
   */
  multifunction(dev: number): boolean {
    const f = this.at(dev);
    if (this.hot && dev === this.current) return f.multifunction;
    return this.marked.has(dev) || multifunctionAfterScan(f);
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
