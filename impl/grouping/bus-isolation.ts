/**
 * The isolation of a bus as the 2025 proposal sees it: pci_bus_isolated() and
 * pcie_switch_isolated() of v3, docs/reference/semantics.md 4.4.
 */
import { ACS_ISOLATED } from "../../model/vocabulary/topology/acs.js";
import { isBridge } from "../../model/vocabulary/topology/topology.js";
import { acsFlagsEnabled } from "../fabric/acs.js";
import { FLAG, type Facts } from "../fabric/facts.js";
import { END, type Probing } from "./probing.js";

/**
 * `isolated`: PCIE_ISOLATED. `bridge-non-isolated`: PCIE_NON_ISOLATED or PCI_BRIDGE_NON_ISOLATED,
 * what stands here belongs to the bridge's group. `bus-non-isolated`: PCI_BUS_NON_ISOLATED or
 * PCIE_SWITCH_DSP_NON_ISOLATED, what stands here is one group without the bridge.
 */
export type BusIsolation = "isolated" | "bridge-non-isolated" | "bus-non-isolated";

/**
 * The isolation of the bus below `bridge`; `dev` is on it. Root buses are isolated, and are not
 * asked for.
 */
export function busIsolation(
  facts: Facts,
  present: Probing,
  bridge: number,
  dev: number,
): BusIsolation {
  const f = facts.functions[bridge]!;
  if (!isBridge(f)) throw new Error(`functions[${bridge}] is a ${f.kind}: no bus is below it`);
  switch (f.kind) {
    case "root-port":
      return f.acs === null || acsFlagsEnabled(f.acs, ACS_ISOLATED)
        ? "isolated"
        : "bridge-non-isolated";
    case "downstream-port":
      return "isolated";
    case "upstream-port":
      return switchIsolation(facts, present, dev);
    case "pcie-to-pci-bridge":
      return "bus-non-isolated";
    case "pci-bridge":
      return f.pcieAlias ? "bus-non-isolated" : "bridge-non-isolated";
    case "pci-to-pcie-bridge":
      return "bridge-non-isolated";
    default:
      return f satisfies never;
  }
}

/** The internal bus of a switch: one downstream port that lets peers through spoils all of it. */
function switchIsolation(facts: Facts, present: Probing, dev: number): BusIsolation {
  const { functions, flags, bus } = facts;
  const internal = bus[physicalOf(facts, dev)]!;
  let found: BusIsolation = "isolated";
  for (let t = present.first(internal); t !== END; t = present.next(t)) {
    const known = functions[t]!.kind === "downstream-port";
    if (!known || (flags[t]! & FLAG.ALIASED) !== 0) return "bridge-non-isolated";
    if ((flags[t]! & FLAG.ISOLATED) === 0) found = "bus-non-isolated";
  }
  return found;
}

function physicalOf(facts: Facts, dev: number): number {
  const f = facts.functions[dev]!;
  return f.kind === "vf" ? f.pf : dev;
}
