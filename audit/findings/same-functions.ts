/**
 * Which function of one dump is which of another, of one machine: bus numbers change with every
 * card, so a function is known by its way from the root bus first, then by its address, and by its
 * ids where both are others.
 */
import { addressText } from "../../model/vocabulary/topology/address.js";
import type { PciFunction } from "../../model/vocabulary/topology/topology.js";
import type { ShownMachine } from "./shown-machine.js";

/** Indices in either machine. */
export interface Pair {
  readonly a: number;
  readonly b: number;
}

export interface SameFunctions {
  /** In the order of the first machine. */
  readonly pairs: readonly Pair[];
  readonly onlyA: readonly number[];
  readonly onlyB: readonly number[];
}

export function sameFunctions(a: ShownMachine, b: ShownMachine): SameFunctions {
  const open = { a: shownOf(a), b: shownOf(b) };
  const pairs: Pair[] = [];
  // Each of these is tried with what the ones before it have left over.
  for (const key of [wayAndAddress, byWay, byAddress, byIds])
    pairs.push(...matched(a, b, key, open));
  return {
    pairs: pairs.sort((x, y) => x.a - y.a),
    onlyA: [...open.a],
    onlyB: [...open.b],
  };
}

function shownOf(m: ShownMachine): Set<number> {
  return new Set([...m.functions.keys()].filter((dev) => m.functions[dev]?.shown !== false));
}

/** The name of a function by which it is looked for; null where it has none of the kind. */
type Key = (m: ShownMachine, dev: number) => string | null;

function matched(
  a: ShownMachine,
  b: ShownMachine,
  key: Key,
  open: { readonly a: Set<number>; readonly b: Set<number> },
): readonly Pair[] {
  const there = byKey(b, key, open.b);
  const pairs: Pair[] = [];
  for (const [name, [first, ...others]] of byKey(a, key, open.a)) {
    const [other, ...more] = there.get(name) ?? [];
    if (first === undefined || other === undefined || others.length + more.length > 0) continue;
    if (!mayBeOne(a, first, b, other)) continue;
    pairs.push({ a: first, b: other });
    open.a.delete(first);
    open.b.delete(other);
  }
  return pairs;
}

function byKey(m: ShownMachine, key: Key, devs: Iterable<number>): Map<string, number[]> {
  const found = new Map<string, number[]>();
  for (const dev of devs) {
    const name = key(m, dev);
    if (name === null) continue;
    const others = found.get(name);
    if (others === undefined) found.set(name, [dev]);
    else others.push(dev);
  }
  return found;
}

/** Ids that both show are the same; a name without ids tells nothing. */
function mayBeOne(a: ShownMachine, x: number, b: ShownMachine, y: number): boolean {
  const [f, g] = [a.functions[x], b.functions[y]];
  return (["vendor", "device"] as const).every((id) => {
    const [was, is] = [f?.[id] ?? null, g?.[id] ?? null];
    return was === null || is === null || was === is;
  });
}

function byAddress(m: ShownMachine, dev: number): string | null {
  return m.functions[dev]?.address ?? null;
}

/** `/00.1c.0/00.0`: device and function of each bridge, below a root bus that is named. */
function byWay({ topology, unseen }: ShownMachine, dev: number): string | null {
  const steps: string[] = [];
  for (let i: number | null = dev; i !== null;) {
    const f: PciFunction | undefined = topology.functions[i];
    const hidden = unseen[i]?.has("place") === true || unseen[i]?.has("function") === true;
    if (f === undefined || hidden) return null;
    const pf = f.kind === "vf" ? topology.functions[f.pf] : undefined;
    // A VF may be on a later bus than its PF.
    const later = pf === undefined ? "" : `+${f.bus - pf.bus}`;
    steps.push(f.parent === null ? addressText(f) : `${later}${f.devfn}`);
    i = f.parent;
  }
  return steps.toReversed().join("/");
}

function wayAndAddress(m: ShownMachine, dev: number): string | null {
  const way = byWay(m, dev);
  return way === null ? null : `${way} ${m.functions[dev]?.address}`;
}

function byIds({ functions }: ShownMachine, dev: number): string | null {
  const f = functions[dev];
  if (f === undefined || f.vendor === null || f.device === null) return null;
  return `${f.vendor}:${f.device} ${f.subsystem ?? ""}`;
}
