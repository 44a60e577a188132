/**
 * XArray keeps the promises of lib/xarray.c, one by one. What they do together is compared with a
 * model in impl/xarray/xarray-model.test.ts.
 */
import { describe, expect, test } from "vitest";

import { XA_KEY_MAX, XA_VALUE_MAX, XA_ZERO_ENTRY, XArray } from "./xarray.js";

const KEY = 12_345;
const EDGES = [0, 1, 31, 32, 63, 64, 1023, 1024, 4095, 4096, 32_767, 32_768, XA_KEY_MAX];

/**
 * The nodes of a tree that holds the first 0, 1, 2.. of these keys. A leaf covers 32 keys, a node
 * above it 1,024, then 32,768; each new leaf counts, each new node above it, and each new head.
 */
const NODES_OF_EDGES = [0, 1, 1, 1, 3, 3, 4, 5, 8, 10, 12, 14, 18, 21];

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

describe("the operations", () => {
  test("a new array is empty and has no nodes", () => {
    const table = new XArray();
    expect([table.size, table.isEmpty(), table.nodeCount, table.height]).toEqual([0, true, 0, 0]);
    expect([table.load(0), table.load(XA_KEY_MAX), table.next(0)]).toEqual([0, 0, -1]);
  });

  test("store returns the previous value, and load the last one stored", () => {
    const table = new XArray();
    expect(table.store(KEY, 7)).toBe(0);
    expect(table.store(KEY, XA_VALUE_MAX)).toBe(7);
    expect(table.load(KEY)).toBe(XA_VALUE_MAX);
    expect(table.size).toBe(1);
  });

  test("storing 0 erases, as storing NULL does", () => {
    const table = new XArray();
    table.store(KEY, 7);
    expect(table.store(KEY, 0)).toBe(7);
    expect(table.store(KEY, 0)).toBe(0);
    expect([table.size, table.nodeCount]).toEqual([0, 0]);
  });

  test("insert refuses a slot that is used", () => {
    const table = new XArray();
    expect(table.insert(KEY, 7)).toBe(true);
    expect(table.insert(KEY, 8)).toBe(false);
    expect([table.load(KEY), table.size]).toEqual([7, 1]);
  });

  test("erase returns the previous value and leaves nothing", () => {
    const table = new XArray();
    table.store(KEY, 7);
    expect(table.erase(KEY)).toBe(7);
    expect(table.erase(KEY)).toBe(0);
    expect([table.load(KEY), table.size, table.isEmpty()]).toEqual([0, 0, true]);
  });

  test("cmpxchg replaces only what it was told to expect, and returns what was there", () => {
    const table = new XArray();
    expect(table.cmpxchg(KEY, 5, 7)).toBe(0);
    expect(table.isEmpty()).toBe(true);
    expect(table.cmpxchg(KEY, 0, 7)).toBe(0);
    expect(table.cmpxchg(KEY, 0, 8)).toBe(7);
    expect(table.load(KEY)).toBe(7);
    expect(table.cmpxchg(KEY, 7, 8)).toBe(7);
    expect(table.load(KEY)).toBe(8);
    expect(table.cmpxchg(KEY, 8, 0)).toBe(8);
    expect(table.cmpxchg(KEY, 0, 0)).toBe(0);
    expect([table.size, table.nodeCount]).toEqual([0, 0]);
  });

  test("clear forgets values and reservations, and the array can be used again", () => {
    const table = new XArray();
    for (const key of EDGES) table.store(key, key + 1);
    table.reserve(KEY);
    table.clear();
    expect([table.size, table.isEmpty(), table.nodeCount]).toEqual([0, true, 0]);
    expect(table.insert(KEY, 7)).toBe(true);
    expect(entriesOf(table)).toEqual([[KEY, 7]]);
    expect(table.nodeCount).toBe(3);
  });
});

