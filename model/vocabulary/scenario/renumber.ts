/**
 * Canonical addresses. Every relation that a rule can look at stays: who shares a bus, a slot, a
 * virtual bus; which devfn an alias names, also an absent one; function 0 against the others;
 * device 0 behind a conventional bridge, whose requester ID the bridge uses itself; the order of
 * numbers. The numbers become the smallest with these relations:
 *
 * - buses depth-first, as Linux scans: a bus, the virtual buses of its VFs, then the buses behind
 *   its bridges;
 * - devices on a root bus from 01 (00 is the host bridge on PCs), elsewhere from 00; functions from
 *   0;
 * - segments from 0, those with redirected DMA from 0x10000; functions listed in Linux' enumeration
 *   order, VFs last.
 */
import { impossible } from "../topology/validate.js";
import { enumerationOrder } from "../topology/probe-order.js";
import {
  acsOf,
  isBridge,
  isExpress,
  isPort,
  type PciFunction,
  type Topology,
} from "../topology/topology.js";

export interface Renumbered {
  readonly topology: Topology;
  /** The new index of each old one. */
  readonly indices: readonly number[];
}

/** The first segment of functions with redirected DMA (drivers/pci/controller/vmd.c). */
const REDIRECTED_SEGMENT = 0x1_0000;
/** ff.7 is a value of its own: a bitmap of 255 cannot hold it. */
const LAST_DEVFN = 255;

/** The topology with canonical addresses and order; itself, where they would be impossible. */
export function renumber(t: Topology): Renumbered {
  const order = enumerationOrder(t.functions);
  const indices: number[] = [];
  order.forEach((old, now) => (indices[old] = now));
  const addresses = new Addresses(t.functions).all();
  const functions = order.map((old) => moved(t.functions, old, indices, addresses));
  const made = {
    functions,
    probe: { scan: t.probe.scan, order: probeOrderOf(t, indices, functions) },
  };
  if (impossible(made) === null) return { topology: made, indices };
  return { topology: t, indices: t.functions.map((_, i) => i) };
}

function moved(
  all: readonly PciFunction[],
  old: number,
  indices: readonly number[],
  addresses: readonly NewAddress[],
): PciFunction {
  const f = at(all, old);
  const { segment, bus, devfns, secondary } = at(addresses, old);
  const here = (devfn: number): number => devfns.get(devfn) ?? devfn;
  const index = (i: number): number => at(indices, i);
  const common = {
    segment,
    bus,
    devfn: here(f.devfn),
    parent: f.parent === null ? null : index(f.parent),
    aliases: sorted(f.aliases.map(here)),
    realDma: f.realDma === null ? null : index(f.realDma),
  };
  if (f.kind === "vf") return { ...f, ...common, pf: index(f.pf) };
  const acs = acsOf(f);
  if (acs === null || !isExpress(f))
    return isBridge(f) ? { ...f, ...common, secondary } : { ...f, ...common };
  const egress = { ...acs, egress: sorted(acs.egress.map(here)) };
  if (isPort(f)) return { ...f, ...common, secondary, acs: egress };
  return { ...f, ...common, acs: egress };
}

function probeOrderOf(
  t: Topology,
  indices: readonly number[],
  functions: readonly PciFunction[],
): readonly number[] | null {
  if (t.probe.order === null) return null;
  const order = t.probe.order.map((old) => at(indices, old));
  const usual = enumerationOrder(functions);
  return order.every((dev, i) => dev === usual[i]) ? null : order;
}

interface NewAddress {
  readonly segment: number;
  readonly bus: number;
  /** What each devfn on the function's bus becomes. */
  readonly devfns: ReadonlyMap<number, number>;
  /** The new secondary bus, where it is a bridge. */
  secondary: number;
}

/** Walks the buses as Linux scans them and gives out numbers. */
class Addresses {
  private readonly functions: readonly PciFunction[];
  private readonly made: NewAddress[] = [];
  private readonly nextBus = new Map<number, number>();

  constructor(functions: readonly PciFunction[]) {
    this.functions = functions;
  }

  all(): readonly NewAddress[] {
    const segments = newSegments(this.functions);
    const order = enumerationOrder(this.functions);
    const roots = new Set<string>();
    for (const i of order) {
      const f = at(this.functions, i);
      const key = `${f.segment} ${f.bus}`;
      if (f.parent !== null || f.kind === "vf" || roots.has(key)) continue;
      roots.add(key);
      const segment = segments.get(f.segment) ?? f.segment;
      const onBus = order.filter((j) => {
        const g = at(this.functions, j);
        return g.segment === f.segment && g.bus === f.bus;
      });
      this.bus(onBus, segment, this.take(segment), "root");
    }
    return this.made;
  }

