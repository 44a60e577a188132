/**
 * XArray, a sparse table from 20-bit keys (PASIDs) to positive 31-bit integers, with the operations
 * and the semantics of the Linux kernel's XArray (lib/xarray.c, include/linux/xarray.h; the rules
 * for reservations are the ones that check_reserve() in lib/test_xarray.c pins down).
 *
 * 0 stands for NULL. A key or a value out of range is a bug of the caller and throws RangeError.
 * The storage is impl/xarray/tree.ts; an empty XArray costs none.
 */
import { XArrayTree } from "./tree.js";

/** The largest key: a PASID has 20 bits (PCIe Base Specification, "PASID TLP Prefix"). */
export const XA_KEY_MAX = 0xfffff;

/** The largest value; the sign bit is left to the reservation. */
export const XA_VALUE_MAX = 0x7fffffff;

/** The entry of a reserved slot. Only cmpxchg() shows it to callers, as in the kernel. */
export const XA_ZERO_ENTRY = -1;

export class XArray {
  private readonly tree = new XArrayTree();
  private present = 0;

  /** How many keys have a value. Reservations do not count. */
  get size(): number {
    return this.present;
  }

  /** How many tree nodes are in use; 0 exactly when isEmpty(). */
  get nodeCount(): number {
    return this.tree.nodeCount;
  }

  /** How many levels of nodes lie above the largest occupied key: 0 to 4. */
  get height(): number {
    return this.tree.height;
  }

  /** xa_empty(): an array with a reservation is not empty, although its size is 0. */
  isEmpty(): boolean {
    return this.tree.nodeCount === 0;
  }

  /** xa_load(): the value at `key`; 0 for nothing and for a reservation. */
  load(key: number): number {
    checkKey(key);
    return zeroToNull(this.tree.get(key));
  }

  /**
   * xa_store(): sets `key` to `value` and returns the previous value, 0 if there was none. It
   * replaces a reservation. Storing 0 erases, as storing NULL does in the kernel.
   */
  store(key: number, value: number): number {
    checkKey(key);
    checkValue(value);
    return this.replace(key, value);
  }

  /** xa_insert(): stores only into a free slot; false (-EBUSY) when it is used or reserved. */
  insert(key: number, value: number): boolean {
    checkKey(key);
    checkValue(value);
    if (value === 0) throw new RangeError("XArray.insert: value is 0; use reserve()");
    if (!this.tree.add(key, value)) return false;
    this.present++;
    return true;
  }

  /** xa_erase(): empties `key`, a reservation too, and returns the previous value. */
  erase(key: number): number {
    checkKey(key);
    return this.replace(key, 0);
  }

  /**
   * xa_cmpxchg(): sets `key` to `next` if its entry is `old`, and returns the previous value; 0
   * stands for nothing on both sides. A reservation is XA_ZERO_ENTRY here and not 0: cmpxchg(key,
   * 0, next) leaves a reserved slot alone and still returns 0, a trap that the kernel has too.
   */
  cmpxchg(key: number, old: number, next: number): number {
    checkKey(key);
    if (old !== XA_ZERO_ENTRY) checkValue(old);
    checkValue(next);
    const entry = this.tree.get(key);
    if (entry === old) this.replace(key, next);
    return zeroToNull(entry);
  }

  /**
   * xa_reserve(): takes the slot at `key` if it is free. True when this call made the reservation;
   * the kernel returns 0 in both cases.
   */
  reserve(key: number): boolean {
    checkKey(key);
    return this.tree.add(key, XA_ZERO_ENTRY);
  }

  /** xa_release(): gives a reservation back; does nothing (false) once a value is stored. */
  release(key: number): boolean {
    checkKey(key);
    if (this.tree.get(key) !== XA_ZERO_ENTRY) return false;
    this.tree.delete(key);
    return true;
  }

  /**
   * xa_find(): the smallest key with a value that is not below `from`, or -1. `from` may be one
   * past the largest key, so that `next(key + 1)` (xa_find_after) always is a legal call.
   */
  next(from: number): number {
    if (from === XA_KEY_MAX + 1) return -1;
    checkKey(from);
    return this.tree.next(from);
  }

  /**
   * xa_for_each(): visits keys with values in ascending order. The visitor may change the array;
   * keys it adds behind the current one are not visited, keys it adds ahead are.
   */
  forEach(visit: (key: number, value: number) => void): void {
    this.tree.forEach(visit);
  }

  /** xa_destroy(): forgets everything. It costs a fill of the words in use; storage is kept. */
  clear(): void {
    if (this.isEmpty()) return;
    this.tree.clear();
    this.present = 0;
  }

  /** Writes an entry, or empties the slot for 0; returns the previous value. */
  private replace(key: number, value: number): number {
    const before = value === 0 ? this.tree.delete(key) : this.tree.set(key, value);
    if (before > 0) this.present--;
    if (value > 0) this.present++;
    return zeroToNull(before);
  }
}

function zeroToNull(entry: number): number {
  return entry === XA_ZERO_ENTRY ? 0 : entry;
}

/** One mask refuses negative, too large, fractional and non-finite keys alike. */
function checkKey(key: number): void {
  if ((key & XA_KEY_MAX) !== key) throw rangeError("key", key, 0, XA_KEY_MAX);
}

function checkValue(value: number): void {
  if ((value & XA_VALUE_MAX) !== value) throw rangeError("value", value, 0, XA_VALUE_MAX);
}

function rangeError(what: string, got: number, min: number, max: number): RangeError {
  return new RangeError(`XArray: ${what} ${got} is not an integer from ${min} to ${max}`);
}
