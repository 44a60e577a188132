/**
 * Further orders of probing for the invariants that compare them (INV-22). A campaign takes one by
 * its choice, a replay tries all that are listed here.
 */
import { enumerationOrder } from "../../../model/vocabulary/topology/probe-order.js";
import type { Observation } from "../../../model/vocabulary/design/observation.js";
import { isBridge, type Topology } from "../../../model/vocabulary/topology/topology.js";
import type { BootVariant } from "../invariant.js";

/** Whether every bridge has an IOMMU, and so a group that those below it can join (FLAW-4). */
export function bridgesManaged(t: Topology): boolean {
  return t.functions.every((f) => f.iommu || !isBridge(f));
}

/** Above this number of functions a replay, too, tries only some orders. */
const ALL_ORDERS_FUNCTIONS_MAX = 5;

/** One of the makers by the choice, or what all of them make. */
export function chosen<T>(makers: readonly (() => T)[], choice: number | null): readonly T[] {
  if (choice === null) return makers.map((make) => make());
  const make = makers[choice % Math.max(1, makers.length)];
  return make === undefined ? [] : [make()];
}

function inOrder(t: Topology, scan: "boot" | "hot", order: readonly number[]): Topology {
  return { ...t, probe: { scan, order } };
}

/**
 * Boot orders in which parents come before children, PFs before VFs, and a VMD before what is
 * behind it.
 */
export function parentFirstOrders(t: Topology, choice: number | null): readonly Topology[] {
  const orders = permutations(t, choice, (order) => parentsFirst(t, order));
  return orders.map((order) => inOrder(t, "boot", order));
}

/** Boot orders of every kind, and the hot scan in enumeration order. */
export function anyOrders(t: Topology, choice: number | null): readonly Topology[] {
  const other = t.probe.scan === "boot" ? "hot" : "boot";
  const scanned: Topology = { ...t, probe: { scan: other, order: null } };
  if (choice !== null && choice % 2 === 0) return [scanned];
  const valid = (order: readonly number[]): boolean =>
    t.probe.scan === "boot" ? pfsFirst(t, order) : parentsFirst(t, order);
  const half = choice === null ? null : choice >> 1;
  const orders = permutations(t, half, valid);
  return [...(choice === null ? [scanned] : []), ...orders.map((o) => inOrder(t, t.probe.scan, o))];
}

function permutations(
  t: Topology,
  choice: number | null,
  valid: (order: readonly number[]) => boolean,
): readonly (readonly number[])[] {
  const base = enumerationOrder(t.functions);
  if (choice !== null) return [shuffled(base, choice)].filter((order) => valid(order));
  if (base.length > ALL_ORDERS_FUNCTIONS_MAX) return swaps(base).filter((order) => valid(order));
  return allOrders(base).filter((order) => valid(order));
}

function allOrders(items: readonly number[]): readonly (readonly number[])[] {
  if (items.length <= 1) return [items];
  return items.flatMap((first, i) =>
    allOrders(items.filter((_, j) => j !== i)).map((rest) => [first, ...rest]),
  );
}

/** The order with two entries exchanged, every way, and the reverse. */
function swaps(base: readonly number[]): readonly (readonly number[])[] {
  const orders: number[][] = [base.toReversed()];
  for (let i = 0; i < base.length; i++)
    for (let j = i + 1; j < base.length; j++) {
      const order = [...base];
      [order[i], order[j]] = [order[j] ?? 0, order[i] ?? 0];
      orders.push(order);
    }
  return orders;
}

/** A few exchanges of neighbours, picked by the bits of a number. */
function shuffled(base: readonly number[], choice: number): readonly number[] {
  const order = [...base];
  let bits = choice;
  for (let i = order.length - 1; i > 0; i--) {
    const j = bits % (i + 1);
    bits = Math.floor(bits / (i + 1)) + 7 * i;
    [order[i], order[j]] = [order[j] ?? 0, order[i] ?? 0];
  }
  return order;
}

function parentsFirst(t: Topology, order: readonly number[]): boolean {
  const seen = new Set<number>();
  return order.every((dev) => {
    seen.add(dev);
    const f = t.functions[dev];
    if (f === undefined) return false;
    const needs = [f.parent, f.realDma, f.kind === "vf" ? f.pf : null];
    return needs.every((other) => other === null || seen.has(other));
  });
}

function pfsFirst(t: Topology, order: readonly number[]): boolean {
  const at = new Map(order.map((dev, i) => [dev, i]));
  return t.functions.every((f, dev) => f.kind !== "vf" || (at.get(f.pf) ?? 0) < (at.get(dev) ?? 0));
}

/** The first two functions that are together in one partition and apart in another. */
export function firstDifference(
  after: Observation,
  variants: readonly BootVariant[],
): readonly [number, number] | null {
  for (const variant of variants)
    for (let a = 0; a < after.functions; a++)
      for (let b = a + 1; b < after.functions; b++) {
        const here = after.group(a) === after.group(b);
        if (here !== (variant.after.group(a) === variant.after.group(b))) return [a, b];
      }
  return null;
}
