/**
 * The figures that impl/xarray/xarray.ts is held to, measured side by side with a Map in one
 * process: time per operation at 1,000 entries, ordered iteration and memory at 1,000,000.
 *
 * Times are the median of several rounds, so that one round disturbed by the garbage collector or
 * by another process does not show. Both tables run through the same loop bodies, written out
 * twice: behind a shared interface each would slow the other down.
 */
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";

import { XArray, XA_KEY_MAX } from "../impl/xarray/xarray.js";
import { median } from "../search/gate/median.js";

const ROUNDS = 31;
const ENTRIES_FEW = 1_000;
const ENTRIES_MANY = 1_000_000;
const REPEATS_FEW = 40;

/** Sums of loaded values end here, so that the compiler cannot drop the loads. */
let listener = 0;

/** One table's loop bodies; each visits all keys once. */
interface Loops {
  readonly store: () => void;
  readonly load: () => void;
  readonly erase: () => void;
}

interface Nanoseconds {
  readonly store: number;
  readonly load: number;
  readonly erase: number;
}

/** All figures, a line each. Takes a few seconds. */
export function benchXArray(): string[] {
  const dense = Uint32Array.from({ length: ENTRIES_FEW }, (_, index) => index);
  return [
    // Memory comes first, while the process holds nothing that could be freed in between.
    ...memoryLines(),
    ...operationLines("dense keys", dense),
    ...operationLines("random 20-bit keys", randomKeys(ENTRIES_FEW)),
    ...iterationLines(
      "dense keys",
      Uint32Array.from({ length: ENTRIES_MANY }, (_, i) => i),
    ),
    ...iterationLines("random 20-bit keys", randomKeys(ENTRIES_FEW)),
    ...bootLines(),
  ];
}

function operationLines(title: string, keys: Uint32Array): string[] {
  const [xarray, map] = measureInTurns(xarrayLoops(keys), mapLoops(keys), keys.length);
  const line = (name: "store" | "load" | "erase"): string =>
    `${keys.length} ${title}: ${name} ${compare(xarray[name], map[name])}`;
  return [line("store"), line("load"), line("erase")];
}

function xarrayLoops(keys: Uint32Array): Loops {
  const table = new XArray();
  return {
    store: () => {
      for (const key of keys) table.store(key, key + 1);
    },
    load: () => {
      let sum = 0;
      for (const key of keys) sum = (sum + table.load(key)) | 0;
      listener ^= sum;
    },
    erase: () => {
      for (const key of keys) table.erase(key);
    },
  };
}

function mapLoops(keys: Uint32Array): Loops {
  const table = new Map<number, number>();
  return {
    store: () => {
      for (const key of keys) table.set(key, key + 1);
    },
    load: () => {
      let sum = 0;
      for (const key of keys) sum = (sum + (table.get(key) ?? 0)) | 0;
      listener ^= sum;
    },
    erase: () => {
      for (const key of keys) table.delete(key);
    },
  };
}

/** Rounds alternate between the two tables, so that a slow spell of the machine hits both. */
function measureInTurns(a: Loops, b: Loops, keys: number): [Nanoseconds, Nanoseconds] {
  const roundsA: Nanoseconds[] = [];
  const roundsB: Nanoseconds[] = [];
  for (let round = 0; round < ROUNDS; round++) {
    roundsA.push(cycle(a, keys));
    roundsB.push(cycle(b, keys));
  }
  return [medians(roundsA), medians(roundsB)];
}

/** Fills, reads and empties a table many times; the average nanoseconds of each operation. */
function cycle(loops: Loops, keys: number): Nanoseconds {
  let store = 0;
  let load = 0;
  let erase = 0;
  for (let repeat = 0; repeat < REPEATS_FEW; repeat++) {
    store += elapsed(loops.store);
    load += elapsed(loops.load);
    erase += elapsed(loops.erase);
  }
  const operations = REPEATS_FEW * keys;
  return { store: store / operations, load: load / operations, erase: erase / operations };
}

function iterationLines(title: string, keys: Uint32Array): string[] {
  const table = new XArray();
  const map = new Map<number, number>();
  for (const key of keys) {
    table.store(key, key + 1);
    map.set(key, key + 1);
  }
  // As many visits a round at either size, so that the compiler has seen them all.
  const walks = ENTRIES_MANY / keys.length;
  const per = (run: () => void): number => nanoseconds(run, walks) / keys.length;
  const sorted = per(() => sumSorted(map));
  const plain = per(() => sumPlain(map));
  const forEach = per(() => sumForEach(table));
  const next = per(() => sumNext(table));
  const where = `${keys.length} ${title}:`;
  return [
    `${where} forEach ${compare(forEach, sorted)} sorted`,
    `${where} next ${compare(next, sorted)} sorted`,
    `${where} Map in insertion order, for comparison: ${plain.toFixed(1)} ns`,
  ];
}

