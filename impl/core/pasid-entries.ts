/**
 * Work on all entries of a function's PASID table at once, when the function comes, goes or is
 * reset: xa_for_each_start(&group->pasid_array, pasid, entry, 1) in drivers/iommu/iommu.c. Index 0
 * is the RID's.
 */
import type { Contract } from "../../model/vocabulary/design/contract.js";
import {
  BLOCKED,
  NO_DOMAIN,
  isRidOnly,
  type DomainId,
} from "../../model/vocabulary/operation/domain.js";
import type { Hardware } from "../../model/vocabulary/design/hardware.js";
import type { Iommu } from "../../model/vocabulary/scenario/scenario.js";
import type { Handles } from "../state/handles.js";
import type { GroupLayout } from "../state/groups.js";
import type { PasidDriver } from "./group-pasid.js";
import type { Tables } from "../state/pasid-tables.js";

/** The first index that is a PASID's. */
const FIRST_PASID = 1;

/** What the walks work on. */
export interface EntryParts {
  readonly contract: Contract;
  readonly iommu: Iommu;
  readonly layout: GroupLayout;
  readonly pasids: Tables;
  readonly handles: Handles;
  readonly driver: PasidDriver;
  readonly hardware: Hardware;
}

export class PasidEntries {
  private readonly parts: EntryParts;

  constructor(parts: EntryParts) {
    this.parts = parts;
  }

  /** Whether the group's own table has a PASID; where each device has one, none is the group's. */
  groupHasPasids(dev: number): boolean {
    return this.parts.contract.table === "group" && this.pasids(dev).length > 0;
  }

  /** Takes every PASID of the function's table off the function; the entries stay. */
  removeAll(dev: number): void {
    for (const pasid of this.pasids(dev))
      this.parts.driver.removeOne(dev, pasid, this.domainOf(dev, pasid));
  }

  /**
   * Programs the function as its table says, after it was on the blocked domain; with BUG-31 all
   * that a PASID of its concerns.
   */
  bringBack(dev: number): void {
    const { contract, hardware, layout } = this.parts;
    const { targets, from, to } = layout.programmed;
    const all = contract.reset === "every-member";
    const members = all ? targets.subarray(from[dev], to[dev]) : [dev];
    for (const pasid of this.pasids(dev)) {
      const domain = this.domainOf(dev, pasid);
      if (!this.isSettable(domain)) continue;
      for (const member of members) hardware.setDevPasid(domain, member, pasid, BLOCKED);
    }
  }

  /** The same for a function that has just come. False: one cannot be, and none is now. */
  replay(dev: number): boolean {
    const { contract, layout, hardware, driver } = this.parts;
    const shares = contract.table === "group" && contract.programs !== "own-device";
    const programmed = contract.programs === "every-member" || layout.max[dev]! > 0;
    if (!shares || !programmed) return true;
    const wanted = this.pasids(dev).filter((pasid) => this.domainOf(dev, pasid) !== BLOCKED);
    for (const [n, pasid] of wanted.entries()) {
      const domain = this.domainOf(dev, pasid);
      const inRange = contract.range === "none" || pasid < layout.max[dev]!;
      if (
        inRange &&
        this.isSettable(domain) &&
        hardware.setDevPasid(domain, dev, pasid, NO_DOMAIN) === 0
      )
        continue;
      for (const earlier of wanted.slice(0, n))
        driver.removeOne(dev, earlier, this.domainOf(dev, earlier));
      return false;
    }
    return true;
  }

  /** Forgets a table: it goes with its last function. Index 0 as well. */
  forget(slot: number): void {
    const { pasids: tables, handles } = this.parts;
    for (const pasid of tables.pasidsFrom(slot, 0)) {
      handles.uninstall(tables.load(slot, pasid));
      tables.erase(slot, pasid);
    }
  }

  private pasids(dev: number): readonly number[] {
    const { pasids: tables, layout } = this.parts;
    return tables.pasidsFrom(layout.slotOf[dev]!, FIRST_PASID);
  }

  private domainOf(dev: number, pasid: number): DomainId {
    const { pasids: tables, layout, handles } = this.parts;
    return handles.domainOf(tables.load(layout.slotOf[dev]!, pasid));
  }

  /** Whether the domain has set_dev_pasid: a handle can come to name one that has not. */
  private isSettable(domain: DomainId): boolean {
    return domain === BLOCKED ? this.parts.iommu.blocking === "pasid" : !isRidOnly(domain);
  }
}
