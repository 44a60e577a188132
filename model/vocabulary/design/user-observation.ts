/**
 * The observation of users of the core: who owns the groups, what users have made and
 * attached with iommufd, which PASIDs allocators have given out. One flat array, as an
 * observation's; only scenarios that speak of it have it.
 */
import { MMS_MAX } from "../operation/allocation.js";
import { NO_DOMAIN, autoDomain, hwptDomain, type DomainId } from "../operation/domain.js";
import { AUTOS_MAX, HWPTS_MAX, IOASES_MAX } from "../operation/iommufd.js";
import { OWNERS_MAX } from "../operation/ownership.js";
import { REGIONS_MAX } from "../topology/topology.js";

/** Who owns a group: 0 nobody, 1..2 O1 and O2, 3..4 the contexts C1 and C2. */
export type OwnerId = number;

export const NO_OWNER: OwnerId = 0;

/** A page table: 0 none, 1..4 H1..H4, 5..8 X1..X4. */
export type TableId = number;

export const NO_TABLE: TableId = 0;
/** Number of page tables there can be; their ids are 1..TABLES_MAX. */
export const TABLES_MAX = HWPTS_MAX + AUTOS_MAX;

export function ownerOfContext(context: number): OwnerId {
  return OWNERS_MAX + context;
}

/** Whether the owner is an iommufd context. */
export function isContext(owner: OwnerId): boolean {
  return owner > OWNERS_MAX;
}

/** `O1`, `C2`. */
export function ownerText(owner: OwnerId): string {
  if (owner === NO_OWNER) return "nobody";
  return isContext(owner) ? `C${owner - OWNERS_MAX}` : `O${owner}`;
}

export function autoTable(number: number): TableId {
  return HWPTS_MAX + number;
}

export function isAuto(table: TableId): boolean {
  return table > HWPTS_MAX;
}

/** `H1`, `X2`. */
export function tableText(table: TableId): string {
  if (table === NO_TABLE) return "none";
  return isAuto(table) ? `X${table - HWPTS_MAX}` : `H${table}`;
}

/** The domain of a page table; NO_DOMAIN of none. */
export function domainOfTable(table: TableId): DomainId {
  if (table === NO_TABLE) return NO_DOMAIN;
  return isAuto(table) ? autoDomain(table - HWPTS_MAX) : hwptDomain(table);
}

/** Regions that are bits, bit 0 for region 1: `region 1, 3`, or `nothing`. */
export function regionsText(bits: number): string {
  const regions: number[] = [];
  for (let region = 1; region <= REGIONS_MAX; region++)
    if ((bits & (1 << (region - 1))) !== 0) regions.push(region);
  return regions.length === 0 ? "nothing" : `region ${regions.join(", ")}`;
}

/** What is seen of a page table. */
export interface TableSeen {
  /** Whose mappings it has, 1..4; of a nested one its parent's. 0: there is no such table. */
  readonly ioas: number;
  /** It may be attached to PASIDs. */
  readonly forPasids: boolean;
  readonly nestParent: boolean;
  /** H1..H4 on which it is nested; 0: on none. */
  readonly parent: number;
  /** Entries of devices that are attached to it, and tables that are nested on it. */
  readonly users: number;
}

const OWNER = 0;
const COUNT = 1;
const DRIVER = 2;
const CONTEXT = 3;
const BONDS = 4;
const ROW = BONDS + MMS_MAX;
/**
 * Of a cell (function, column): the page table, the function that the handle names, the holders.
 */
const CELL = 3;
const IOAS = 3;
const TABLE = 3;
const FOR_PASIDS = 1;
const NEST_PARENT = 2;

export class UserObservation {
  private readonly columns: number;
  private readonly cells: Uint16Array;
  private readonly cellsAt: number;
  private readonly ioasAt: number;
  private readonly tableAt: number;
  private readonly mmAt: number;

  constructor(functions: number, columns: number) {
    this.columns = columns;
    this.cellsAt = functions * ROW;
    this.ioasAt = this.cellsAt + functions * columns * CELL;
    this.tableAt = this.ioasAt + (IOASES_MAX + 1) * IOAS;
    this.mmAt = this.tableAt + (TABLES_MAX + 1) * TABLE;
    this.cells = new Uint16Array(this.mmAt + MMS_MAX + 1);
  }

  /** iommu_group.owner of the function's group. */
  owner(dev: number): OwnerId {
    return this.row(dev, OWNER);
  }

  /** iommu_group.owner_cnt of the function's group. */
  ownerCount(dev: number): number {
    return this.row(dev, COUNT);
  }

