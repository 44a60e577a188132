/**
 * The edits from which smaller topologies are made: each remaps every index that another function
 * holds, mends what the change leaves behind, and answers null where the result cannot be.
 */
import { impossible } from "../../model/vocabulary/topology/validate.js";
import { enumerationOrder } from "../../model/vocabulary/topology/probe-order.js";
import type { Operation } from "../../model/vocabulary/operation/operation.js";
import type { Scenario } from "../../model/vocabulary/scenario/scenario.js";
import {
  isBridge,
  isEndpoint,
  type PciFunction,
  type Topology,
} from "../../model/vocabulary/topology/topology.js";

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

/**
 * A device must have a function 0, and it must be marked multifunction where others are to be
 * found.
 */
function mended(functions: readonly PciFunction[]): readonly PciFunction[] {
  const made = [...functions];
  for (const [i, f] of functions.entries()) {
    if (f.kind === "vf" || f.devfn === 0) continue;
    const head = isEndpoint(f) && f.ari && f.parent !== null ? ariHead(made, f) : -1;
    const at = made[head];
    if (at !== undefined && isEndpoint(at)) made[head] = { ...at, ari: true };
    if (at !== undefined || (f.devfn & 7) === 0) continue;
    const zero = made.findIndex((g) => g.devfn === (f.devfn & ~7) && sameBus(f, g));
    const first = made[zero];
    if (first === undefined) made[i] = { ...f, devfn: f.devfn & ~7 };
    else if (!first.multifunction && first.kind !== "vf")
      made[zero] = { ...first, multifunction: true };
  }
  return made;
}

/** Function 0 of an ARI device's bus; -1 if there is none. */
function ariHead(functions: readonly PciFunction[], f: PciFunction): number {
  return functions.findIndex((g) => g.devfn === 0 && isEndpoint(g) && sameBus(f, g));
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
 * Drops functions (with what is below them). Operations on them are dropped too, or go to function
 * `heir`. Null where nothing remains, or what remains cannot be.
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
 * Puts the functions on the bridge's secondary bus in the place of `above`, which is the bridge or
 * stands above it, and drops that with what is left below. Operations on what is dropped go to the
 * first that was moved.
 */
export function hoisted(s: Scenario, bridge: number, above: number): Scenario | null {
  const all = s.topology.functions;
  const from = all[bridge];
  const top = all[above];
  const children = all.flatMap((f, i) => (f.parent === bridge ? [i] : []));
  const first = children[0];
  if (top === undefined || from === undefined || !isBridge(from) || first === undefined)
    return null;
  const taken = new Set(all.filter((f) => sameBus(f, top) && f !== top).map((f) => f.devfn >> 3));
  const slots = new Map<number, number>();
  const functions = all.map((f, i) => {
    if (!children.includes(i)) return f;
    const place = { parent: top.parent, segment: top.segment };
    // A VF on a virtual bus stays there.
    if (f.bus !== from.secondary) return { ...f, ...place };
    const slot = f.devfn >> 3;
    if (!slots.has(slot)) slots.set(slot, freeSlot(taken, top.devfn >> 3));
    const devfn = ((slots.get(slot) ?? slot) << 3) | (f.devfn & 7);
    return { ...f, ...place, bus: top.bus, devfn };
  });
  return withoutFunctions({ ...s, topology: { ...s.topology, functions } }, [above], first);
}

function freeSlot(taken: Set<number>, wanted: number): number {
  let slot = wanted;
  while (taken.has(slot)) slot = (slot + 1) % 32;
  taken.add(slot);
  return slot;
}

/** The usual order, written out: to be changed by one exchange. */
export function writtenOrder(t: Topology): readonly number[] {
  return t.probe.order ?? enumerationOrder(t.functions);
}
