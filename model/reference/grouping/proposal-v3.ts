/**
 * The groups of the 2025 proposal: Jason Gunthorpe, "Fix incorrect iommu_groups with PCIe ACS", v3,
 * 2025-09-05 (semantics 4.4): pci_bus_isolated, pci_reachable_set, pci_mfds_are_same_group. Not in
 * 7.3.
 */
import { ACS_ISOLATED } from "../../vocabulary/topology/acs.js";
import { acsOf, isBridge, slotOf, type Bridge } from "../../vocabulary/topology/topology.js";
import { acsEnabled, acsFlagsEnabled } from "../../fabric/acs.js";
import type { Group, Probing } from "./probing.js";

/** What stands between the functions of one bus. */
type BusIsolation = "isolated" | "bridge-non-isolated" | "bus-non-isolated";

/** The group for the function being probed; null: -EPROBE_DEFER. */
export function proposalGroup(probing: Probing, dev: number): Group | null {
  const f = probing.at(dev);
  if (f.realDma !== null) return probing.groupOf(f.realDma);
  const bridge = f.parent === null ? null : probing.at(f.parent);
  if (f.parent === null || bridge === null || !isBridge(bridge))
    return amongFunctions(probing, dev);
  if (bridge.xlateRoot) return probing.newGroup();
  const above = probing.groupOf(f.parent);
  if (above === null) return null;
  if (above.nonIsolated) return above;
  switch (busIsolation(probing, f.parent, bridge)) {
    case "isolated":
      return amongFunctions(probing, dev);
    case "bridge-non-isolated":
      above.nonIsolated = true;
      return above;
    case "bus-non-isolated":
      return firstOn(probing, siblings(probing, dev)) ?? flagged(probing.newGroup());
  }
}

/** pci_bus_isolated, judged from the bridge above the bus. */
function busIsolation(probing: Probing, index: number, bridge: Bridge): BusIsolation {
  switch (bridge.kind) {
    case "root-port":
      return bridge.acs !== null && !acsFlagsEnabled(bridge.acs, ACS_ISOLATED)
        ? "bridge-non-isolated"
        : "isolated";
    case "downstream-port":
      return "isolated";
    case "upstream-port":
      return switchIsolation(probing, index);
    case "pcie-to-pci-bridge":
      return "bus-non-isolated";
    case "pci-bridge":
      return bridge.pcieAlias ? "bus-non-isolated" : "bridge-non-isolated";
    case "pci-to-pcie-bridge":
      return "bridge-non-isolated";
    default:
      return bridge satisfies never;
  }
}

function switchIsolation(probing: Probing, upstream: number): BusIsolation {
  const inside = probing.present().filter((dev) => probing.at(dev).parent === upstream);
  let failing = false;
  for (const dev of inside) {
    const f = probing.at(dev);
    if (f.kind !== "downstream-port" || f.aliases.length > 0) return "bridge-non-isolated";
    if (!acsFlagsEnabled(f.acs, ACS_ISOLATED)) failing = true;
  }
  return failing ? "bus-non-isolated" : "isolated";
}

/**
 * pci_get_alias_group and pci_reachable_set: the closure of aliases and of functions that are not
 * isolated.
 */
function amongFunctions(probing: Probing, dev: number): Group {
  const set = [dev];
  for (const member of set)
    for (const other of siblings(probing, member))
      if (!set.includes(other) && together(probing, member, other)) set.push(other);
  if (set.length === 1) return probing.newGroup();
  const group = firstOn(probing, set) ?? probing.newGroup();
  return flagged(group);
}

function together(probing: Probing, a: number, b: number): boolean {
  const x = probing.at(a);
  const y = probing.at(b);
  if (x.aliases.includes(y.devfn) || y.aliases.includes(x.devfn)) return true;
  if (x.kind === "vf" || y.kind === "vf" || slotOf(x) !== slotOf(y)) return false;
  const marked = [probing.multifunction(a), probing.multifunction(b)];
  if (!marked[0] && !marked[1]) return false;
  if (marked[0] !== marked[1]) return true;
  return refuses(probing, a) || refuses(probing, b);
}

/** Has an ACS capability that fails; one without capability is taken for isolated. */
function refuses(probing: Probing, dev: number): boolean {
  const f = probing.at(dev);
  return acsOf(f) !== null && !acsEnabled(f, ACS_ISOLATED, probing.multifunction(dev));
}

function siblings(probing: Probing, dev: number): readonly number[] {
  const f = probing.at(dev);
  const bus = f.kind === "vf" ? probing.at(f.pf).bus : f.bus;
  return probing.present().filter((other) => {
    const g = probing.at(other);
    return other !== dev && g.parent === f.parent && g.segment === f.segment && g.bus === bus;
  });
}

function firstOn(probing: Probing, devices: readonly number[]): Group | null {
  for (const dev of devices) {
    const group = probing.groupOf(dev);
    if (group !== null) return group;
  }
  return null;
}

function flagged(group: Group): Group {
  group.nonIsolated = true;
  return group;
}
