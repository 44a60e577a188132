/**
 * The edits that move functions: into another slot or onto another bus, up in the tree in place of
 * what stood above, or two into each other's place.
 */
import type { Scenario } from "../../model/vocabulary/scenario/scenario.js";
import {
  isBridge,
  isEndpoint,
  isPort,
  type PciFunction,
} from "../../model/vocabulary/topology/topology.js";
import { sameBus, subtree, withFunctions, withoutFunctions } from "./topology-edits.js";
import { asKind } from "./fields.js";

/** A bus as the functions on it see it. */
type Bus = Pick<PciFunction, "segment" | "bus" | "parent" | "realDma">;

/**
 * Function i at every other place that is worth a try: free numbers close to those in use, on every
 * bus.
 */
export function* relocated(s: Scenario, i: number): Generator<Scenario | null> {
  const all = s.topology.functions;
  const f = all[i];
  if (f === undefined) return;
  for (const bus of busesOf(all)) {
    const here = sameBus(f, { ...f, ...bus });
    if (!here && (f.kind === "vf" || bus.parent === i)) continue;
    // A function moves below a bridge only if that stands before it.
    if (bus.parent !== null && bus.parent > i) continue;
    for (const devfn of freeDevfns(all, bus, f)) {
      const functions = all.with(i, { ...f, ...bus, devfn });
      yield withFunctions(s, functions);
      yield withFunctions(s, withoutLoneFlags(functions));
      if (isEndpoint(f) && f.ari) yield withFunctions(s, withoutAri(functions, { ...f, ...bus }));
    }
  }
  const pf = f.kind === "vf" ? all[f.pf] : undefined;
  if (pf === undefined || sameBus(f, pf)) return;
  for (const devfn of freeDevfns(all, pf, f))
    yield withFunctions(s, all.with(i, { ...f, bus: pf.bus, devfn }));
}

function busesOf(all: readonly PciFunction[]): readonly Bus[] {
  const buses = new Map<string, Bus>();
  for (const { segment, bus, parent, realDma, kind } of all)
    if (kind !== "vf") buses.set(`${segment} ${bus}`, { segment, bus, parent, realDma });
  return [...buses.values()];
}

/**
 * Devfn 0, the next function of each slot in use, and the next slot; own numbers and taken ones
 * left out.
 */
function freeDevfns(
  all: readonly PciFunction[],
  bus: Pick<PciFunction, "segment" | "bus">,
  moving: PciFunction,
): readonly number[] {
  const others = all.filter((g) => g !== moving && g.bus === bus.bus && g.segment === bus.segment);
  const taken = new Set(others.map((g) => g.devfn));
  const slots = [...new Set(others.map((g) => g.devfn >> 3))].sort((a, b) => a - b);
  const devfns = new Set<number>([0, ((slots.at(-1) ?? 0) + 1) << 3]);
  for (const slot of slots) {
    let devfn = slot << 3;
    while (taken.has(devfn)) devfn++;
    devfns.add(devfn);
  }
  return [...devfns].filter((devfn) => devfn < 256 && !taken.has(devfn));
}

function slotKey(f: PciFunction): string {
  return `${f.segment} ${f.bus} ${f.devfn >> 3}`;
}

/** Without the header bit where a move has left one function in a slot. */
function withoutLoneFlags(all: readonly PciFunction[]): readonly PciFunction[] {
  const count = new Map<string, number>();
  for (const f of all) count.set(slotKey(f), (count.get(slotKey(f)) ?? 0) + 1);
  return all.map((f) => (count.get(slotKey(f)) === 1 ? { ...f, multifunction: false } : f));
}

function withoutAri(all: readonly PciFunction[], on: PciFunction): readonly PciFunction[] {
  return all.map((g) => (isEndpoint(g) && sameBus(g, on) ? { ...g, ari: false } : g));
}

/**
 * Two functions of a root bus, one now below the other: a port and what is behind it are simpler
 * than one device.
 */
