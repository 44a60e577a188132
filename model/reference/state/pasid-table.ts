/** A PASID table of the reference, and how its entries are written down in a snapshot. */
import { NO_DOMAIN, type DomainId } from "../../vocabulary/operation/domain.js";
import { ENTRY_OF_HANDLE, type SnapshotEntry } from "../../vocabulary/design/snapshot.js";
import { nameable, type Handle } from "./handle.js";

/** An entry of a PASID table. With a handle, its domain is the one that the handle says. */
export interface Entry {
  readonly domain: DomainId;
  /** 0: none. */
  readonly handle: Handle;
  /** False while it is only reserved: the slot is taken, and a lookup finds nothing. */
  readonly published: boolean;
}

export type PasidTable = Map<number, Entry>;

export function writtenDown(entry: Entry | undefined): SnapshotEntry {
  if (entry === undefined) return 0;
  const named = nameable(entry.handle);
  return named === 0 ? entry.domain : ENTRY_OF_HANDLE + named;
}

export function putBack(table: PasidTable, pasid: number, entry: SnapshotEntry): void {
  if (writtenDown(table.get(pasid)) === entry) return;
  if (entry === 0) table.delete(pasid);
  else if (entry > ENTRY_OF_HANDLE)
    table.set(pasid, { domain: NO_DOMAIN, handle: entry - ENTRY_OF_HANDLE, published: true });
  else table.set(pasid, { domain: entry, handle: 0, published: true });
}
