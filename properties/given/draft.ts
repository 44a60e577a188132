/**
 * Defines functions that are still being built: the plainest function of each kind, with fields that may be
 * written. All makers write all fields in one order, which keeps the objects of one kind one shape for the engine.
 */
import type {
  CommonFunction,
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

function common(at: Place, devfn: number): Draft<CommonFunction> {
  return {
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

/** The plainest function of a kind: no ACS, no PASID, no prefix. A bridge's secondary bus is to be filled in. */
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
    case "rcec": {
      const f: Draft<EventCollector> = { ...common(at, devfn), kind, acs: null, prefix: false };
      return f;
    }
    case "pcie-to-pci-bridge": {
      const f: Draft<PcieToPciBridge> = { ...common(at, devfn), kind, ...SECONDARY, noAlias: false };
      return f;
    }
    case "pci-to-pcie-bridge": {
      const f: Draft<PciToPcieBridge> = { ...common(at, devfn), kind, ...SECONDARY };
      return f;
    }
    case "pci-bridge": {
      const f: Draft<PciBridge> = { ...common(at, devfn), kind, ...SECONDARY, pcieAlias: false };
      return f;
    }
    case "pci-device": {
      const f: Draft<PciDevice> = { ...common(at, devfn), kind };
      return f;
    }
  }
}

const SECONDARY = { secondary: 0, xlateRoot: false };

function plainPort(kind: Port["kind"], at: Place, devfn: number): Draft<Port> {
  return { ...common(at, devfn), kind, acs: null, prefix: false, ...SECONDARY };
}

function plainEndpoint(kind: Endpoint["kind"], at: Place, devfn: number): Draft<Endpoint> {
  return {
    ...common(at, devfn),
    kind,
    acs: null,
    prefix: false,
    pasid: null,
    pasidNoTlp: false,
    ari: false,
  };
}

/** A virtual function of the function with index `pf`. */
export function plainVf(pf: number, at: Place, devfn: number): Draft<VirtualFunction> {
  return { ...common(at, devfn), kind: "vf", pf };
}
