/**
 * The neighbourhood of each function of a machine, in rings from near to far: its device, its bus,
 * what stands below the same bridge or a switch above that, the whole machine. Worked out once a
 * machine, for scenarios that are drawn on small parts of it.
 */
import { hasPasids } from "../operations/operand-pool.js";
import type { Iommu } from "../../../model/vocabulary/scenario/scenario.js";
import {
  isBridge,
  type PciFunction,
  type Topology,
} from "../../../model/vocabulary/topology/topology.js";

export class Neighbourhood {
  readonly topology: Topology;
  /** Functions that can have PASIDs, and functions that are no bridges; the latter never empty. */
  readonly capable: readonly number[];
  readonly leaves: readonly number[];
  private readonly isCapable: ReadonlySet<number>;
  private readonly everything: readonly number[];
  private readonly devices = new Map<string, number[]>();
  private readonly buses = new Map<string, number[]>();
  /** By bridge, what is below it at any depth. */
  private readonly below = new Map<number, number[]>();

  constructor(topology: Topology, iommu: Iommu) {
    const { functions } = topology;
    this.topology = topology;
    this.everything = [...functions.keys()];
    this.capable = this.everything.filter((dev) => hasPasids(functions, dev, iommu));
    this.isCapable = new Set(this.capable);
    const leaves = this.everything.filter((dev) => !isBridge(functions[dev]!));
    this.leaves = leaves.length > 0 ? leaves : this.everything;
    functions.forEach((f, dev) => {
      add(this.devices, deviceOf(functions, f), dev);
      add(this.buses, `${f.segment} ${f.bus}`, dev);
      for (let at = f.parent; at !== null; at = functions[at]?.parent ?? null)
        add(this.below, at, dev);
    });
  }

  /** Those of these that can have PASIDs. */
  capableOf(devs: readonly number[]): readonly number[] {
    return devs.filter((dev) => this.isCapable.has(dev));
  }

  /** The rings around a function, the nearest first; each holds the function itself. */
  rings(dev: number): readonly (readonly number[])[] {
    const { functions } = this.topology;
    const f = functions[dev];
    if (f === undefined) return [];
    const rings = [
      this.devices.get(deviceOf(functions, f)) ?? [],
      this.buses.get(`${f.segment} ${f.bus}`) ?? [],
    ];
    const above = f.parent === null ? null : (functions[f.parent]?.parent ?? null);
    for (const bridge of [f.parent, above])
      if (bridge !== null) rings.push(this.below.get(bridge) ?? []);
    return [...rings, this.everything];
  }
}

/** The slot, which the VFs of a PF share with it wherever they stand. */
function deviceOf(functions: readonly PciFunction[], f: PciFunction): string {
  const { segment, bus, devfn } = f.kind === "vf" ? (functions[f.pf] ?? f) : f;
  return `${segment} ${bus} ${devfn >> 3}`;
}

function add<K>(map: Map<K, number[]>, key: K, dev: number): void {
  const list = map.get(key);
  if (list === undefined) map.set(key, [dev]);
  else list.push(dev);
}
