/**
 * Attaching, replacing and detaching a page table: drivers/iommu/iommufd/device.c
 * iommufd_hw_pagetable_attach(), iommufd_device_do_replace(), iommufd_hw_pagetable_detach(). The
 * order of checks is that of docs/reference/errno-table.md section 7.
 */
import type { Contract } from "../../../model/vocabulary/design/contract.js";
import { OK, refusal, type Outcome } from "../../../model/vocabulary/operation/outcome.js";
import {
  NO_TABLE,
  domainOfTable,
  type TableId,
} from "../../../model/vocabulary/design/user-observation.js";
import type { Facts } from "../../fabric/facts.js";
import { FRESH_HANDLE } from "../../state/handles.js";
import type { GroupLayout } from "../../state/groups.js";
import type { PasidOperations } from "../../core/pasid.js";
import type { RidOperations } from "../../core/rid.js";
import { RID_COLUMN, type Attachments } from "./igroup.js";
import { regionBit, type IoSpaces } from "./ioas.js";
import type { PageTables } from "./hw-pagetable.js";

const EADDRINUSE = refusal("EADDRINUSE");
const EBUSY = refusal("EBUSY");
const EINVAL = refusal("EINVAL");

/** A PASID and its column in observations; PASID 0 is the RID. */
export interface Place {
  readonly pasid: number;
  readonly column: number;
}

/** What attachments work on. */
export interface AttachingParts {
  readonly contract: Contract;
  readonly facts: Facts;
  readonly layout: GroupLayout;
  readonly rid: RidOperations;
  readonly pasid: PasidOperations;
  readonly spaces: IoSpaces;
  readonly tables: PageTables;
  readonly attachments: Attachments;
}

export class Attaching {
  private readonly parts: AttachingParts;

  constructor(parts: AttachingParts) {
    this.parts = parts;
  }

  /** EBUSY where this function is attached already, EINVAL where others are to another table. */
  attach(dev: number, place: Place, table: TableId): Outcome {
    const { spaces, tables, attachments } = this.parts;
    const { column } = place;
    if (attachments.tableOf(dev, column) !== NO_TABLE) return EBUSY;
    const joined = attachments.sharedTable(dev, column);
    if (joined !== NO_TABLE && (joined !== table || !this.mayJoin(dev, column))) return EINVAL;
    const ioas = tables.ioasOf(table);
    if (column === RID_COLUMN && !spaces.reserve(ioas, dev, this.regionsOf(dev))) return EADDRINUSE;
    // Who joins programs nothing: the first attach has acted on all members.
    if (joined === NO_TABLE) {
      const outcome = this.attachFirst(dev, place, table);
      if (outcome !== OK) {
        if (column === RID_COLUMN) spaces.unreserve(ioas, dev);
        return outcome;
      }
      this.nameHandle(dev, column, dev);
    }
    attachments.set(dev, column, table);
    tables.use(table);
    return OK;
  }

  /** All that share the attachment are moved. EINVAL where there is none. */
  replace(dev: number, place: Place, table: TableId): Outcome {
    const { contract, attachments } = this.parts;
    const { column } = place;
    const old = attachments.sharedTable(dev, column);
    if (old === NO_TABLE) return EINVAL;
    const isAttached = attachments.tableOf(dev, column) !== NO_TABLE;
    if (!isAttached && contract.fdReplace === "needs-attach") return EINVAL;
    if (old === table) return OK;
    const outcome = this.move(dev, place, old, table);
    if (outcome !== OK) return outcome;
    // BUG-9: who was not attached counts as attached from here on.
    if (!isAttached) {
      attachments.set(dev, column, table);
      this.parts.tables.use(table);
    }
    return OK;
  }

  /**
   * LEAD-14: nobody asks whether who joins could have attached first, unless the contract refuses a
   * PASID to who has none there as well.
   */
  private mayJoin(dev: number, column: number): boolean {
    const { contract, layout } = this.parts;
    if (contract.fdJoin === "unasked" || column === RID_COLUMN) return true;
    return layout.programmed.incapable[dev] === 0;
  }