// Each test repeats a paragraph of check_reserve() in lib/test_xarray.c.
describe("a reservation", () => {
  test("loads as 0, yet the array is not empty, until it is released", () => {
    const table = new XArray();
    expect(table.reserve(KEY)).toBe(true);
    expect([table.load(KEY), table.size, table.isEmpty()]).toEqual([0, 0, false]);
    expect(table.release(KEY)).toBe(true);
    expect([table.isEmpty(), table.nodeCount]).toEqual([true, 0]);
  });

  test("is replaced by store, and releasing the used entry then does nothing", () => {
    const table = new XArray();
    table.reserve(KEY);
    expect(table.store(KEY, 7)).toBe(0);
    expect(table.release(KEY)).toBe(false);
    expect([table.load(KEY), table.size]).toEqual([7, 1]);
  });

  test("is seen by cmpxchg as XA_ZERO_ENTRY and not as 0", () => {
    const table = new XArray();
    table.reserve(KEY);
    expect(table.cmpxchg(KEY, 0, 7)).toBe(0);
    expect(table.load(KEY)).toBe(0);
    expect(table.cmpxchg(KEY, XA_ZERO_ENTRY, 7)).toBe(0);
    expect([table.load(KEY), table.size]).toEqual([7, 1]);
    expect(table.cmpxchg(KEY, XA_ZERO_ENTRY, 8)).toBe(7);
    expect(table.load(KEY)).toBe(7);
  });

  test("makes insert busy, and is erased like a value", () => {
    const table = new XArray();
    table.reserve(KEY);
    expect(table.insert(KEY, 7)).toBe(false);
    expect(table.isEmpty()).toBe(false);
    expect(table.erase(KEY)).toBe(0);
    expect(table.isEmpty()).toBe(true);
  });

  test("is skipped by iteration", () => {
    const table = new XArray();
    table.store(5, 50);
    table.reserve(6);
    table.store(7, 70);
    table.reserve(XA_KEY_MAX);
    expect(entriesOf(table)).toEqual([
      [5, 50],
      [7, 70],
    ]);
    expect(keysByNext(table)).toEqual([5, 7]);
  });

  test("is not made where something is, and is not released where nothing is", () => {
    const table = new XArray();
    expect(table.release(KEY)).toBe(false);
    expect(table.reserve(KEY)).toBe(true);
    expect(table.reserve(KEY)).toBe(false);
    table.store(KEY, 7);
    expect(table.reserve(KEY)).toBe(false);
    expect(table.load(KEY)).toBe(7);
  });
});

describe("a bug of the caller throws RangeError", () => {
  const keys = [-1, XA_KEY_MAX + 1, 2 ** 32, 1.5, Number.NaN, Number.POSITIVE_INFINITY];
  test.each(keys)("key %d", (key) => {
    const table = new XArray();
    const message = `XArray: key ${key} is not an integer from 0 to 1048575`;
    const calls = [
      () => table.load(key),
      () => table.store(key, 1),
      () => table.insert(key, 1),
      () => table.erase(key),
      () => table.cmpxchg(key, 0, 1),
      () => table.reserve(key),
      () => table.release(key),
    ];
    for (const call of calls) expect(call).toThrow(new RangeError(message));
    if (key !== XA_KEY_MAX + 1) expect(() => table.next(key)).toThrow(new RangeError(message));
    expect(table.isEmpty()).toBe(true);
  });

  test.each([-1, -2, XA_VALUE_MAX + 1, 2 ** 32, 0.5, Number.NaN])("value %d", (value) => {
    const table = new XArray();
    const message = `XArray: value ${value} is not an integer from 0 to 2147483647`;
    const calls = [
      () => table.store(KEY, value),
      () => table.insert(KEY, value),
      () => table.cmpxchg(KEY, 0, value),
    ];
    for (const call of calls) expect(call).toThrow(new RangeError(message));
    expect(() => table.cmpxchg(KEY, value === XA_ZERO_ENTRY ? -2 : value, 1)).toThrow(RangeError);
    expect(table.isEmpty()).toBe(true);
  });

  test("inserting 0, which the kernel would take for a reservation", () => {
    expect(() => new XArray().insert(KEY, 0)).toThrow("XArray.insert: value is 0; use reserve()");
  });
});