  /** Whether a driver of the kernel is bound that needs the default domain. */
  driverBound(dev: number): boolean {
    return this.row(dev, DRIVER) === 1;
  }

  /** The iommufd context to which the function is bound, 1..2; 0: none. */
  context(dev: number): number {
    return this.row(dev, CONTEXT);
  }

  /** Bonds of the function with the address space M`mm` (iommu_sva_bind_device). */
  bonds(dev: number, mm: number): number {
    return this.row(dev, BONDS + mm - 1);
  }

  /** The page table to which iommufd says that (dev, column) is attached. */
  attached(dev: number, column: number): TableId {
    return this.at(dev, column, 0);
  }

  /**
   * The function, plus 1, that the handle which iommufd has installed at (dev, column) names; 0:
   * there is no such handle. Members of a group share it where the table is the group's.
   */
  handleNames(dev: number, column: number): number {
    return this.at(dev, column, 1);
  }

  /** The drivers that hold the column's number through this function: 1 R1, 2 R2, 3 both. */
  holders(dev: number, column: number): number {
    return this.at(dev, column, 2);
  }

  /** The context of A`ioas`, 1..2; 0: there is no such IOAS. */
  ioasContext(ioas: number): number {
    return this.cell(this.ioasAt + ioas * IOAS);
  }

  /** The regions that are mapped in A`ioas`: bit 0 for region 1, and so on. */
  mapped(ioas: number): number {
    return this.cell(this.ioasAt + ioas * IOAS + 1);
  }

  /** The regions that A`ioas` will not map, as bits like `mapped`. */
  reserved(ioas: number): number {
    return this.cell(this.ioasAt + ioas * IOAS + 2);
  }

  table(id: TableId): TableSeen {
    const at = this.tableAt + id * TABLE;
    const flags = this.cell(at + 1);
    return {
      ioas: this.cell(at),
      forPasids: (flags & FOR_PASIDS) !== 0,
      nestParent: (flags & NEST_PARENT) !== 0,
      parent: flags >> 2,
      users: this.cell(at + 2),
    };
  }

  /** The PASID of the address space M`mm`; 0: none yet. */
  mmPasid(mm: number): number {
    return this.cell(this.mmAt + mm);
  }

  setGroup(dev: number, owner: OwnerId, count: number): void {
    this.cells[dev * ROW + OWNER] = owner;
    this.cells[dev * ROW + COUNT] = count;
  }

  setUse(dev: number, driverBound: boolean, context: number): void {
    this.cells[dev * ROW + DRIVER] = driverBound ? 1 : 0;
    this.cells[dev * ROW + CONTEXT] = context;
  }

  setBonds(dev: number, mm: number, bonds: number): void {
    this.cells[dev * ROW + BONDS + mm - 1] = bonds;
  }

  /** `handleNames`: the function plus 1, or 0. */
  setAttached(dev: number, column: number, table: TableId, handleNames: number): void {
    const at = this.cellsAt + (dev * this.columns + column) * CELL;
    this.cells[at] = table;
    this.cells[at + 1] = handleNames;
  }

  setHolders(dev: number, column: number, drivers: number): void {
    this.cells[this.cellsAt + (dev * this.columns + column) * CELL + 2] = drivers;
  }

  setIoas(ioas: number, context: number, mapped: number, reserved: number): void {
    const at = this.ioasAt + ioas * IOAS;
    this.cells[at] = context;
    this.cells[at + 1] = mapped;
    this.cells[at + 2] = reserved;
  }

  setTable(id: TableId, seen: TableSeen): void {
    const at = this.tableAt + id * TABLE;
    this.cells[at] = seen.ioas;
    this.cells[at + 1] =
      (seen.forPasids ? FOR_PASIDS : 0) | (seen.nestParent ? NEST_PARENT : 0) | (seen.parent << 2);
    this.cells[at + 2] = seen.users;
  }

  setMmPasid(mm: number, pasid: number): void {
    this.cells[this.mmAt + mm] = pasid;
  }

  copyFrom(other: UserObservation): void {
    this.cells.set(other.cells);
  }

  equals(other: UserObservation): boolean {
    const a = this.cells;
    const b = other.cells;
    for (let i = 0; i < a.length; i++) if (a[i] !== b[i]) return false;
    return true;
  }

  key(): string {
    return this.cells.join(" ");
  }

  clear(): void {
    this.cells.fill(0);
  }

  private row(dev: number, what: number): number {
    return this.cell(dev * ROW + what);
  }

  private at(dev: number, column: number, what: number): number {
    return this.cell(this.cellsAt + (dev * this.columns + column) * CELL + what);
  }

  private cell(at: number): number {
    return this.cells[at] as number;
  }
}
