/**
 * Defines the edits from which smaller topologies are made: each remaps every index that another function holds, mends
 * what the change leaves behind, and answers null where the result cannot be.
 */
import { impossible } from "../../model/vocabulary/build.js";
import { enumerationOrder } from "../../model/vocabulary/probe.js";
import type { Operation } from "../../model/vocabulary/operation.js";
import type { Scenario } from "../../model/vocabulary/scenario.js";
import { isEndpoint, type PciFunction, type Topology } from "../../model/vocabulary/topology.js";

/** The scenario with these functions instead (same indices); null where they cannot be. */
export function withFunctions(s: Scenario, functions: readonly PciFunction[]): Scenario | null {
  return possible(s, { functions: mended(functions), probe: s.topology.probe });
}

/** The scenario with one function changed. */
export function withFunction(s: Scenario, i: number, f: PciFunction): Scenario | null {
  return withFunctions(s, s.topology.functions.with(i, f));
}

function possible(s: Scenario, topology: Topology): Scenario | null {
  return impossible(topology) === null ? { ...s, topology } : null;
}

/** A device must have a function 0, and it must be marked multifunction where others are to be found. */
function mended(functions: readonly PciFunction[]): readonly PciFunction[] {
  const made = [...functions];
  for (const [i, f] of functions.entries()) {
    if (f.kind === "vf" || (f.devfn & 7) === 0 || (isEndpoint(f) && f.ari)) continue;
    const zero = made.findIndex((g) => g.devfn === (f.devfn & ~7) && sameBus(f, g));
    const first = made[zero];
    if (first === undefined) made[i] = { ...f, devfn: f.devfn & ~7 };
    else if (!first.multifunction && first.kind !== "vf") made[zero] = { ...first, multifunction: true };
  }
  return made;
}

export function sameBus(a: PciFunction, b: PciFunction): boolean {
  return a.bus === b.bus && a.segment === b.segment;
}

/** All that stands below these functions, with their VFs, and they themselves. */
export function subtree(functions: readonly PciFunction[], roots: readonly number[]): Set<number> {
  const gone = new Set(roots);
  for (const [i, f] of functions.entries()) {
    if (f.parent !== null && gone.has(f.parent)) gone.add(i);
    if (f.kind === "vf" && gone.has(f.pf)) gone.add(i);
  }
  return gone;
}

/**
 * Drops functions (with what is below them). Operations on them are dropped too, or go to function `heir`.
 * Null where nothing remains, or what remains cannot be.
 */
export function withoutFunctions(
  s: Scenario,
  roots: readonly number[],
  heir: number | null,
): Scenario | null {
  const all = s.topology.functions;
  const gone = subtree(all, roots);
  if (gone.size === all.length || (heir !== null && gone.has(heir))) return null;
  const indices: (number | null)[] = [];
  let next = 0;
  for (const i of all.keys()) indices.push(gone.has(i) ? null : next++);
  const functions = all.filter((_, i) => !gone.has(i)).map((f) => reindexed(f, indices));
  const order = s.topology.probe.order?.flatMap((i) => indices[i] ?? []) ?? null;
  const operations = s.operations.flatMap((op): Operation[] => {
    const old = op.dev % all.length;
    const dev = indices[gone.has(old) ? (heir ?? old) : old] ?? null;
    return dev === null ? [] : [{ ...op, dev }];
  });
  const topology = { functions: mended(functions), probe: { scan: s.topology.probe.scan, order } };
  return possible({ ...s, operations }, topology);
}

function reindexed(f: PciFunction, indices: readonly (number | null)[]): PciFunction {
  const moved = {
    parent: f.parent === null ? null : (indices[f.parent] ?? null),
    realDma: f.realDma === null ? null : (indices[f.realDma] ?? null),
  };
  return f.kind === "vf" ? { ...f, ...moved, pf: indices[f.pf] ?? 0 } : { ...f, ...moved };
}

/**
 * Puts the functions on the bridge's secondary bus in the bridge's place and drops the bridge. Operations on the
 * bridge go to its first child.
 */
export function hoisted(s: Scenario, bridge: number): Scenario | null {
  const all = s.topology.functions;
  const top = all[bridge];
  if (top === undefined) return null;
  const children = all.flatMap((f, i) => (f.parent === bridge ? [i] : []));
  const first = children[0];
  if (first === undefined) return null;
  const taken = new Set(all.filter((f) => sameBus(f, top) && f !== top).map((f) => f.devfn >> 3));
  const slots = new Map<number, number>();
  const functions = [...all];
  for (const i of children) {
    const f = all[i];
    if (f === undefined) continue;
    const own = !("secondary" in top) || f.bus === top.secondary;
    const slot = f.devfn >> 3;
    if (own && !slots.has(slot)) slots.set(slot, freeSlot(taken, top.devfn >> 3));
    const devfn = own ? ((slots.get(slot) ?? slot) << 3) | (f.devfn & 7) : f.devfn;
    const bus = own ? top.bus : f.bus;
    functions[i] = { ...f, parent: top.parent, segment: top.segment, bus, devfn };
  }
  const lifted = { ...s, topology: { ...s.topology, functions } };
  return withoutFunctions(lifted, [bridge], first);
}

function freeSlot(taken: Set<number>, wanted: number): number {
  let slot = wanted;
  while (taken.has(slot)) slot = (slot + 1) % 32;
  taken.add(slot);
  return slot;
}

/** Two functions (or two whole slots) of one bus change places; what is below them goes with them. */
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
  const functions = all.map((f) =>
    sameBus(f, a)
      ? { ...f, devfn: other(f.devfn), aliases: f.aliases.map(other).sort((x, y) => x - y) }
      : f,
  );
  return withFunctions(s, functions);
}

/** Two functions of one kind exchange everything but their place in the tree. */
export function swappedContents(s: Scenario, i: number, j: number): Scenario | null {
  const all = s.topology.functions;
  const a = all[i];
  const b = all[j];
  if (a === undefined || b === undefined || a.kind !== b.kind) return null;
  const functions = all.with(i, placedAs(b, a)).with(j, placedAs(a, b));
  return withFunctions(s, functions);
}

function placedAs(content: PciFunction, place: PciFunction): PciFunction {
  const { segment, bus, devfn, parent, multifunction, realDma } = place;
  const at = { segment, bus, devfn, parent, multifunction, realDma };
  if ("secondary" in content && "secondary" in place)
    return { ...content, ...at, secondary: place.secondary };
  if (content.kind === "vf" && place.kind === "vf") return { ...content, ...at, pf: place.pf };
  return "secondary" in content || content.kind === "vf" ? place : { ...content, ...at };
}

/** The usual order, written out: to be changed by one exchange. */
export function writtenOrder(t: Topology): readonly number[] {
  return t.probe.order ?? enumerationOrder(t.functions);
}
