/**
 * Defines a set of PASID tables, one sparse array a slot: struct iommu_group.pasid_array where a
 * slot is a group, or a device's own array where it is a device. PASIDs are 20 bits wide. One
 * more can be named by an operation (PASID_MAX); it is in no table, and callers refuse to put it
 * there.
 */
import { PASID_MAX } from "../model/vocabulary/operation.js";
import { NO_ENTRY, type Entry } from "./handles.js";
import { XArray } from "./xarray.js";

export class Tables {
  /** Made when first written to: most tables of most runs stay empty. */
  private readonly arrays: (XArray | undefined)[];

  constructor(slots: number) {
    this.arrays = Array.from<XArray | undefined>({ length: slots });
  }

  /** Whether a table can have an entry for this PASID at all. */
  static holds(pasid: number): boolean {
    return pasid < PASID_MAX;
  }

  isEmpty(slot: number): boolean {
    const array = this.arrays[slot];
    return array === undefined || array.isEmpty();
  }

  /** What a reader finds; a reservation is not seen. */
  load(slot: number, pasid: number): Entry {
    const array = this.arrays[slot];
    if (array === undefined || !Tables.holds(pasid)) return NO_ENTRY;
    return array.load(pasid);
  }

  /** xa_insert() of a reservation; false: something is there. */
  reserve(slot: number, pasid: number): boolean {
    return this.array(slot).reserve(pasid);
  }

  /** Takes a reservation back. */
  release(slot: number, pasid: number): void {
    this.array(slot).release(pasid);
  }

  /** xa_insert(); false: something is there. */
  insert(slot: number, pasid: number, entry: Entry): boolean {
    return this.array(slot).insert(pasid, entry);
  }

  /** xa_store(): over an entry, a reservation or nothing. */
  store(slot: number, pasid: number, entry: Entry): void {
    this.array(slot).store(pasid, entry);
  }

  erase(slot: number, pasid: number): void {
    this.arrays[slot]?.erase(pasid);
  }

  private array(slot: number): XArray {
    return (this.arrays[slot] ??= new XArray());
  }
}
