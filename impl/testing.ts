/**
 * Defines what the tests of this room stand on: topologies written down a function a line, and a
 * machine booted with a driver view of its own. Nothing here comes from model/ but the
 * vocabulary.
 */
import { ACS, ACS_BITS, type Acs } from "../model/vocabulary/acs.js";
import { topology } from "../model/vocabulary/build.js";
import type { Design, Machine } from "../model/vocabulary/design.js";
import { outcomeText } from "../model/vocabulary/errno.js";
import { domainText, type DomainName } from "../model/vocabulary/domain.js";
import { Hardware } from "../model/vocabulary/hardware.js";
import { Observation } from "../model/vocabulary/observation.js";
import type { Operation } from "../model/vocabulary/operation.js";
import { DEFAULT_IOMMU, pasidColumns, type Iommu } from "../model/vocabulary/scenario.js";
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
} from "../model/vocabulary/topology.js";

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

/** A booted machine, and what happened to it in words. */
export class Bench {
  readonly machine: Machine;
  readonly hardware: Hardware;
  readonly observed: Observation;
  private readonly columns: readonly number[];

  constructor(
    design: Design,
    made: Topology,
    options: { iommu?: Partial<Iommu>; pasids?: readonly number[] } = {},
  ) {
    const iommu = { ...DEFAULT_IOMMU, ...options.iommu };
    const named = (options.pasids ?? [5]).map((pasid): Operation => {
      return { op: "pasid-detach", dev: 0, pasid };
    });
    this.columns = pasidColumns(named);
    this.hardware = new Hardware({
      functions: made.functions.length,
      columns: this.columns,
      strict: iommu.strict,
      tableSize: (dev) => tableSize(made.functions, dev, iommu),
      controlOf: (dev) => physical(made.functions, dev),
    });
    this.observed = new Observation(made.functions.length, this.columns.length);
    const { columns, hardware } = this;
    this.machine = design.boot({ topology: made, iommu, columns, hardware });
    this.observe();
  }

  /** Carries out one operation; the outcome as a kernel engineer writes it. */
  step(op: Operation): string {
    this.hardware.begin("fail" in op ? op.fail : undefined);
    const outcome = this.machine.step(op, op.dev);
    this.observe();
    return outcomeText(outcome);
  }

  /**
   * The driver calls of the last operation: `1:5 D1<-none`, the refused ones with their errno
   * number.
   */
  calls(): readonly string[] {
    const { calls } = this.hardware;
    return Array.from({ length: calls.length }, (_, i) => {
      const { dev, pasid, domain, told, status } = calls.at(i);
      const refused = status === 0 ? "" : ` !${status}`;
      return `${dev}:${pasid} ${domainText(domain)}<-${domainText(told)}${refused}`;
    });
  }

  /** What translates (dev, pasid), and what is recorded for it. */
  hardwareOf(dev: number, pasid: number): string {
    return domainText(this.observed.hardware(dev, this.columns.indexOf(pasid)));
  }

  recordedOf(dev: number, pasid: number): string {
    return domainText(this.observed.recorded(dev, this.columns.indexOf(pasid)));
  }

  handleOf(dev: number, pasid: number): number {
    return this.observed.handle(dev, this.columns.indexOf(pasid));
  }

  /**
   * The groups as lists of functions, each list and the lists ascending; `-` in front of what has
   * none.
   */
  groups(): string {
    const lists = new Map<number, number[]>();
    for (let dev = 0; dev < this.observed.functions; dev++) {
      const group = this.observed.group(dev);
      if (group === 0) continue;
      const list = lists.get(group) ?? [];
      lists.set(group, [...list, dev]);
    }
    return [...lists.values()].map((list) => list.join(" ")).join(" | ");
  }

  private observe(): void {
    this.observed.clear();
    this.hardware.observe(this.observed);
    this.machine.observe(this.observed);
  }
}

function physical(functions: readonly PciFunction[], dev: number): number {
  const f = functions[dev];
  return f?.kind === "vf" ? f.pf : dev;
}

function tableSize(functions: readonly PciFunction[], dev: number, iommu: Iommu): number {
  const f = functions[physical(functions, dev)];
  const pasid = f !== undefined && "pasid" in f ? f.pasid : null;
  if (pasid === null || iommu.pasidBits === null) return 0;
  return 2 ** Math.min(pasid.width, iommu.pasidBits);
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

type Fail = NonNullable<(Operation & { op: "pasid-attach" })["fail"]>;
/** What an operation may also say. */
type Rest = { handle?: number; fail?: Fail };

/** iommu_attach_device_pasid(). */
export const attach = (
  dev: number,
  pasid: number,
  domain: DomainName,
  rest: Rest = {},
): Operation => ({
  op: "pasid-attach",
  dev,
  pasid,
  domain,
  ...rest,
});
/** iommu_replace_device_pasid(). */
export const replace = (
  dev: number,
  pasid: number,
  domain: DomainName,
  rest: Rest = {},
): Operation => ({
  op: "pasid-replace",
  dev,
  pasid,
  domain,
  ...rest,
});
/** iommu_detach_device_pasid(). */
export const detach = (dev: number, pasid: number): Operation => ({
  op: "pasid-detach",
  dev,
  pasid,
});
