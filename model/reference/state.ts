/**
 * Defines what the reference remembers: groups with their domain and PASID table (struct
 * iommu_group), devices with theirs, PASID flags, handles (semantics section 0, "Model state").
 * Plain maps; no cleverness.
 */
import { Facts } from "../fabric/facts.js";
import type { Contract } from "../vocabulary/contract.js";
import type { Given } from "../vocabulary/design.js";
import { IDENTITY, NO_DOMAIN, type DomainId } from "../vocabulary/domain.js";
import type { Hardware } from "../vocabulary/hardware.js";
import { ENTRY_OF_HANDLE, type Memory, type MemoryEntry } from "../vocabulary/memory.js";
import { HANDLES_MAX } from "../vocabulary/operation.js";
import type { Iommu } from "../vocabulary/scenario.js";
import { formGroups } from "./grouping/grouping.js";

/** An entry of a PASID table. With a handle, its domain is the one that the handle says. */
export interface Entry {
  readonly domain: DomainId;
  /** 1..HANDLES_MAX; 0: none. */
  readonly handle: number;
  /** False while it is only reserved: the slot is taken, and a lookup finds nothing. */
  readonly published: boolean;
}

export type PasidTable = Map<number, Entry>;

export interface Group {
  /** The smallest index among its members, plus 1. */
  readonly number: number;
  /** In the order in which they were probed. */
  readonly members: readonly number[];
  domain: DomainId;
  readonly table: PasidTable;
}

export class State {
  readonly contract: Contract;
  readonly facts: Facts;
  readonly iommu: Iommu;
  readonly hardware: Hardware;
  readonly groups: readonly Group[];
  /** pci_dev.pasid_enabled of each function. */
  readonly enabled: boolean[];
  /** iommu_attach_handle.domain of h1..; index 0 is unused. */
  readonly handleDomain: DomainId[];
  private readonly groupOf: readonly (Group | null)[];
  private readonly tables: readonly PasidTable[];

  constructor(given: Given, contract: Contract, facts: Facts) {
    this.contract = contract;
    this.facts = facts;
    this.iommu = given.iommu;
    this.hardware = given.hardware;
    this.groups = formGroups(facts, contract.grouping).map((members) => ({
      number: Math.min(...members) + 1,
      members,
      domain: IDENTITY,
      table: new Map(),
    }));
    const groupOf: (Group | null)[] = given.topology.functions.map(() => null);
    for (const group of this.groups) for (const dev of group.members) groupOf[dev] = group;
    this.groupOf = groupOf;
    this.tables = given.topology.functions.map((_, dev) => this.tableAtBoot(dev));
    this.enabled = given.topology.functions.map(() => false);
    this.handleDomain = Array.from({ length: HANDLES_MAX + 1 }, () => NO_DOMAIN);
  }

  private tableAtBoot(dev: number): PasidTable {
    const group = this.group(dev);
    return this.contract.table === "group" && group !== null ? group.table : new Map();
  }

  /** dev->iommu_group; null if it has none. */
  group(dev: number): Group | null {
    return this.groupOf[dev] ?? null;
  }

  /** The PASID table that operations naming `dev` use: its group's, or its own. */
  table(dev: number): PasidTable {
    const table = this.tables[dev];
    if (table === undefined) throw new RangeError(`no function ${dev}`);
    return table;
  }

  /**
   * Index 0 of this table holds the RID's handle (and, in 6.2, PASID 0). It is always the group's.
   */
  ridEntry(group: Group): Entry | null {
    return group.table.get(0) ?? null;
  }

  /** dev->iommu->max_pasids, under the contract's rule for VFs. */
  maxPasids(dev: number): number {
    const f = this.facts.topology.functions[dev];
    if (f?.kind === "vf" && this.contract.vf === "own-capability") return 0;
    return this.facts.maxPasids(dev);
  }

  /** pci_pasid_status(): whether PASID is enabled, as the contract answers it for a VF. */
  pasidEnabled(dev: number): boolean {
    const owner = this.contract.vf === "shares-pf" ? this.facts.pasidOwner(dev) : dev;
    return this.enabled[owner] ?? false;
  }

  /** The domain that an entry stands for. */
  domainOf(entry: Entry): DomainId {
    return entry.handle === 0 ? entry.domain : (this.handleDomain[entry.handle] ?? NO_DOMAIN);
  }

  /** The domain recorded for (dev, pasid): what a reader of the table finds. */
  recorded(dev: number, pasid: number): DomainId {
    const entry = this.table(dev).get(pasid);
    return entry === undefined || !entry.published ? NO_DOMAIN : this.domainOf(entry);
  }

  /** Writes down all that is remembered of the PASIDs in `columns`. */
  save(into: Memory, columns: readonly number[]): void {
    for (let dev = 0; dev < into.functions; dev++) {
      const group = this.group(dev);
      into.setEnabled(dev, this.enabled[dev] === true);
      into.setDomain(dev, group === null ? NO_DOMAIN : group.domain);
      for (let column = 0; column < columns.length; column++) {
        const table = this.tableOf(dev, column);
        into.setEntry(dev, column, writtenDown(table?.get(columns[column] as number)));
      }
    }
    for (let h = 1; h <= HANDLES_MAX; h++) into.setHandleDomain(h, this.handleDomain[h] ?? 0);
  }

  restore(from: Memory, columns: readonly number[]): void {
    for (let dev = 0; dev < from.functions; dev++) {
      const group = this.group(dev);
      this.enabled[dev] = from.enabled(dev);
      if (group !== null) group.domain = from.domain(dev);
      for (let column = 0; column < columns.length; column++) {
        const table = this.tableOf(dev, column);
        if (table !== undefined) putBack(table, columns[column] as number, from.entry(dev, column));
      }
    }
    for (let h = 1; h <= HANDLES_MAX; h++) this.handleDomain[h] = from.handleDomain(h);
  }

  /**
   * The table whose index a column stands for. Index 0 is the group's, for the RID's handle; but
   * without handles PASID 0 is all that can be there, and where it is accepted it is in the
   * device's own table.
   */
  private tableOf(dev: number, column: number): PasidTable | undefined {
    const { table, zero, handle } = this.contract;
    const own = table === "device" && zero === "accepted" && handle === "absent";
    return column === 0 && !own ? this.group(dev)?.table : this.table(dev);
  }

  /** Whether a handle is installed anywhere. */
  handleInstalled(handle: number): boolean {
    const tables = [...this.groups.map((group) => group.table), ...this.tables];
    return tables.some((table) => [...table.values()].some((entry) => entry.handle === handle));
  }

  /** The functions that an operation on (dev, pasid) programs, in order. */
  programmed(dev: number): readonly number[] {
    const members = this.group(dev)?.members ?? [];
    switch (this.contract.programs) {
      case "every-member":
        return members;
      case "capable-members":
        return members.filter((member) => this.maxPasids(member) > 0);
      case "own-device":
        return [dev];
      default:
        return this.contract.programs satisfies never;
    }
  }
}

function writtenDown(entry: Entry | undefined): MemoryEntry {
  if (entry === undefined) return 0;
  return entry.handle === 0 ? entry.domain : ENTRY_OF_HANDLE + entry.handle;
}

function putBack(table: PasidTable, pasid: number, entry: MemoryEntry): void {
  if (writtenDown(table.get(pasid)) === entry) return;
  if (entry === 0) table.delete(pasid);
  else if (entry > ENTRY_OF_HANDLE)
    table.set(pasid, { domain: NO_DOMAIN, handle: entry - ENTRY_OF_HANDLE, published: true });
  else table.set(pasid, { domain: entry, handle: 0, published: true });
}
