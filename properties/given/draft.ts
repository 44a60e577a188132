/**
 * Defines functions that are still being built: the plainest function of each kind, with fields
 * that may be written. Every field stands in one literal a kind, because spreading costs more here
 * than all draws together.
 */
import type {
  Endpoint,
  EventCollector,
  PciBridge,
  PciDevice,
  PciFunction,
  PcieToPciBridge,
  PciToPcieBridge,
  Port,
  VirtualFunction,
} from "../../model/vocabulary/topology.js";

/** A function whose fields may still be written. */
export type Draft<T> = T extends unknown ? { -readonly [K in keyof T]: T[K] } : never;

/** Where a function stands. */
export interface Place {
  readonly segment: number;
  readonly bus: number;
  readonly parent: number | null;
  readonly realDma: number | null;
}

export type PlacedKind = Exclude<PciFunction["kind"], "vf">;

/**
 * The plainest function of a kind: no ACS, no PASID, no prefix. A bridge's secondary bus is to be
 * filled in.
 */
export function plainFunction(kind: PlacedKind, at: Place, devfn: number): Draft<PciFunction> {
  switch (kind) {
    case "root-port":
    case "upstream-port":
    case "downstream-port":
      return plainPort(kind, at, devfn);
    case "endpoint":
    case "legacy-endpoint":
    case "rciep":
      return plainEndpoint(kind, at, devfn);
    case "rcec":
      return plainCollector(at, devfn);
    case "pcie-to-pci-bridge":
      return plainExpressBridge(at, devfn);
    case "pci-to-pcie-bridge":
      return plainReverseBridge(at, devfn);
    case "pci-bridge":
      return plainBridge(at, devfn);
    case "pci-device":
      return plainDevice(at, devfn);
  }
}

function plainPort(kind: Port["kind"], at: Place, devfn: number): Draft<Port> {
  return {
    kind,
    segment: at.segment,
    bus: at.bus,
    devfn,
    parent: at.parent,
    multifunction: false,
    aliases: [],
    realDma: at.realDma,
    iommu: true,
    directMap: false,
    acs: null,
    prefix: false,
    secondary: 0,
    xlateRoot: false,
  };
}

function plainEndpoint(kind: Endpoint["kind"], at: Place, devfn: number): Draft<Endpoint> {
  return {
    kind,
    segment: at.segment,
    bus: at.bus,
    devfn,
    parent: at.parent,
    multifunction: false,
    aliases: [],
    realDma: at.realDma,
    iommu: true,
    directMap: false,
    acs: null,
    prefix: false,
    pasid: null,
    pasidNoTlp: false,
    ari: false,
  };
}

function plainCollector(at: Place, devfn: number): Draft<EventCollector> {
  return {
    kind: "rcec",
    segment: at.segment,
    bus: at.bus,
    devfn,
    parent: at.parent,
    multifunction: false,
    aliases: [],
    realDma: at.realDma,
    iommu: true,
    directMap: false,
    acs: null,
    prefix: false,
  };
}

function plainExpressBridge(at: Place, devfn: number): Draft<PcieToPciBridge> {
  return {
    kind: "pcie-to-pci-bridge",
    segment: at.segment,
    bus: at.bus,
    devfn,
    parent: at.parent,
    multifunction: false,
    aliases: [],
    realDma: at.realDma,
    iommu: true,
    directMap: false,
    secondary: 0,
    xlateRoot: false,
    noAlias: false,
  };
}

function plainReverseBridge(at: Place, devfn: number): Draft<PciToPcieBridge> {
  return {
    kind: "pci-to-pcie-bridge",
    segment: at.segment,
    bus: at.bus,
    devfn,
    parent: at.parent,
    multifunction: false,
    aliases: [],
    realDma: at.realDma,
    iommu: true,
    directMap: false,
    secondary: 0,
    xlateRoot: false,
  };
}

function plainBridge(at: Place, devfn: number): Draft<PciBridge> {
  return {
    kind: "pci-bridge",
    segment: at.segment,
    bus: at.bus,
    devfn,
    parent: at.parent,
    multifunction: false,
    aliases: [],
    realDma: at.realDma,
    iommu: true,
    directMap: false,
    secondary: 0,
    xlateRoot: false,
    pcieAlias: false,
  };
}

function plainDevice(at: Place, devfn: number): Draft<PciDevice> {
  return {
    kind: "pci-device",
    segment: at.segment,
    bus: at.bus,
    devfn,
    parent: at.parent,
    multifunction: false,
    aliases: [],
    realDma: at.realDma,
    iommu: true,
    directMap: false,
  };
}

/** A virtual function of the function with index `pf`. */
export function plainVf(pf: number, at: Place, devfn: number): Draft<VirtualFunction> {
  return {
    kind: "vf",
    segment: at.segment,
    bus: at.bus,
    devfn,
    parent: at.parent,
    multifunction: false,
    aliases: [],
    realDma: at.realDma,
    iommu: true,
    directMap: false,
    pf,
  };
}
