/**
 * A model whose number of states is known in closed form: a PASID table a device, nothing but
 * cells. From every state every attach, replace and detach that is possible; (domains + 1) to the
 * power of devices times PASIDs.
 */
import type { Break, Model } from "../states/breadth-first.js";

/** Bits of a cell. */
const BITS = 2;
const MASK = 0b11;

/**
 * One word a state; cells of 2 bits, a device's beside each other. At most 3 domains and 15 cells;
 * symmetric with 2 domains.
 */
export function tableOfCells(
  devices: number,
  pasids: number,
  domains: number,
  symmetric: boolean,
): Model {
  const cells = devices * pasids;
  const next = new Int32Array(1);
  const base: Model = {
    words: 1,
    initial: (into) => into.fill(0),
    successors: (states, at, found) => step(states[at]!, cells, domains, next, found),
  };
  if (!symmetric) return base;
  const fold = new Fold(devices, pasids);
  return { ...base, canonical: (state) => fold.apply(state) };
}

function step(table: number, cells: number, domains: number, next: Int32Array, found: Break): void {
  for (let i = 0; i < cells; i++) {
    const at = BITS * i;
    const cell = (table >> at) & MASK;
    const without = table & ~(MASK << at);
    for (let domain = 0; domain <= domains; domain++) {
      if (domain === cell) continue;
      next[0] = without | (domain << at);
      found(next, i);
    }
  }
}

/**
 * Sorts domains by how often they are there, then columns and rows, again and again until nothing
 * moves. Columns and rows are compared as numbers, cut out of the word by a mask.
 */
class Fold {
  private readonly devices: number;
  private readonly pasids: number;
  private readonly rowMask: number;
  /** The cells of the first column. */
  private readonly columnMask: number;

  constructor(devices: number, pasids: number) {
    this.devices = devices;
    this.pasids = pasids;
    this.rowMask = (1 << (BITS * pasids)) - 1;
    let mask = 0;
    for (let d = 0; d < devices; d++) mask |= MASK << (BITS * d * pasids);
    this.columnMask = mask;
  }

  apply(state: Int32Array): void {
    let table = this.nameByCount(state[0]!);
    for (let before = -1; before !== table;) {
      before = table;
      table = this.sortRows(this.sortColumns(table));
    }
    state[0] = table;
  }

  private sortColumns(table: number): number {
    let sorted = table;
    const mask = this.columnMask;
    for (let i = 1; i < this.pasids; i++)
      for (let k = i; k > 0; k--) {
        const x = BITS * (k - 1);
        const low = (sorted >> x) & mask;
        const high = (sorted >> (x + BITS)) & mask;
        const more = filled(low) - filled(high);
        if (more < 0 || (more === 0 && low <= high)) break;
        sorted ^= ((low ^ high) << x) | ((low ^ high) << (x + BITS));
      }
    return sorted;
  }

  private sortRows(table: number): number {
    let sorted = table;
    const width = BITS * this.pasids;
    for (let i = 1; i < this.devices; i++)
      for (let k = i; k > 0; k--) {
        const x = width * (k - 1);
        const low = (sorted >> x) & this.rowMask;
        const high = (sorted >> (x + width)) & this.rowMask;
        const more = filled(low) - filled(high);
        if (more < 0 || (more === 0 && low <= high)) break;
        sorted ^= ((low ^ high) << x) | ((low ^ high) << (x + width));
      }
    return sorted;
  }

  /** The domain that is there most often becomes the first; for two domains. */
  private nameByCount(table: number): number {
    const low = table & LOW_BITS;
    const high = (table >> 1) & LOW_BITS;
    const more = ones(low) - ones(high);
    if (more > 0 || (more === 0 && this.spread(low) >= this.spread(high))) return table;
    // 01 and 10 become each other; 00 stays.
    return (low << 1) | high;
  }

  /** Whatever the order of rows and columns: how unevenly a domain is spread over them. */
  private spread(cells: number): number {
    let sum = 0;
    for (let d = 0; d < this.devices; d++)
      sum += ones((cells >> (BITS * this.pasids * d)) & this.rowMask) ** 2;
    for (let p = 0; p < this.pasids; p++)
      sum += 32 * ones((cells >> (BITS * p)) & this.columnMask) ** 2;
    return sum;
  }
}

/** How often the first domain is there, and, more weighty, how many cells have something. */
function filled(cells: number): number {
  return 16 * ones((cells | (cells >> 1)) & LOW_BITS) + ones(cells & LOW_BITS);
}

/** The number of bits that are on. */
function ones(bits: number): number {
  let n = bits - ((bits >> 1) & LOW_BITS);
  n = (n & 0x3333_3333) + ((n >> 2) & 0x3333_3333);
  n = (n + (n >> 4)) & 0x0f0f_0f0f;
  return Math.imul(n, 0x0101_0101) >>> 24;
}

/** The lower bit of every cell. */
const LOW_BITS = 0x5555_5555;
