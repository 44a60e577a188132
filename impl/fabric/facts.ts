/**
 * Facts that a design works out once for a topology: integers in place of objects, and every
 * question about the way up to the root answered for all functions in one pass from the top down.
 * Linux: pci_acs_path_enabled() (drivers/pci/pci.c), pci_configure_eetlp_prefix()
 * (drivers/pci/probe.c), the multifunction bit of pci_scan_slot(); docs/reference/semantics.md 1,
 * 2.4, 2.5 and 6.1.
 */
import { ACS_ISOLATED, ACS_PASID } from "../../model/vocabulary/topology/acs.js";
import { withAcsControl } from "../../model/vocabulary/topology/acs-control.js";
import { bootOrder } from "../../model/vocabulary/topology/probe-order.js";
import {
  isBridge,
  isExpress,
  multifunctionAfterScan,
  type PciFunction,
  type Topology,
} from "../../model/vocabulary/topology/topology.js";
import { acsEnabled } from "./acs.js";
import { busNumbers } from "./buses.js";

/** In place of an index: no bridge above, a root bus. */
export const ROOT = -1;

/** Bits of Facts.flags. */
export const FLAG = {
  /** Counts as multifunction once all functions have been added. */
  MULTIFUNCTION: 0x001,
  /** Says so in its own header, which is all that counts while it is grouped in a hot scan. */
  HEADER_MULTIFUNCTION: 0x002,
  /** pci_acs_enabled(SV|RR|CR|UF) once all functions have been added. */
  ISOLATED: 0x004,
  /** The same with the header's multifunction bit. */
  ISOLATED_WHEN_ADDED: 0x008,
  /** pci_acs_path_enabled(SV|RR|CR|UF) from here to the root bus. */
  PATH_ISOLATED: 0x010,
  /** pci_acs_path_enabled(RR|UF) from here to the root bus. */
  PATH_REDIRECTED: 0x020,
  /** End-end prefixes pass all the way to the root complex (eetlp_prefix_max is not 0). */
  PREFIX: 0x040,
  /** Has a DMA alias mask. */
  ALIASED: 0x080,
  /**
   * DMA of what stands below it may carry another requester ID, and the alias walk reports this
   * bridge.
   */
  BRIDGE_ALIAS: 0x100,
  /** The alias walk stops here. */
  XLATE_ROOT: 0x200,
  VIRTUAL: 0x400,
  /** It is not there at boot. */
  ABSENT: 0x1000,
  /** An IOMMU driver serves it, so it gets a group. */
  MANAGED: 0x800,
} as const;

const FROM_ABOVE = FLAG.PATH_ISOLATED | FLAG.PATH_REDIRECTED;

export interface Facts {
  readonly topology: Topology;
  readonly functions: readonly PciFunction[];
  readonly count: number;
  readonly flags: Uint16Array;
  /** Index of the bridge above, or ROOT. */
  readonly parent: Int32Array;
  /** Number of the bus that a function is on, from 0; a virtual bus of VFs is a bus of its own. */
  readonly bus: Int32Array;
  readonly buses: number;
  /**
   * The order in which the functions that are there at boot are added and grouped: as probed, but
   * VFs after all others.
   */
  readonly order: readonly number[];
  /** Linux scans the functions before the IOMMU driver comes. */
  readonly boot: boolean;
}

let latest: Facts | undefined;

/**
 * The facts of a topology. The latest is kept: a run boots all its designs on one topology after
 * the other.
 */
export function factsOf(topology: Topology): Facts {
  if (latest === undefined || latest.topology !== topology) latest = workOut(topology);
  return latest;
}

function workOut(topology: Topology): Facts {
  const { functions } = topology;
  const count = functions.length;
  const parent = new Int32Array(count);
  for (let i = 0; i < count; i++) parent[i] = functions[i]!.parent ?? ROOT;
  const flags = allFlags(functions, parent);
  const { bus, buses } = busNumbers(functions);
  return {
    topology,
    functions,
    count,
    flags,
    parent,
    bus,
    buses,
    order: virtualLast(bootOrder(topology), functions),
    boot: topology.probe.scan === "boot",
  };
}

/** The facts once the ACS control of a function has been written. */
export function factsWithAcs(facts: Facts, dev: number, ctrl: number): Facts {
  const topology = withAcsControl(facts.topology, dev, ctrl);
  if (topology === facts.topology) return facts;
  const { functions } = topology;
  return { ...facts, topology, functions, flags: allFlags(functions, facts.parent) };
}

function allFlags(functions: readonly PciFunction[], parent: Int32Array): Uint16Array {
  const flags = new Uint16Array(functions.length);
  for (let i = 0; i < functions.length; i++) {
    const f = functions[i]!;
    const above = parent[i]!;
    flags[i] = flagsOf(f, above === ROOT ? FROM_ABOVE | rootPrefix(f) : flags[above]!);
  }
  return flags;
}

/** On a root bus only root ports and RCiEPs decide for themselves whether prefixes pass. */
function rootPrefix(f: PciFunction): number {
  return f.kind === "root-port" || f.kind === "rciep" ? FLAG.PREFIX : 0;
}

function flagsOf(f: PciFunction, above: number): number {
  const header = f.multifunction;
  const multifunction = multifunctionAfterScan(f);
  const isolated = acsEnabled(f, multifunction, ACS_ISOLATED);
  let flags = ownFlags(f);
  if (header) flags |= FLAG.HEADER_MULTIFUNCTION;
  if (multifunction) flags |= FLAG.MULTIFUNCTION;
  if (isolated) flags |= FLAG.ISOLATED | (above & FLAG.PATH_ISOLATED);
  if (multifunction === header ? isolated : acsEnabled(f, header, ACS_ISOLATED))
    flags |= FLAG.ISOLATED_WHEN_ADDED;
  if (acsEnabled(f, multifunction, ACS_PASID)) flags |= above & FLAG.PATH_REDIRECTED;
  if (isExpress(f) && f.prefix) flags |= above & FLAG.PREFIX;
  return flags;
}

function ownFlags(f: PciFunction): number {
  let flags = 0;
  if (f.iommu) flags |= FLAG.MANAGED;
  if (f.aliases.length > 0) flags |= FLAG.ALIASED;
  if (f.kind === "vf") flags |= FLAG.VIRTUAL;
  if (f.absent === true) flags |= FLAG.ABSENT;
  if (isBridge(f)) {
    if (f.xlateRoot) flags |= FLAG.XLATE_ROOT;
    if (reportsAlias(f)) flags |= FLAG.BRIDGE_ALIAS;
  }
  return flags;
}

/** Whether pci_for_each_dma_alias() calls back for this bridge. */
function reportsAlias(f: PciFunction): boolean {
  if (f.kind === "pcie-to-pci-bridge") return !f.noAlias;
  return f.kind === "pci-to-pcie-bridge" || f.kind === "pci-bridge";
}

function virtualLast(
  order: readonly number[],
  functions: readonly PciFunction[],
): readonly number[] {
  let seenVirtual = false;
  for (const i of order) {
    const virtual = functions[i]!.kind === "vf";
    if (seenVirtual && !virtual) {
      const others = order.filter((dev) => functions[dev]!.kind !== "vf");
      return [...others, ...order.filter((dev) => functions[dev]!.kind === "vf")];
    }
    seenVirtual = virtual;
  }
  return order;
}