describe("the tree", () => {
  test.each([
    [0, 1],
    [31, 1],
    [32, 2],
    [63, 2],
    [64, 2],
    [1023, 2],
    [1024, 3],
    [4095, 3],
    [4096, 3],
    [32_767, 3],
    [32_768, 4],
    [XA_KEY_MAX, 4],
  ])("with key %d alone has %d levels, one node each", (key, levels) => {
    const table = new XArray();
    table.store(key, 1);
    expect([table.height, table.nodeCount]).toEqual([levels, levels]);
  });

  test("grows over what it holds, and shrinks when the large keys go", () => {
    const table = new XArray();
    EDGES.forEach((key, index) => {
      table.store(key, key + 1);
      expect(table.nodeCount).toBe(NODES_OF_EDGES[index + 1]);
    });
    expect(entriesOf(table)).toEqual(EDGES.map((key) => [key, key + 1]));
    for (let left = EDGES.length - 1; left >= 0; left--) {
      table.erase(EDGES[left] ?? 0);
      expect(table.nodeCount).toBe(NODES_OF_EDGES[left]);
      expect(keysByNext(table)).toEqual(EDGES.slice(0, left));
    }
    expect(table.height).toBe(0);
  });

  test("holds every key at once, and gives every node back in whatever order they go", () => {
    const table = new XArray();
    const count = XA_KEY_MAX + 1;
    let wrong = 0;
    for (let key = 0; key < count; key++) table.store(key, key + 1);
    expect([table.size, table.nodeCount]).toEqual([count, 32_768 + 1024 + 32 + 1]);
    for (let key = 0; key < count; key++) if (table.load(key) !== key + 1) wrong++;
    // An odd factor permutes the keys: they go in an order that leaves holes everywhere.
    for (let step = 0; step < count; step++) {
      const key = Math.imul(step, 40_503) & XA_KEY_MAX;
      if (table.erase(key) !== key + 1) wrong++;
    }
    expect([wrong, table.size, table.nodeCount, table.height]).toEqual([0, 0, 0, 0]);
  });
});

describe("freed nodes", () => {
  test("are used again: more come and go than the storage could ever hold", () => {
    const table = new XArray();
    let wrong = 0;
    table.store(0, 1);
    for (let round = 1; round < 65_536; round++) {
      const key = XA_KEY_MAX - round;
      table.store(key, round);
      if (table.load(key) !== round || table.erase(key) !== round) wrong++;
    }
    expect([wrong, table.size, table.nodeCount]).toEqual([0, 1, 1]);
  });
});

describe("a visitor of forEach may change the array", () => {
  test("keys added ahead are visited, keys added behind are not", () => {
    const table = new XArray();
    table.store(100, 1);
    const seen: number[] = [];
    table.forEach((key) => {
      seen.push(key);
      table.store(99, 1);
      if (key === 100) for (const ahead of [101, 5000, XA_KEY_MAX]) table.store(ahead, 1);
    });
    expect(seen).toEqual([100, 101, 5000, XA_KEY_MAX]);
  });

  test("it may clear the array, and fill the node it stands in with other keys", () => {
    const table = new XArray();
    for (let key = 64; key < 96; key++) table.store(key, 1);
    const seen: number[] = [];
    table.forEach((key) => {
      seen.push(key);
      if (key !== 66) return;
      table.clear();
      for (const other of [992, 1000, 1016]) table.store(other, 1);
    });
    expect(seen).toEqual([64, 65, 66, 992, 1000, 1016]);
  });

  test("it may erase the last key of a node, which another key then takes", () => {
    const table = new XArray();
    for (const key of [5, 64]) table.store(key, 1);
    const seen: number[] = [];
    table.forEach((key) => {
      seen.push(key);
      if (key !== 64) return;
      table.erase(64);
      table.store(1000, 1);
    });
    expect(seen).toEqual([5, 64, 1000]);
  });
});
