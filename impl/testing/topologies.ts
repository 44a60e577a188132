/** Topologies as the tests of this room write them down, a function a line. */
import { ACS, ACS_BITS, type Acs } from "../../model/vocabulary/topology/acs.js";
import { topology } from "../../model/vocabulary/topology/validate.js";
import type {
  Endpoint,
  Pasid,
  PciBridge,
  PciDevice,
  PciFunction,
  PcieToPciBridge,
  Port,
  Probe,
  Topology,
  VirtualFunction,
} from "../../model/vocabulary/topology/topology.js";

/** SV TB RR CR UF, all that Linux may switch on. */
export const ALL = "SV TB RR CR UF";

/** An ACS capability from the names of its implemented bits and of those that are on. */
export function acs(cap: string, ctrl: string, egress: readonly number[] = []): Acs {
  return { cap: bits(cap), ctrl: bits(ctrl), egress };
}

function bits(names: string): number {
  const words = names.split(" ");
  return ACS_BITS.reduce((sum, bit) => (words.includes(bit) ? sum | ACS[bit] : sum), 0);
}

const COMMON = {
  segment: 0,
  multifunction: false,
  aliases: [],
  realDma: null,
  iommu: true,
  directMap: false,
} as const;

/** A PASID capability of this width. */
export function width(bitsWide: number, features: Partial<Pasid> = {}): Pasid {
  return { width: bitsWide, exec: false, priv: false, ...features };
}

type Where = readonly [bus: number, devfn: number, parent: number | null];

/** A port with a bus below it; by default with prefix support and all of ACS on. */
export function port(
  kind: Port["kind"],
  [bus, devfn, parent]: Where,
  secondary: number,
  more: Partial<Port> = {},
): Port {
  const full = acs(ALL, ALL);
  const common = { ...COMMON, kind, bus, devfn, parent, secondary, xlateRoot: false };
  return { ...common, acs: kind === "upstream-port" ? null : full, prefix: true, ...more };
}

/** An endpoint; by default with prefix support and 8 bits of PASID. */
export function endpoint([bus, devfn, parent]: Where, more: Partial<Endpoint> = {}): Endpoint {
  const common = { ...COMMON, kind: "endpoint", bus, devfn, parent, acs: null } as const;
  return { ...common, prefix: true, pasid: width(8), pasidNoTlp: false, ari: false, ...more };
}

export function bridgeToPci(
  [bus, devfn, parent]: Where,
  secondary: number,
  more: Partial<PcieToPciBridge> = {},
): PcieToPciBridge {
  const common = { ...COMMON, kind: "pcie-to-pci-bridge", bus, devfn, parent } as const;
  return { ...common, secondary, xlateRoot: false, noAlias: false, ...more };
}

export function pciBridge(
  [bus, devfn, parent]: Where,
  secondary: number,
  more: Partial<PciBridge> = {},
): PciBridge {
  const common = { ...COMMON, kind: "pci-bridge", bus, devfn, parent } as const;
  return { ...common, secondary, xlateRoot: false, pcieAlias: false, ...more };
}

export function pciDevice([bus, devfn, parent]: Where, more: Partial<PciDevice> = {}): PciDevice {
  return { ...COMMON, kind: "pci-device", bus, devfn, parent, ...more };
}

export function virtual(
  [bus, devfn, parent]: Where,
  pf: number,
  more: Partial<VirtualFunction> = {},
): VirtualFunction {
  return { ...COMMON, kind: "vf", bus, devfn, parent, pf, ...more };
}

/** A topology whose functions are added one by one. */
export function hot(functions: readonly PciFunction[], order: Probe["order"] = null): Topology {
  return topology(functions, { scan: "hot", order });
}

/** A topology that is there before the IOMMU driver. */
export function boot(functions: readonly PciFunction[], order: Probe["order"] = null): Topology {
  return topology(functions, { scan: "boot", order });
}

/** 0 the port; 1, 2 and 3 one group, of which 3 has no PASID; 4 has no IOMMU. */
export const sharedGroup: readonly PciFunction[] = [
  port("root-port", [0, 0x08, null], 1),
  endpoint([1, 0, 0], { multifunction: true }),
  endpoint([1, 1, 0], { multifunction: true }),
  endpoint([1, 2, 0], { multifunction: true, pasid: null }),
  endpoint([0, 0x10, null], { iommu: false }),
];