function sumForEach(table: XArray): void {
  let sum = 0;
  table.forEach((key, value) => {
    sum = (sum + (key ^ value)) | 0;
  });
  listener ^= sum;
}

function sumNext(table: XArray): void {
  let sum = 0;
  for (let key = table.next(0); key >= 0; key = table.next(key + 1)) {
    sum = (sum + (key ^ table.load(key))) | 0;
  }
  listener ^= sum;
}

function sumPlain(map: Map<number, number>): void {
  let sum = 0;
  map.forEach((value, key) => {
    sum = (sum + (key ^ value)) | 0;
  });
  listener ^= sum;
}

/** A typed array sorts numbers without a comparator: the fastest ordered walk a Map allows. */
function sumSorted(map: Map<number, number>): void {
  const keys = Uint32Array.from(map.keys()).sort();
  let sum = 0;
  for (const key of keys) sum = (sum + (key ^ (map.get(key) ?? 0))) | 0;
  listener ^= sum;
}

function memoryLines(): string[] {
  const collect = garbageCollector();
  const xarray = bytesHeld(collect, () => {
    const table = new XArray();
    for (let key = 0; key < ENTRIES_MANY; key++) table.store(key, key + 1);
    return table;
  });
  const map = bytesHeld(collect, () => {
    const table = new Map<number, number>();
    for (let key = 0; key < ENTRIES_MANY; key++) table.set(key, key + 1);
    return table;
  });
  const times = (map / xarray).toFixed(1);
  return [
    `${ENTRIES_MANY} dense keys: ${megabytes(xarray)}, Map ${megabytes(map)} (${times} times that)`,
  ];
}

function megabytes(bytes: number): string {
  return `${(bytes / 1e6).toFixed(1)} MB`;
}

/** Bytes that one built table keeps alive, on the heap and in array buffers. */
function bytesHeld(collect: () => void, build: () => XArray | Map<number, number>): number {
  const held = (): number => {
    collect();
    const usage = process.memoryUsage();
    return usage.heapUsed + usage.arrayBuffers;
  };
  const before = held();
  const table = build();
  const after = held();
  // Reading the size after the measurement keeps the table alive during it.
  listener ^= table.size;
  return after - before;
}

/** The collector, without asking the user for --expose-gc. */
function garbageCollector(): () => void {
  setFlagsFromString("--expose-gc");
  const collect: unknown = runInNewContext("gc");
  if (typeof collect !== "function") throw new Error("benchXArray: V8 gives no gc()");
  return () => {
    // Array buffers are swept beside the program: the next collection waits for the last one.
    for (let pass = 0; pass < 3; pass++) Reflect.apply(collect, undefined, []);
  };
}

function bootLines(): string[] {
  const reused = new XArray();
  const fresh = bootTime(() => {
    listener ^= new XArray().size;
  });
  const used = bootTime(() => {
    reused.store(5, 1);
    reused.clear();
  });
  const both = bootTime(() => {
    listener ^= new XArray().store(5, 1);
  });
  const map = bootTime(() => {
    listener ^= new Map<number, number>().set(5, 1).size;
  });
  return [
    `boot: new XArray ${fresh}; store and clear ${used}`,
    `boot: new XArray and its first store ${both}; new Map and its first set ${map}`,
  ];
}

function bootTime(boot: () => void): string {
  return `${nanoseconds(boot, 20_000).toFixed(0)} ns`;
}

/** The median nanoseconds of one run, over rounds of `repeats` runs. */
function nanoseconds(run: () => void, repeats: number): number {
  const round = (): number =>
    elapsed(() => {
      for (let repeat = 0; repeat < repeats; repeat++) run();
    });
  return median(Array.from({ length: 11 }, round)) / repeats;
}

function elapsed(run: () => void): number {
  const start = process.hrtime.bigint();
  run();
  return Number(process.hrtime.bigint() - start);
}

function medians(of: readonly Nanoseconds[]): Nanoseconds {
  return {
    store: median(of.map((round) => round.store)),
    load: median(of.map((round) => round.load)),
    erase: median(of.map((round) => round.erase)),
  };
}

function compare(xarray: number, map: number): string {
  return `${xarray.toFixed(1)} ns, ${(xarray / map).toFixed(2)} times Map's ${map.toFixed(1)} ns`;
}

/** Distinct keys from a fixed xorshift stream: the same ones in every run. */
function randomKeys(count: number): Uint32Array {
  const keys = new Set<number>();
  let state = 0x2545f491;
  while (keys.size < count) {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    keys.add(state & XA_KEY_MAX);
  }
  return Uint32Array.from(keys);
}
