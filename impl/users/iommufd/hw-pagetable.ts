/**
 * The page tables of users, struct iommufd_hw_pagetable: H1..H4 that they allocate, X1..X4 that
 * iommufd allocates itself. drivers/iommu/iommufd/hw_pagetable.c.
 */
import { AUTOS_MAX } from "../../../model/vocabulary/operation/iommufd.js";
import {
  NO_TABLE,
  TABLES_MAX,
  autoTable,
  isAuto,
  type TableId,
} from "../../../model/vocabulary/design/user-observation.js";

/** In place of an IOAS: there is no such table. */
const NO_IOAS = 0;
const NO_PARENT = 0;

const FOR_PASIDS = 1;
const NEST_PARENT = 2;

/** IOMMU_HWPT_ALLOC_PASID and IOMMU_HWPT_ALLOC_NEST_PARENT. */
export interface TableFlags {
  readonly forPasids: boolean;
  readonly nestParent: boolean;
}

export class PageTables {
  private readonly ioases = new Uint8Array(TABLES_MAX + 1);
  private readonly flags = new Uint8Array(TABLES_MAX + 1);
  private readonly parents = new Uint8Array(TABLES_MAX + 1);
  /** Entries of devices, and nested tables: iommufd_object.users. */
  private readonly users = new Uint32Array(TABLES_MAX + 1);
  /** Of iommufd's own tables, the oldest first: iommufd_ioas.hwpt_list. */
  private readonly autos: TableId[] = [];

  exists(table: TableId): boolean {
    return this.ioases[table] !== NO_IOAS;
  }

  /** Whose mappings it has; of a nested one its parent's (find_hwpt_paging). 0: no such table. */
  ioasOf(table: TableId): number {
    return this.ioases[table]!;
  }

  /** hwpt.pasid_compat: it may be attached to PASIDs. */
  isForPasids(table: TableId): boolean {
    return (this.flags[table]! & FOR_PASIDS) !== 0;
  }

  /** Others may be nested on it; on a nested one nothing ever is. */
  isNestParent(table: TableId): boolean {
    return (this.flags[table]! & NEST_PARENT) !== 0;
  }

  parentOf(table: TableId): TableId {
    return this.parents[table]!;
  }

  usersOf(table: TableId): number {
    return this.users[table]!;
  }

  /** Whether an IOAS has tables, iommufd's own included. */
  usesIoas(ioas: number): boolean {
    for (let table = 1; table <= TABLES_MAX; table++) if (this.ioases[table] === ioas) return true;
    return false;
  }

  /** A paging table of an IOAS. */
  make(table: TableId, ioas: number, { forPasids, nestParent }: TableFlags): void {
    this.ioases[table] = ioas;
    this.flags[table] = (forPasids ? FOR_PASIDS : 0) | (nestParent ? NEST_PARENT : 0);
  }

  /** One that is nested on another. */
  nest(table: TableId, parent: TableId, forPasids: boolean): void {
    this.make(table, this.ioases[parent]!, { forPasids, nestParent: false });
    this.parents[table] = parent;
    this.users[parent]!++;
  }

  /** The lowest of iommufd's own that is free becomes a table of the IOAS; NO_TABLE: none is. */
  takeAuto(ioas: number): TableId {
    for (let number = 1; number <= AUTOS_MAX; number++) {
      const table = autoTable(number);
      if (this.exists(table)) continue;
      this.make(table, ioas, { forPasids: false, nestParent: false });
      this.autos.push(table);
      return table;
    }
    return NO_TABLE;
  }

  /** iommufd's own tables of an IOAS, the oldest first. */
  autosOf(ioas: number): readonly TableId[] {
    return this.autos.filter((table) => this.ioases[table] === ioas);
  }

  /** A device's entry comes to the table. */
  use(table: TableId): void {
    this.users[table]!++;
  }

  /** A device's entry leaves it: iommufd_hw_pagetable_put(), with which iommufd's own goes. */
  unuse(table: TableId): void {
    if (--this.users[table]! === 0 && isAuto(table)) this.free(table);
  }

  /** It has no users. */
  free(table: TableId): void {
    const parent = this.parents[table]!;
    if (parent !== NO_PARENT) this.users[parent]!--;
    this.parents[table] = NO_PARENT;
    this.ioases[table] = NO_IOAS;
    this.flags[table] = 0;
    if (isAuto(table)) this.autos.splice(this.autos.indexOf(table), 1);
  }
}