  /** Void: what is not attached is left alone. The last of those that share it detaches it. */
  detach(dev: number, { pasid, column }: Place): void {
    const { contract, spaces, tables, attachments } = this.parts;
    const table = attachments.tableOf(dev, column);
    if (table === NO_TABLE) return;
    attachments.set(dev, column, NO_TABLE);
    const [next] = attachments.attached(dev, column);
    if (next === undefined) {
      if (column === RID_COLUMN) this.parts.rid.detach(dev);
      else this.parts.pasid.detachFrom(dev, pasid);
      attachments.dropHandle(dev, column);
    } else if (contract.fdHandle === "passes-on")
      if (attachments.handleNames(dev, column) === dev + 1) this.nameHandle(dev, column, next);
    if (column === RID_COLUMN) spaces.unreserve(tables.ioasOf(table), dev);
    tables.unuse(table);
  }

  private attachFirst(dev: number, place: Place, table: TableId): Outcome {
    const { rid, pasid } = this.parts;
    if (!this.fits(dev, place, table)) return EINVAL;
    const domain = domainOfTable(table);
    return place.column === RID_COLUMN
      ? rid.attachTo(domain, dev, FRESH_HANDLE)
      : pasid.attachTo(domain, dev, place.pasid, FRESH_HANDLE);
  }

  /** Without handles in the core there is none that could name anybody. */
  private nameHandle(dev: number, column: number, named: number): void {
    const { contract, attachments } = this.parts;
    if (contract.handle !== "absent") attachments.nameHandle(dev, column, named);
  }

  /** Rows 5 to 10 of replace. */
  private move(dev: number, place: Place, old: TableId, table: TableId): Outcome {
    const { tables, attachments } = this.parts;
    const { column } = place;
    const moved = attachments.attached(dev, column);
    const ioas = tables.ioasOf(table);
    const left = tables.ioasOf(old);
    if (column === RID_COLUMN && ioas !== left && !this.reserveFor(moved, ioas)) return EADDRINUSE;
    const outcome = this.replaceCore(dev, place, table);
    if (outcome !== OK) {
      const strips = ioas !== left || this.parts.contract.fdUndo === "strips";
      if (column === RID_COLUMN && strips) this.unreserveFor(moved, ioas);
      return outcome;
    }
    if (column === RID_COLUMN && ioas !== left) this.unreserveFor(moved, left);
    for (const other of moved) {
      attachments.set(other, column, table);
      tables.use(table);
      tables.unuse(old);
    }
    this.nameHandle(dev, column, dev);
    return OK;
  }

  private replaceCore(dev: number, place: Place, table: TableId): Outcome {
    const { rid, pasid } = this.parts;
    if (!this.fits(dev, place, table)) return EINVAL;
    const domain = domainOfTable(table);
    return place.column === RID_COLUMN
      ? rid.replaceTo(domain, dev, FRESH_HANDLE)
      : pasid.replaceTo(domain, dev, place.pasid, FRESH_HANDLE);
  }

  /** iommufd_hwpt_pasid_compat(): where PASIDs are in use, the RID's table is for PASIDs too. */
  private fits(dev: number, { column }: Place, table: TableId): boolean {
    const { contract, tables, attachments } = this.parts;
    if (contract.fdCompat === "unchecked") return true;
    const forPasids = tables.isForPasids(table);
    if (column === RID_COLUMN) return forPasids || !attachments.hasPasids(dev);
    const rids = attachments.sharedTable(dev, RID_COLUMN);
    return forPasids && (rids === NO_TABLE || tables.isForPasids(rids));
  }

  /** iommufd_group_do_replace_reserved_iova(): all, or none. */
  private reserveFor(devs: readonly number[], ioas: number): boolean {
    const { spaces } = this.parts;
    if (devs.every((dev) => spaces.reserve(ioas, dev, this.regionsOf(dev)))) return true;
    this.unreserveFor(devs, ioas);
    return false;
  }

  /** iommufd_group_remove_reserved_iova(). */
  private unreserveFor(devs: readonly number[], ioas: number): void {
    for (const dev of devs) this.parts.spaces.unreserve(ioas, dev);
  }

  /** iommu_get_resv_regions(); BUG-29: of all members of the group. */
  private regionsOf(dev: number): number {
    const { contract, facts, layout } = this.parts;
    if (contract.reservations === "per-device") return ownRegions(facts, dev);
    const { members, from, groupOf } = layout.partition;
    const group = groupOf[dev]!;
    let bits = 0;
    for (let i = from[group]!; i < from[group + 1]!; i++) bits |= ownRegions(facts, members[i]!);
    return bits;
  }
}

function ownRegions(facts: Facts, dev: number): number {
  let bits = 0;
  for (const region of facts.functions[dev]!.reserved ?? []) bits |= regionBit(region);
  return bits;
}
