/**
 * The objects that users have made and attached (drivers/iommu/iommufd iommufd_private.h; semantics
 * 9.1): plain maps by name and number. Counts of users are not kept but counted (hw-pagetable.ts).
 */
import type { TableId } from "../../vocabulary/design/user-observation.js";

/** struct iommufd_ioas with its struct io_pagetable. */
export interface Ioas {
  /** 1..CONTEXTS_MAX. */
  readonly context: number;
  readonly mapped: Set<number>;
  /** The regions that are reserved for each function that has had some reserved. */
  readonly reserved: Map<number, readonly number[]>;
}

/** struct iommufd_hw_pagetable. */
export interface PageTable {
  readonly id: TableId;
  readonly context: number;
  /** The number of the IOAS whose mappings it has. */
  readonly ioas: number;
  /** hwpt->pasid_compat. */
  readonly forPasids: boolean;
  readonly nestParent: boolean;
  /** The page table on which it is nested; NO_TABLE: it is a paging one. */
  readonly parent: TableId;
}

/** What VFIO remembers of a device (struct vfio_device iommufd_attached, pasids). */
export interface Remembered {
  rid: boolean;
  readonly pasids: Set<number>;
}

export interface Users {
  /** The context to which each function is bound; 0: none. */
  readonly contexts: number[];
  /** igroup->pasid_attach[pasid].device_array, by function and PASID; 0 is the RID. */
  readonly attached: readonly Map<number, PageTable>[];
  /** By number. */
  readonly ioases: Map<number, Ioas>;
  /** In the order in which they were made. */
  readonly tables: Map<TableId, PageTable>;
  readonly remembered: Remembered[];
}

export function newUsers(functions: number): Users {
  const each = Array.from({ length: functions });
  return {
    contexts: each.map(() => 0),
    attached: each.map(() => new Map<number, PageTable>()),
    ioases: new Map(),
    tables: new Map(),
    remembered: each.map(newSnapshot),
  };
}

/** VFIO's memory of a device that has just been bound. */
export function newSnapshot(): Remembered {
  return { rid: false, pasids: new Set() };
}
