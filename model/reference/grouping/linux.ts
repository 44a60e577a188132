/**
 * Linux' groups as they are: drivers/iommu/iommu.c pci_device_group, get_pci_alias_group and
 * get_pci_function_alias_group of 7.3 (semantics 4.1), and the older rules that were bugs (BUG-25,
 * BUG-26).
 */
import { ACS_ISOLATED } from "../../vocabulary/topology/acs.js";
import type { Grouping } from "../../vocabulary/design/contract.js";
import { isBridge, type PciFunction, slotOf } from "../../vocabulary/topology/topology.js";
import { acsEnabled } from "../../fabric/acs.js";
import type { Group, Probing } from "./probing.js";

/** The group that pci_device_group gives the function being probed. */
export function linuxGroup(probing: Probing, dev: number, rules: Grouping): Group {
  return new Search(probing, rules).deviceGroup(dev) ?? probing.newGroup();
}

class Search {
  private readonly probing: Probing;
  private readonly rules: Grouping;
  /** The devfns already looked at, shared by both searches as in the kernel. */
  private readonly seen = new Set<number>();

  constructor(probing: Probing, rules: Grouping) {
    this.probing = probing;
    this.rules = rules;
  }

  deviceGroup(dev: number): Group | null {
    let top = dev;
    for (const alias of this.aliasDevices(dev)) {
      top = alias;
      const group = this.probing.groupOf(alias);
      if (group !== null) return group;
    }
    for (let i = this.at(top).parent; i !== null; i = this.at(i).parent) {
      if (this.pathIsolated(i)) break;
      top = i;
      const group = this.probing.groupOf(i);
      if (group !== null) return group;
    }
    return this.aliasGroup(top) ?? this.functionGroup(top);
  }

  /** The devices that pci_for_each_dma_alias calls back with, in order. */
  private aliasDevices(dev: number): readonly number[] {
    const real = this.at(dev).realDma ?? dev;
    const devices = [real];
    for (let i = this.at(real).parent; i !== null; i = this.at(i).parent) {
      const bridge = this.at(i);
      if (isBridge(bridge) && bridge.xlateRoot) break;
      if (bridge.kind === "pcie-to-pci-bridge" && !bridge.noAlias) devices.push(i);
      if (bridge.kind === "pci-to-pcie-bridge" || bridge.kind === "pci-bridge") devices.push(i);
    }
    return devices;
  }

  /** pci_acs_path_enabled(bridge, NULL, REQ_ACS_FLAGS). */
  private pathIsolated(bridge: number): boolean {
    let whole = true;
    for (let i: number | null = bridge; i !== null && whole; i = this.at(i).parent)
      whole = this.isolated(i);
    return this.rules === "isolated-splits-inverted" ? !whole : whole;
  }

  private isolated(dev: number): boolean {
    return acsEnabled(this.at(dev), ACS_ISOLATED, this.probing.multifunction(dev));
  }

  private aliasGroup(dev: number): Group | null {
    const f = this.at(dev);
    if (this.seen.has(f.devfn)) return null;
    this.seen.add(f.devfn);
    const own = this.probing.groupOf(dev);
    if (own !== null) return own;
    for (const other of this.onSameBus(dev)) {
      if (!this.areAliases(dev, other)) continue;
      const group = this.aliasGroup(other) ?? this.functionGroup(other);
      if (group !== null) return group;
    }
    return null;
  }

  private functionGroup(dev: number): Group | null {
    const f = this.at(dev);
    if (!this.probing.multifunction(dev)) return null;
    const inSlot = this.onSameBus(dev).filter((other) => slotOf(this.at(other)) === slotOf(f));
    if (this.rules === "linux-function-0") return this.groupByFunction0(dev, inSlot);
    if (this.isolated(dev)) return null;
    for (const other of inSlot) {
      if (this.isolated(other)) continue;
      const group = this.aliasGroup(other);
      if (group !== null) return group;
    }
    return null;
  }

  /**
   * Before 2014: if function 0 has ACS, every function of the package counts as isolated (BUG-26).
   */
  private groupByFunction0(dev: number, inSlot: readonly number[]): Group | null {
    const zero = [dev, ...inSlot].find((other) => (this.at(other).devfn & 7) === 0);
    if (zero === undefined || this.isolated(zero)) return null;
    for (const other of inSlot) {
      const group = this.aliasGroup(other);
      if (group !== null) return group;
    }
    return null;
  }

  /**
   * pci_devs_are_dma_aliases: not an intersection; a third, absent devfn does not count (FLAW-5).
   */
  private areAliases(a: number, b: number): boolean {
    const x = this.at(a);
    const y = this.at(b);
    if (x.realDma === b || y.realDma === a) return true;
    return this.masks(x, y) || this.masks(y, x);
  }

  private masks(x: PciFunction, y: PciFunction): boolean {
    if (this.rules === "linux-255-aliases" && y.devfn === 255) return false;
    if (this.rules === "linux-slot-aliases" && slotOf(x) !== slotOf(y)) return false;
    return x.aliases.includes(y.devfn);
  }

  /** for_each_pci_dev, those on the same struct pci_bus: a VF's virtual bus is another one. */
  private onSameBus(dev: number): readonly number[] {
    const f = this.at(dev);
    return this.probing.present().filter((other) => {
      const g = this.at(other);
      return other !== dev && g.parent === f.parent && g.bus === f.bus && g.segment === f.segment;
    });
  }

  private at(dev: number): PciFunction {
    return this.probing.at(dev);
  }
}
