/**
 * The order in which functions are probed. Linux' enumeration order (drivers/pci/probe.c
 * pci_scan_child_bus_extend): on each bus all functions by devfn, then the bridges' secondary buses
 * in that order; VFs are added after everything else (drivers/pci/iov.c).
 */
import { Recent } from "../reading/recent-cache.js";
import { isBridge, isThereAtBoot, type PciFunction, type Topology } from "./topology.js";

/** A scenario's own list, and an invariant's variant of it. */
const known = new Recent<readonly PciFunction[], readonly number[]>(2);

/** Indices of the functions in Linux' enumeration order; worked out once a list. */
export function enumerationOrder(functions: readonly PciFunction[]): readonly number[] {
  let order = known.get(functions);
  if (order === undefined) {
    order = enumerate(functions);
    known.set(functions, order);
  }
  return order;
}

function enumerate(functions: readonly PciFunction[]): readonly number[] {
  const scanned: number[] = [];
  const byAddress = (a: number, b: number): number => compareAddress(functions, a, b);
  const below = functionsBelow(functions);
  const scan = (devices: readonly number[]): void => {
    scanned.push(...devices);
    for (const i of devices) {
      const f = functions[i];
      if (f !== undefined && isBridge(f)) scan((below.get(i) ?? []).sort(byAddress));
    }
  };
  for (const bus of rootBuses(functions)) scan(bus.sort(byAddress));
  const vfs = functions.flatMap((f, i) => (f.kind === "vf" ? [i] : []));
  return [...scanned, ...vfs.sort(byAddress)];
}

/** Per bridge the functions on its secondary bus, VFs left out. */
function functionsBelow(functions: readonly PciFunction[]): ReadonlyMap<number, number[]> {
  const below = new Map<number, number[]>();
  functions.forEach((f, i) => {
    if (f.parent === null || f.kind === "vf") return;
    const there = below.get(f.parent);
    if (there === undefined) below.set(f.parent, [i]);
    else there.push(i);
  });
  return below;
}

function rootBuses(functions: readonly PciFunction[]): readonly number[][] {
  const buses = new Map<number, number[]>();
  functions.forEach((f, i) => {
    if (f.parent !== null || f.kind === "vf") return;
    const key = f.segment * 256 + f.bus;
    const bus = buses.get(key);
    if (bus === undefined) buses.set(key, [i]);
    else bus.push(i);
  });
  return [...buses.keys()].sort((a, b) => a - b).map((key) => buses.get(key) ?? []);
}

function compareAddress(functions: readonly PciFunction[], a: number, b: number): number {
  const x = functions[a];
  const y = functions[b];
  if (x === undefined || y === undefined) return 0;
  return x.segment - y.segment || x.bus - y.bus || x.devfn - y.devfn;
}

/** The same of the functions that are there at boot. */
export function bootOrder(topology: Topology): readonly number[] {
  const { functions } = topology;
  const order = probeOrder(topology);
  if (functions.every(isThereAtBoot)) return order;
  return order.filter((dev) => functions[dev]?.absent !== true);
}

/** The order in which the IOMMU core probes the functions of a topology; VFs come last, always. */
export function probeOrder(topology: Topology): readonly number[] {
  const { order } = topology.probe;
  if (order === null) return enumerationOrder(topology.functions);
  const isVf = (dev: number): boolean => topology.functions[dev]?.kind === "vf";
  return [...order.filter((dev) => !isVf(dev)), ...order.filter((dev) => isVf(dev))];
}
