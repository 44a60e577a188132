/**
 * XArray does what a Map and a Set of reservations do, over long random sequences of operations.
 * The number of nodes is compared with what a radix tree over the same keys needs, so that a node
 * kept too long is found as surely as a wrong value.
 */
import fc from "fast-check";
import { test } from "vitest";

import { XA_KEY_MAX, XA_ZERO_ENTRY, XArray } from "./xarray.js";

const EDGES = [0, 1, 31, 32, 63, 64, 1023, 1024, 4095, 4096, 32_767, 32_768, XA_KEY_MAX];
const SLOT_BITS = 5;

/** The nodes of a tree of 32-slot nodes, no higher than its largest key needs. */
function nodesNeeded(keys: Iterable<number>): number {
  let prefixes = new Set<number>();
  for (const key of keys) prefixes.add(key >> SLOT_BITS);
  let nodes = prefixes.size;
  while (prefixes.size > 1 || (prefixes.size === 1 && !prefixes.has(0))) {
    prefixes = new Set([...prefixes].map((prefix) => prefix >> SLOT_BITS));
    nodes += prefixes.size;
  }
  return nodes;
}

function entriesOf(table: XArray): [number, number][] {
  const entries: [number, number][] = [];
  table.forEach((key, value) => entries.push([key, value]));
  return entries;
}

function keysByNext(table: XArray): number[] {
  const keys: number[] = [];
  for (let key = table.next(0); key >= 0; key = table.next(key + 1)) keys.push(key);
  return keys;
}

/** What XArray promises, in the simplest words: a Map of values and a Set of reservations. */
class Model {
  readonly values = new Map<number, number>();
  readonly reserved = new Set<number>();

  free(key: number): boolean {
    return !this.values.has(key) && !this.reserved.has(key);
  }

  store(key: number, value: number): number {
    const previous = this.values.get(key) ?? 0;
    this.values.delete(key);
    this.reserved.delete(key);
    if (value !== 0) this.values.set(key, value);
    return previous;
  }

  insert(key: number, value: number): boolean {
    const free = this.free(key);
    if (free) this.values.set(key, value);
    return free;
  }

  cmpxchg(key: number, old: number, next: number): number {
    const entry = this.reserved.has(key) ? XA_ZERO_ENTRY : (this.values.get(key) ?? 0);
    if (entry === old) this.store(key, next);
    return entry === XA_ZERO_ENTRY ? 0 : entry;
  }

  reserve(key: number): boolean {
    const free = this.free(key);
    if (free) this.reserved.add(key);
    return free;
  }

  next(from: number): number {
    let found = -1;
    for (const key of this.values.keys()) {
      if (key >= from && (found === -1 || key < found)) found = key;
    }
    return found;
  }

  clear(): void {
    this.values.clear();
    this.reserved.clear();
  }
}

const operations = [
  "store",
  "insert",
  "erase",
  "cmpxchg",
  "reserve",
  "release",
  "load",
  "next",
  "clear",
] as const;

interface Step {
  readonly operation: (typeof operations)[number];
  readonly key: number;
  readonly old: number;
  readonly value: number;
}

/** Few values and crowded keys, so that steps meet; far keys, so that the tree is high. */
const anyKey = fc.oneof(
  { weight: 3, arbitrary: fc.constantFrom(...EDGES) },
  { weight: 3, arbitrary: fc.nat({ max: 130 }) },
  { weight: 1, arbitrary: fc.nat({ max: XA_KEY_MAX }) },
);
const anyStep: fc.Arbitrary<Step> = fc.record({
  operation: fc.oneof(
    { weight: 100, arbitrary: fc.constantFrom(...operations.slice(0, -1)) },
    { weight: 1, arbitrary: fc.constant("clear" as const) },
  ),
  key: anyKey,
  old: fc.integer({ min: XA_ZERO_ENTRY, max: 3 }),
  value: fc.integer({ min: 0, max: 3 }),
});
const anySteps = fc.array(anyStep, { maxLength: 1500, size: "max" });

/** Takes one step on both sides; the two results must be equal. */
function take(table: XArray, model: Model, step: Step): [unknown, unknown] {
  const { key, old, value } = step;
  switch (step.operation) {
    case "store":
      return [table.store(key, value), model.store(key, value)];
    case "insert":
      return [table.insert(key, value + 1), model.insert(key, value + 1)];
    case "erase":
      return [table.erase(key), model.store(key, 0)];
    case "cmpxchg":
      return [table.cmpxchg(key, old, value), model.cmpxchg(key, old, value)];
    case "reserve":
      return [table.reserve(key), model.reserve(key)];
    case "release":
      return [table.release(key), model.reserved.delete(key)];
    case "load":
      return [table.load(key), model.values.get(key) ?? 0];
    case "next":
      return [table.next(key), model.next(key)];
    case "clear":
      return [table.clear(), model.clear()];
  }
}

/** Compares everything that can be seen; returns what differs, or undefined. */
function difference(table: XArray, model: Model): string | undefined {
  const entries = [...model.values].toSorted(([a], [b]) => a - b);
  const occupied = [...model.values.keys(), ...model.reserved];
  if (table.size !== entries.length) return `size ${table.size}, not ${entries.length}`;
  if (table.isEmpty() !== (occupied.length === 0)) return `isEmpty() is ${table.isEmpty()}`;
  const nodes = nodesNeeded(occupied);
  if (table.nodeCount !== nodes) return `${table.nodeCount} nodes, not ${nodes}`;
  if (String(entriesOf(table)) !== String(entries)) return `forEach: ${entriesOf(table).join(" ")}`;
  const keys = entries.map(([key]) => key);
  const byNext = String(keysByNext(table));
  return byNext === String(keys) ? undefined : `next: ${byNext}`;
}

test("any sequence of operations does what a Map and a Set of reservations do", () => {
  fc.assert(
    fc.property(anySteps, (steps) => {
      const table = new XArray();
      const model = new Model();
      steps.forEach((step, index) => {
        const [got, wanted] = take(table, model, step);
        if (got !== wanted) throw new Error(`step ${index}: ${String(got)}, not ${String(wanted)}`);
        if (index % 50 !== 0 && index + 1 < steps.length) return;
        const differs = difference(table, model);
        if (differs !== undefined) throw new Error(`after step ${index}: ${differs}`);
      });
      for (const key of [...model.values.keys(), ...model.reserved]) table.erase(key);
      if (table.nodeCount !== 0) throw new Error(`${table.nodeCount} nodes left after erasing all`);
    }),
    { numRuns: 200 },
  );
});

test("forEach sees what a loop over next() sees, whatever the visitor does", () => {
  fc.assert(
    fc.property(fc.array(anyKey, { maxLength: 80, size: "max" }), anySteps, (keys, steps) => {
      const walk = (visitAll: (table: XArray, visit: (key: number) => void) => void): string => {
        const table = new XArray();
        for (const key of keys) table.store(key, 1);
        const seen: number[] = [];
        visitAll(table, (key) => {
          const step = steps[seen.length];
          seen.push(key);
          if (step !== undefined) take(table, new Model(), step);
        });
        return seen.join(" ");
      };
      const byNext = walk((table, visit) => {
        for (let key = table.next(0); key >= 0; key = table.next(key + 1)) visit(key);
      });
      const byForEach = walk((table, visit) => table.forEach(visit));
      if (byForEach !== byNext) throw new Error(`forEach ${byForEach}, next ${byNext}`);
    }),
    { numRuns: 200 },
  );
});