  private take(segment: number): number {
    const bus = this.nextBus.get(segment) ?? 0;
    this.nextBus.set(segment, bus + 1);
    return bus;
  }

  private bus(onBus: readonly number[], segment: number, bus: number, site: Site): void {
    const devfns = newDevfns(
      onBus.map((i) => at(this.functions, i)),
      site,
    );
    for (const i of onBus) this.made[i] = { segment, bus, devfns, secondary: 0 };
    for (const vfs of this.virtualBuses(onBus))
      this.bus(vfs, segment, this.take(segment), "virtual");
    for (const i of onBus) {
      const f = at(this.functions, i);
      if (!isBridge(f)) continue;
      const secondary = this.take(segment);
      at(this.made, i).secondary = secondary;
      const below = this.indicesWhere((g) => g.segment === f.segment && g.bus === f.secondary);
      this.bus(below, segment, secondary, isPort(f) ? "port" : "conventional");
    }
  }

  /** The VFs of a bus's functions that stand on other buses, by their bus. */
  private virtualBuses(onBus: readonly number[]): readonly number[][] {
    const buses = new Map<number, number[]>();
    this.functions.forEach((f, i) => {
      if (f.kind !== "vf" || !onBus.includes(f.pf) || onBus.includes(i)) return;
      buses.set(f.bus, [...(buses.get(f.bus) ?? []), i]);
    });
    return [...buses.keys()].sort((a, b) => a - b).map((bus) => buses.get(bus) ?? []);
  }

  private indicesWhere(wanted: (f: PciFunction) => boolean): number[] {
    return this.functions
      .flatMap((f, i) => (wanted(f) ? [i] : []))
      .sort((a, b) => at(this.functions, a).devfn - at(this.functions, b).devfn);
  }
}

type Site = "root" | "port" | "conventional" | "virtual";

function newSegments(functions: readonly PciFunction[]): ReadonlyMap<number, number> {
  const redirected = new Set(functions.filter((f) => f.realDma !== null).map((f) => f.segment));
  const numbers = new Map<number, number>();
  let plain = 0;
  let behind = REDIRECTED_SEGMENT;
  for (const segment of sorted([...new Set(functions.map((f) => f.segment))]))
    numbers.set(segment, redirected.has(segment) ? behind++ : plain++);
  return numbers;
}

/** What each devfn that a bus's functions have or name becomes. */
function newDevfns(functions: readonly PciFunction[], site: Site): ReadonlyMap<number, number> {
  const present = new Set(functions.map((f) => f.devfn));
  const aliases = new Set(functions.flatMap((f) => f.aliases));
  const named = functions.flatMap((f) => [...f.aliases, ...(acsOf(f)?.egress ?? [])]);
  const known = sorted([...new Set([...present, ...named])]);
  // Where it keeps its number, the others of its slot stay beside it.
  const keeps = known.includes(LAST_DEVFN) && (aliases.has(LAST_DEVFN) || !present.has(LAST_DEVFN));
  const beside = known.filter((devfn) => keeps && devfn >> 3 === LAST_DEVFN >> 3);
  const devfns = known.filter((devfn) => !beside.includes(devfn));
  const slots = [...new Set(devfns.map((devfn) => devfn >> 3))];
  const free = site === "root" || (site === "conventional" && slots[0] !== 0);
  const first = free && slots.length < 32 ? 1 : 0;
  const made = new Map<number, number>();
  slots.forEach((slot, n) => {
    const numbers = devfns.filter((devfn) => devfn >> 3 === slot);
    renumberSlot(numbers, first + n, made);
  });
  renumberSlot(
    beside.filter((devfn) => devfn !== LAST_DEVFN),
    LAST_DEVFN >> 3,
    made,
  );
  if (keeps) made.set(LAST_DEVFN, LAST_DEVFN);
  return made;
}

/** The devfns of one slot, ascending, in a new slot: as low as can be, but function 0 stays so. */
function renumberSlot(devfns: readonly number[], slot: number, made: Map<number, number>): void {
  const lowest = (devfns[0] ?? 0) & 7;
  devfns.forEach((devfn, m) => made.set(devfn, (slot << 3) | (lowest === 0 ? m : m + 1)));
}

function sorted(numbers: readonly number[]): number[] {
  return [...numbers].sort((a, b) => a - b);
}

function at<T>(list: readonly T[], i: number): T {
  const item = list[i];
  if (item === undefined) throw new RangeError(`no item ${i}`);
  return item;
}
