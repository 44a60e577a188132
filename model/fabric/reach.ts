/**
 * Places where an untranslated memory request of a function can land before any translation agent
 * sees it (semantics 5.2). Knobs as in docs/reference/choices.md: functions without ACS loop, the
 * root complex sends everything to the agent, a port's own range is an error, ports' own BARs are
 * not counted.
 */
import {
  isBridge,
  slotOf,
  type PciFunction,
  type Topology,
} from "../vocabulary/topology/topology.js";
import { peerRequest } from "./acs.js";

/** The functions that stand beside each other: same bus, a VF where its PF is. */
function beside(t: Topology, x: number): readonly number[] {
  const f = busOwner(t, x);
  const others: number[] = [];
  t.functions.forEach((g, i) => {
    if (i === x || g.parent !== f.parent || g.segment !== f.segment) return;
    if (busOwner(t, i).bus === f.bus) others.push(i);
  });
  return others;
}

/** The function itself; of a VF its PF, whose bus and whose ACS capability count for it. */
function busOwner(t: Topology, dev: number): PciFunction {
  const f = functionAt(t, dev);
  return f.kind === "vf" ? functionAt(t, f.pf) : f;
}

function functionAt(t: Topology, dev: number): PciFunction {
  const f = t.functions[dev];
  if (f === undefined) throw new RangeError(`no function ${dev}`);
  return f;
}

/** Marks everything below a bridge; requests that go down are never filtered. */
function markBelow(t: Topology, x: number, reached: Uint8Array): void {
  if (!isBridge(functionAt(t, x))) return;
  for (let i = x + 1; i < t.functions.length; i++) if (isBelow(t, i, x)) reached[i] = 1;
}

function isBelow(t: Topology, dev: number, bridge: number): boolean {
  for (let p = functionAt(t, dev).parent; p !== null; p = functionAt(t, p).parent)
    if (p === bridge) return true;
  return false;
}

/** Where functions beside each other stand, which decides who can send to whom. */
type Place = "root" | "conventional" | "switch" | "link";

function placeOf(t: Topology, f: PciFunction): Place {
  if (f.parent === null) return "root";
  const above = functionAt(t, f.parent).kind;
  if (above === "pci-bridge" || above === "pcie-to-pci-bridge") return "conventional";
  return above === "upstream-port" ? "switch" : "link";
}

/** The functions that `x`, or something below it, could address directly from where `x` stands. */
export function peersBeside(t: Topology, x: number): readonly number[] {
  const owner = busOwner(t, x);
  const near = beside(t, x);
  if (placeOf(t, owner) !== "root") return near;
  return near.filter((y) => slotOf(busOwner(t, y)) === slotOf(owner));
}

/** 1 for every function that the function `dev` can reach untranslated; its own entry stays 0. */
export function peersOf(t: Topology, dev: number): Uint8Array {
  const reached = new Uint8Array(t.functions.length);
  for (let x: number | null = dev; x !== null; x = functionAt(t, x).parent) {
    const owner = busOwner(t, x);
    const shared = placeOf(t, owner) === "conventional";
    for (const y of peersBeside(t, x)) {
      if (!shared && peerRequest(owner, functionAt(t, y)) !== "direct") continue;
      reached[y] = 1;
      markBelow(t, y, reached);
    }
    if (shared && owner.parent !== null) reached[owner.parent] = 1;
  }
  reached[dev] = 0;
  return reached;
}
