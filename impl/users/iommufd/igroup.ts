/**
 * The attachments that iommufd has written down (struct iommufd_group and its pasid_attach): per
 * function and PASID the page table, and whom the handle of an attachment names.
 * drivers/iommu/iommufd/device.c. An igroup is no object here: its devices are those members of a
 * group that are bound to one context, and its device_array at a PASID those with a table there.
 */
import { NO_GROUP } from "../../../model/vocabulary/design/observation.js";
import { NO_TABLE, type TableId } from "../../../model/vocabulary/design/user-observation.js";
import type { GroupLayout } from "../../state/groups.js";

/** In place of a context: bound to none. */
export const UNBOUND = 0;

/** The column of the RID. */
export const RID_COLUMN = 0;

/** In place of a function: the handle does not exist. */
const NOBODY = 0;

export class Attachments {
  private readonly layout: GroupLayout;
  private readonly columns: number;
  /** Whether the functions of an igroup share what is attached to a PASID. */
  private readonly sharesPasids: boolean;
  /** iommufd_device.ictx, by function. */
  private readonly contexts: Uint8Array;
  /** By function and column. */
  private readonly tables: Uint8Array;
  /** Whom a handle names, plus 1: by group and column where it is shared, else by function. */
  private readonly sharedNames: (number | undefined)[] = [];
  private readonly ownNames: Uint16Array;

  constructor(layout: GroupLayout, functions: number, columns: number, sharesPasids: boolean) {
    this.layout = layout;
    this.columns = columns;
    this.sharesPasids = sharesPasids;
    this.contexts = new Uint8Array(functions);
    this.tables = new Uint8Array(functions * columns);
    this.ownNames = new Uint16Array(functions * columns);
  }

  contextOf(dev: number): number {
    return this.contexts[dev]!;
  }

  setContext(dev: number, context: number): void {
    this.contexts[dev] = context;
  }

  /** The table to which the function is attached itself. */
  tableOf(dev: number, column: number): TableId {
    return this.tables[dev * this.columns + column]!;
  }

  set(dev: number, column: number, table: TableId): void {
    this.tables[dev * this.columns + column] = table;
  }

  /** The functions that share the attachments of `dev` at a column, itself included. */
  sharers(dev: number, column: number): readonly number[] {
    return column === RID_COLUMN || this.sharesPasids ? this.igroup(dev) : [dev];
  }

  /** The functions whose entry stands at (dev, column): iommufd_attach.device_array. */
  attached(dev: number, column: number): readonly number[] {
    return this.sharers(dev, column).filter((other) => this.tableOf(other, column) !== NO_TABLE);
  }

  /** iommufd_attach.hwpt: the table that is attached there, by whomever. */
  sharedTable(dev: number, column: number): TableId {
    for (const other of this.sharers(dev, column)) {
      const table = this.tableOf(other, column);
      if (table !== NO_TABLE) return table;
    }
    return NO_TABLE;
  }

  /** Whether the function is attached at all. */
  isAttached(dev: number): boolean {
    return this.hasTable(dev, RID_COLUMN);
  }

  /** Whether a PASID of any function of the igroup is attached. */
  hasPasids(dev: number): boolean {
    return this.igroup(dev).some((other) => this.hasTable(other, RID_COLUMN + 1));
  }

  /** The function, plus 1, that the installed handle names; 0: there is none. */
  handleNames(dev: number, column: number): number {
    if (column !== RID_COLUMN && !this.sharesPasids)
      return this.ownNames[dev * this.columns + column]!;
    const group = this.layout.partition.groupOf[dev]!;
    return group === NO_GROUP
      ? NOBODY
      : (this.sharedNames[group * this.columns + column] ?? NOBODY);
  }

  nameHandle(dev: number, column: number, named: number): void {
    this.setName(dev, column, named + 1);
  }

  dropHandle(dev: number, column: number): void {
    this.setName(dev, column, NOBODY);
  }

  private setName(dev: number, column: number, name: number): void {
    if (column !== RID_COLUMN && !this.sharesPasids)
      this.ownNames[dev * this.columns + column] = name;
    else this.sharedNames[this.layout.partition.groupOf[dev]! * this.columns + column] = name;
  }

  private hasTable(dev: number, from: number): boolean {
    for (let column = from; column < this.columns; column++)
      if (this.tableOf(dev, column) !== NO_TABLE) return true;
    return false;
  }

  /** The functions of the igroup, ascending. */
  private igroup(dev: number): readonly number[] {
    const { members, from, groupOf } = this.layout.partition;
    const group = groupOf[dev]!;
    const igroup: number[] = [];
    for (let i = from[group]!; i < from[group + 1]!; i++)
      if (this.contexts[members[i]!] === this.contexts[dev]) igroup.push(members[i]!);
    return igroup.sort((a, b) => a - b);
  }
}
