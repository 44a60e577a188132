/**
 * A set of PASID tables, one sparse array a slot: struct iommu_group.pasid_array where a slot is a
 * group, or a device's own array where it is a device. PASIDs are 20 bits wide, and so are our
 * arrays; but Linux' xarray takes any index (LEAD-11 in docs/reference/semantics.md 15), so the one
 * number more that an operation can name (PASID_MAX) has an array of its own, by slot.
 */
import { PASID_MAX } from "../../model/vocabulary/operation/operands.js";
import { NO_ENTRY, type Entry } from "./handles.js";
import { XArray } from "../xarray/xarray.js";

/** Empty arrays of tables that are no more: an array keeps the storage that it once needed. */
const spare: XArray[] = [];

export class Tables {
  /**
   * Made when first written to: most tables of most runs stay empty. A new group has a slot past
   * the end, which is one without an array.
   */
  private readonly arrays: (XArray | undefined)[] = [];
  /** The entries of PASID_MAX, by slot. */
  private beyond: XArray | undefined;

  constructor(slots: number) {
    for (let slot = 0; slot < slots; slot++) this.arrays.push(undefined);
  }

  /** Nobody will use the tables any more: their arrays go to others. */
  retire(): void {
    for (let slot = 0; slot < this.arrays.length; slot++) {
      const array = this.arrays[slot];
      if (array === undefined) continue;
      array.clear();
      spare.push(array);
      this.arrays[slot] = undefined;
    }
  }

  isEmpty(slot: number): boolean {
    const array = this.arrays[slot];
    return (array === undefined || array.isEmpty()) && this.load(slot, PASID_MAX) === NO_ENTRY;
  }

  /** What a reader finds; a reservation is not seen. */
  load(slot: number, pasid: number): Entry {
    const array = pasid < PASID_MAX ? this.arrays[slot] : this.beyond;
    return array === undefined ? NO_ENTRY : array.load(keyOf(slot, pasid));
  }

  /** xa_insert() of a reservation; false: something is there. */
  reserve(slot: number, pasid: number): boolean {
    return this.array(slot, pasid).reserve(keyOf(slot, pasid));
  }

  /** Takes a reservation back. */
  release(slot: number, pasid: number): void {
    this.array(slot, pasid).release(keyOf(slot, pasid));
  }

  /** xa_insert(); false: something is there. */
  insert(slot: number, pasid: number, entry: Entry): boolean {
    return this.array(slot, pasid).insert(keyOf(slot, pasid), entry);
  }

  /** xa_store(): over an entry, a reservation or nothing. */
  store(slot: number, pasid: number, entry: Entry): void {
    this.array(slot, pasid).store(keyOf(slot, pasid), entry);
  }

  erase(slot: number, pasid: number): void {
    this.array(slot, pasid).erase(keyOf(slot, pasid));
  }

  /** xa_for_each_start(): the PASIDs from `from` up that have entries, ascending. */
  pasidsFrom(slot: number, from: number): readonly number[] {
    const pasids: number[] = [];
    const array = this.arrays[slot];
    if (array !== undefined)
      for (let at = array.next(from); at >= 0; at = array.next(at + 1)) pasids.push(at);
    if (this.load(slot, PASID_MAX) !== NO_ENTRY) pasids.push(PASID_MAX);
    return pasids;
  }

  private array(slot: number, pasid: number): XArray {
    if (pasid < PASID_MAX) return (this.arrays[slot] ??= spare.pop() ?? new XArray());
    return (this.beyond ??= new XArray());
  }
}

function keyOf(slot: number, pasid: number): number {
  return pasid < PASID_MAX ? pasid : slot;
}