export function nested(s: Scenario, i: number, j: number): Scenario | null {
  const all = s.topology.functions;
  const top = all[i];
  const f = all[j];
  if (top === undefined || f === undefined || i >= j || top.parent !== null || f.parent !== null)
    return null;
  if (isBridge(top) || isBridge(f) || top.kind === "vf" || f.kind === "vf" || !sameBus(top, f))
    return null;
  const port = { ...asKind(top, "root-port"), multifunction: false, aliases: [] };
  if (!isBridge(port)) return null;
  const secondary = 1 + Math.max(...all.map((g) => (isBridge(g) ? g.secondary : g.bus)));
  const { segment } = top;
  const below = { segment, bus: secondary, parent: i, devfn: 0, multifunction: false, aliases: [] };
  const functions = all
    .with(i, { ...port, secondary })
    .with(j, { ...asKind(f, "endpoint"), ...below });
  return withFunctions(s, functions);
}

/**
 * Function i with what is below it in the place of a function above it, as that kind where it is a
 * port; the rest of what stood there is dropped. Operations on what is dropped go to `heir`, or are
 * dropped too.
 */
export function lifted(
  s: Scenario,
  i: number,
  above: number,
  heir: number | null,
): Scenario | null {
  const all = s.topology.functions;
  const f = all[i];
  const top = all[above];
  if (f === undefined || top === undefined || f.kind === "vf" || !isBridge(top)) return null;
  const kept = subtree(all, [i]);
  const { segment, bus, parent, devfn, multifunction } = top;
  const moved = { ...(isPort(f) && isPort(top) ? asKind(f, top.kind) : f), segment, bus, parent };
  // It keeps its index, so what stood between it and the top is dropped by name.
  const dropped = [...subtree(all, [above])].filter((j) => !kept.has(j));
  const at = { ...moved, devfn, multifunction };
  const beside = all.map((g, j) => (j === i ? at : !kept.has(j) && j === above ? hidden(g) : g));
  return withoutFunctions({ ...s, topology: { ...s.topology, functions: beside } }, dropped, heir);
}

/** A function that is about to be dropped; its address is free. */
function hidden(f: PciFunction): PciFunction {
  return { ...f, devfn: -1 };
}

/**
 * Two functions (or two whole slots) of one bus change places; what is below them goes with them.
 */
export function swappedPlaces(s: Scenario, i: number, j: number, slots: boolean): Scenario | null {
  const all = s.topology.functions;
  const a = all[i];
  const b = all[j];
  if (a === undefined || b === undefined || !sameBus(a, b)) return null;
  const other = (devfn: number): number => {
    if (slots && devfn >> 3 === a.devfn >> 3) return (b.devfn & ~7) | (devfn & 7);
    if (slots && devfn >> 3 === b.devfn >> 3) return (a.devfn & ~7) | (devfn & 7);
    if (slots) return devfn;
    return devfn === a.devfn ? b.devfn : devfn === b.devfn ? a.devfn : devfn;
  };
  const flags = new Map(all.filter((f) => sameBus(f, a)).map((f) => [f.devfn, f.multifunction]));
  const functions = all.map((f) => {
    if (!sameBus(f, a)) return f;
    const devfn = other(f.devfn);
    const aliases = f.aliases.map(other).sort((x, y) => x - y);
    // The header bit belongs to the place: function 0 needs it, whoever that is.
    const flag = f.kind === "vf" || slots ? f.multifunction : (flags.get(devfn) ?? f.multifunction);
    return { ...f, devfn, aliases, multifunction: flag };
  });
  return withFunctions(s, functions);
}

/** Two functions of one kind, or two ports, exchange everything but their place in the tree. */
export function swappedContents(s: Scenario, i: number, j: number): Scenario | null {
  const all = s.topology.functions;
  const a = all[i];
  const b = all[j];
  if (a === undefined || b === undefined || (a.kind !== b.kind && !(isPort(a) && isPort(b))))
    return null;
  const functions = all.with(i, placedAs(b, a)).with(j, placedAs(a, b));
  return withFunctions(s, functions);
}

function placedAs(content: PciFunction, place: PciFunction): PciFunction {
  const { segment, bus, devfn, parent, multifunction, realDma } = place;
  const at = { segment, bus, devfn, parent, multifunction, realDma };
  if (isPort(content) && isPort(place))
    return { ...content, ...at, kind: place.kind, secondary: place.secondary };
  if (isBridge(content) && isBridge(place))
    return { ...content, ...at, secondary: place.secondary };
  if (content.kind === "vf" && place.kind === "vf") return { ...content, ...at, pf: place.pf };
  return isBridge(content) || content.kind === "vf" ? place : { ...content, ...at };
}
