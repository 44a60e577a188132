/**
 * The attach handles h1..h8 (struct iommu_attach_handle) and how a table's entry names one: as in
 * drivers/iommu/iommu.c, an entry is either a domain or a tagged handle through which the domain is
 * read. docs/reference/choices.md "Handles".
 */
import { NO_DOMAIN, type DomainId } from "../../model/vocabulary/operation/domain.js";
import type { Snapshot } from "../../model/vocabulary/design/snapshot.js";
import type { Observation } from "../../model/vocabulary/design/observation.js";
import { HANDLES_MAX } from "../../model/vocabulary/operation/operands.js";
import type { Contract } from "../../model/vocabulary/design/contract.js";

/** What a table holds: a domain, or HANDLE_TAG + handle; NO_ENTRY where there is nothing. */
export type Entry = number;
export const NO_ENTRY: Entry = 0;

/** In place of a handle: null. */
export const NULL_HANDLE = 0;

/**
 * In place of a handle: a new one that iommufd or SVA has made for this entry. Nobody else can pass
 * it, so it is neither tested nor shown, and its entry may as well carry the domain itself.
 */
export const FRESH_HANDLE = -1;

/** Larger than any domain. */
const HANDLE_TAG = 0x20;

/** The handle that an entry names, or NULL_HANDLE. */
export function handleIn(entry: Entry): number {
  return entry > HANDLE_TAG ? entry - HANDLE_TAG : NULL_HANDLE;
}

/** Nothing for any handle; index 0 is no handle. */
const NOTHING: readonly number[] = Array.from({ length: HANDLES_MAX + 1 }, () => 0);

export class Handles {
  private readonly absent: boolean;
  private readonly linear: boolean;
  /** handle.domain. Invariant: length is HANDLES_MAX + 1. */
  private readonly domain: DomainId[] = [...NOTHING];
  /** In how many entries a handle is installed. Invariant: length is HANDLES_MAX + 1, none < 0. */
  private readonly installed: number[] = [...NOTHING];

  constructor(policy: Contract["handle"]) {
    this.absent = policy === "absent";
    this.linear = policy === "linear";
  }

  /** The handle that an operation passes; none where the design has no handles. */
  passed(handle: number | undefined): number {
    return this.absent || handle === undefined ? NULL_HANDLE : handle;
  }

  /**
   * The point before the table at which a handle is tested, or written to already; false: refuse
   * EINVAL.
   */
  offer(handle: number, domain: DomainId): boolean {
    if (handle <= NULL_HANDLE) return true;
    if (this.linear) return this.installed[handle] === 0;
    this.domain[handle] = domain;
    return true;
  }

  /** The entry by which a table names this domain and handle. */
  entry(domain: DomainId, handle: number): Entry {
    return handle <= NULL_HANDLE ? domain : HANDLE_TAG + handle;
  }

  /** The domain that an entry stands for. */
  domainOf(entry: Entry): DomainId {
    return entry > HANDLE_TAG ? this.domain[entry - HANDLE_TAG]! : entry;
  }

  /** An entry has come into a table. */
  install(entry: Entry): void {
    if (entry > HANDLE_TAG) this.installed[entry - HANDLE_TAG]!++;
  }

  /** An entry has left a table; handle.domain keeps its last value. */
  uninstall(entry: Entry): void {
    if (entry > HANDLE_TAG) this.installed[entry - HANDLE_TAG]!--;
  }

  /** The operation has succeeded: only now does a linear handle get its domain. */
  settle(handle: number, domain: DomainId): void {
    if (this.linear && handle > NULL_HANDLE) this.domain[handle] = domain;
  }

  /** The domain that a handle says. */
  domainOfHandle(handle: number): DomainId {
    return this.domain[handle]!;
  }

  /** Puts all handles back to what they said, none of them installed yet. */
  restore(from: Snapshot): void {
    this.installed.fill(0);
    for (let h = 1; h <= HANDLES_MAX; h++) this.domain[h] = from.handleDomain(h);
  }

  observe(into: Observation): void {
    for (let h = 1; h <= HANDLES_MAX; h++) into.setHandleDomain(h, this.domain[h] ?? NO_DOMAIN);
  }
}
