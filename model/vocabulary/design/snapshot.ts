/**
 * A snapshot: what a machine remembers between two operations, in one layout for all designs, so
 * that a search can put a machine back to where it was and can tell equal states apart from
 * different ones. Rows are functions; members of a group have equal rows for what the group owns.
 */
import type { DomainId } from "../operation/domain.js";
import { HANDLES_MAX } from "../operation/operands.js";

/** An entry of a PASID table: 0 nothing, a domain, or ENTRY_OF_HANDLE + handle. */
export type SnapshotEntry = number;

/** Larger than any domain: an entry installed with a handle says the handle's domain. */
export const ENTRY_OF_HANDLE = 0x20;

/** The function's own flag, and the group's domain; the entries of its columns follow. */
const ENABLED = 0;
const DOMAIN = 1;
const ENTRIES = 2;

export class Snapshot {
  readonly functions: number;
  /** As those of an observation; column 0 is index 0 of the group's table: the RID's handle. */
  readonly columns: number;
  /** Row after row, then the domains of the handles from h1. */
  readonly cells: Uint8Array;
  readonly row: number;

  constructor(functions: number, columns: number) {
    this.functions = functions;
    this.columns = columns;
    this.row = ENTRIES + columns;
    this.cells = new Uint8Array(functions * this.row + HANDLES_MAX);
  }

  /** pci_dev.pasid_enabled of the function itself. */
  enabled(dev: number): boolean {
    return this.cells[dev * this.row + ENABLED] === 1;
  }

  /** The domain that the function's group is on. */
  domain(dev: number): DomainId {
    return this.cells[dev * this.row + DOMAIN] as number;
  }

  /** The entry in the table that operations naming the function use. */
  entry(dev: number, column: number): SnapshotEntry {
    return this.cells[dev * this.row + ENTRIES + column] as number;
  }

  /** iommu_attach_handle.domain of h1..; also of one that is not installed. */
  handleDomain(handle: number): DomainId {
    return this.cells[this.functions * this.row + handle - 1] as number;
  }

  setEnabled(dev: number, enabled: boolean): void {
    this.cells[dev * this.row + ENABLED] = enabled ? 1 : 0;
  }

  setDomain(dev: number, domain: DomainId): void {
    this.cells[dev * this.row + DOMAIN] = domain;
  }

  setEntry(dev: number, column: number, entry: SnapshotEntry): void {
    this.cells[dev * this.row + ENTRIES + column] = entry;
  }

  setHandleDomain(handle: number, domain: DomainId): void {
    this.cells[this.functions * this.row + handle - 1] = domain;
  }

  equals(other: Snapshot): boolean {
    const a = this.cells;
    const b = other.cells;
    for (let i = 0; i < a.length; i++) if (a[i] !== b[i]) return false;
    return true;
  }
}
