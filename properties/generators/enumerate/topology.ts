/**
 * The topology that stands for a dressed shape: the smallest numbers, siblings in the order in
 * which they are listed, end-end prefixes everywhere. A devfn that is named and not there is behind
 * all that are.
 */
import type { Acs } from "../../../model/vocabulary/topology/acs.js";
import { functionOf, PLAIN } from "../../../model/vocabulary/topology/make-function.js";
import {
  isBridge,
  type Pasid,
  type PciFunction,
  type Topology,
} from "../../../model/vocabulary/topology/topology.js";
import type { Dressed, DressedBus } from "./acs-assignments.js";
import { placeBelow, type Place, type Scan } from "./shapes.js";

/** What a function that can have a PASID capability is given. */
export type Capability = "none" | "narrow" | "wide";

/** `narrow`: PASIDs 0 and 1 only. `wide`: more than an exhaustive search names. */
const WIDTHS: Readonly<Record<Capability, number | null>> = { none: null, narrow: 1, wide: 8 };

export function pasidOfCapability(capability: Capability): Pasid | null {
  const width = WIDTHS[capability];
  return width === null ? null : { width, exec: false, priv: false };
}

export function topologyOf(bus: DressedBus, scan: Scan): Topology {
  const builder = new Builder();
  builder.bus(bus, "root", 0, null);
  return { functions: builder.functions, probe: { scan, order: null } };
}

class Builder {
  readonly functions: PciFunction[] = [];
  private buses = 1;

  bus(devices: DressedBus, place: Place, bus: number, parent: number | null): void {
    const devfns = devfnsOf(devices, place);
    const named = namedDevfn(devices, devfns);
    const bridges: (readonly [Dressed, number])[] = [];
    devices.forEach((device, slot) =>
      device.forEach((f, number) => {
        if (f.below.length > 0) bridges.push([f, this.functions.length]);
        const devfn = (devfns[slot] ?? 0) | number;
        this.functions.push(made(f, { bus, devfn, parent, named }));
      }),
    );
    for (const [f, index] of bridges) {
      const secondary = this.buses++;
      const bridge = this.functions[index];
      if (bridge !== undefined) this.functions[index] = { ...bridge, secondary } as PciFunction;
      this.bus(f.below, placeBelow(f.shape.kind) ?? "link", secondary, index);
    }
    this.leaves(devices, parent);
  }

  /** Ports with nothing below have a bus number all the same. */
  private leaves(devices: DressedBus, parent: number | null): void {
    if (devices.length === 0) return;
    this.functions.forEach((f, i) => {
      if (f.parent !== parent || !isBridge(f) || f.secondary !== NO_BUS) return;
      this.functions[i] = { ...f, secondary: this.buses++ } as PciFunction;
    });
  }
}

const NO_BUS = -1;

interface Standing {
  readonly bus: number;
  readonly devfn: number;
  readonly parent: number | null;
  readonly named: number;
}

function made(f: Dressed, { bus, devfn, parent, named }: Standing): PciFunction {
  const { kind, role, multifunction } = f.shape;
  const acs: Acs | null = f.acs;
  const capable = kind === "endpoint" || kind === "rciep";
  return functionOf(kind, {
    ...PLAIN,
    bus,
    devfn,
    parent,
    multifunction,
    aliases: role === "names" ? [named] : [],
    acs,
    prefix: true,
    secondary: NO_BUS,
    pasid: capable ? pasidOfCapability("wide") : null,
    pf: 0,
  });
}

/** Devfn of function 0 of each device. 00.0 of a root bus is the host bridge on most machines. */
function devfnsOf(devices: DressedBus, place: Place): readonly number[] {
  const first = place === "root" || place === "conventional" ? 1 : 0;
  return devices.map((_, i) => (first + i) << 3);
}

/** The devfn that alias masks of the bus name: of the function whose role it is, or of nobody. */
function namedDevfn(devices: DressedBus, devfns: readonly number[]): number {
  for (const [slot, device] of devices.entries())
    for (const [number, f] of device.entries())
      if (f.shape.role === "named") return (devfns[slot] ?? 0) | number;
  return ((devfns.at(-1) ?? 0) + 8) & 0xff;
}
