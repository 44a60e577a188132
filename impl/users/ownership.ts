/**
 * DMA ownership, struct iommu_group.owner and owner_cnt: drivers/iommu/iommu.c
 * iommu_device_claim_dma_owner(), iommu_device_release_dma_owner(),
 * iommu_device_use_default_domain(), iommu_device_unuse_default_domain(). The order of checks is
 * that of docs/reference/errno-table.md section 3.
 */
import type { Contract } from "../../model/vocabulary/design/contract.js";
import { IDENTITY } from "../../model/vocabulary/operation/domain.js";
import { OK, refusal, type Outcome } from "../../model/vocabulary/operation/outcome.js";
import { NO_GROUP } from "../../model/vocabulary/design/observation.js";
import type { Iommu } from "../../model/vocabulary/scenario/scenario.js";
import {
  NO_OWNER,
  isContext,
  type OwnerId,
} from "../../model/vocabulary/design/user-observation.js";
import { NO_ENTRY } from "../state/handles.js";
import type { GroupLayout } from "../state/groups.js";
import type { Resets } from "../state/reset-state.js";
import type { RidOperations } from "../core/rid.js";
import type { Tables } from "../state/pasid-tables.js";

const EBUSY = refusal("EBUSY");
const ENODEV = refusal("ENODEV");
const ENOENT = refusal("ENOENT");
const EOPNOTSUPP = refusal("EOPNOTSUPP");
const EPERM = refusal("EPERM");

/** The handle of a group's RID stands in its table at PASID 0. */
const RID = 0;

/** What ownership works on. */
export interface OwnershipParts {
  readonly contract: Contract;
  readonly iommu: Iommu;
  readonly layout: GroupLayout;
  readonly resets: Resets;
  readonly rid: RidOperations;
  readonly pasids: Tables;
  readonly rids: Tables;
}

export class Ownership {
  private readonly parts: OwnershipParts;
  /** iommu_group.owner and owner_cnt, by group; groups that come later make them longer. */
  private readonly owners: (OwnerId | undefined)[] = [];
  private readonly counts: (number | undefined)[] = [];
  /** 1: a driver of the kernel is bound to the function. */
  private readonly drivers: Uint8Array;

  constructor(parts: OwnershipParts, functions: number) {
    this.parts = parts;
    this.drivers = new Uint8Array(functions);
  }

  /** Who owns the function's group. */
  ownerOf(dev: number): OwnerId {
    return this.owner(this.groupOf(dev));
  }

  owner(group: number): OwnerId {
    return this.owners[group] ?? NO_OWNER;
  }

  /** iommu_group.owner_cnt of the function's group. */
  countOf(dev: number): number {
    return this.counts[this.groupOf(dev)] ?? 0;
  }

  hasDriver(dev: number): boolean {
    return this.drivers[dev] === 1;
  }

  /** iommu_device_claim_dma_owner(): ENODEV, EPERM, EBUSY, or what set_domain answers. */
  claim(dev: number, owner: OwnerId): Outcome {
    const { contract, iommu, resets, rid } = this.parts;
    const group = this.groupOf(dev);
    if (group === NO_GROUP) return ENODEV;
    const count = this.countOf(dev);
    if (count > 0 && this.owner(group) !== owner) return EPERM;
    if (count === 0) {
      if (rid.domainOf(dev) !== IDENTITY || this.hasEntries(group)) return EBUSY;
      // The driver allocates no domains: a static blocked domain, or none.
      if (iommu.blocking === "none") return EOPNOTSUPP;
      resets.makeBlockingDomain(dev);
      const outcome = contract.claim === "blocks" ? rid.block(group) : OK;
      if (outcome !== OK) return outcome;
      this.owners[group] = owner;
    }
    this.counts[group] = count + 1;
    return OK;
  }

  /** The operation of O1 and O2: what a context has claimed, its own unbind gives back. */
  release(dev: number): Outcome {
    const owner = this.ownerOf(dev);
    return owner === NO_OWNER || isContext(owner) ? ENOENT : this.giveBack(dev);
  }

  /** iommu_device_release_dma_owner(). It is void and would warn where this is EBUSY. */
  giveBack(dev: number): Outcome {
    const group = this.groupOf(dev);
    const count = this.countOf(dev);
    if (count > 1) {
      this.counts[group] = count - 1;
      return OK;
    }
    if (this.hasEntries(group)) return EBUSY;
    this.counts[group] = 0;
    this.owners[group] = NO_OWNER;
    this.parts.rid.setCore(group);
    return OK;
  }

  /**
   * iommu_device_use_default_domain(). A device has one driver: EBUSY where one is bound, or where
   * VFIO has it for a user.
   */
  bindDriver(dev: number, user: boolean): Outcome {
    const { contract, rid } = this.parts;
    if (this.hasDriver(dev) || user) return EBUSY;
    const group = this.groupOf(dev);
    const count = this.countOf(dev);
    if (group !== NO_GROUP) {
      if (contract.driverBind === "asks-owner" && count > 0) {
        const kernels = rid.domainOf(dev) === IDENTITY && this.owner(group) === NO_OWNER;
        if (!kernels || this.hasEntries(group)) return EBUSY;
      }
      this.counts[group] = count + 1;
    }
    this.drivers[dev] = 1;
    return OK;
  }

  /** iommu_device_unuse_default_domain(). It is void and would warn where this is EBUSY. */
  unbindDriver(dev: number): Outcome {
    if (!this.hasDriver(dev)) return ENOENT;
    const group = this.groupOf(dev);
    if (group !== NO_GROUP) {
      if (this.hasEntries(group)) return EBUSY;
      // BUG-14 lets an owner give everything back while a driver is counted.
      this.counts[group] = Math.max(0, this.countOf(dev) - 1);
    }
    this.drivers[dev] = 0;
    return OK;
  }

  /** !xa_empty(&group->pasid_array), or any array of its members' where each has its own. */
  private hasEntries(group: number): boolean {
    const { layout, pasids, rids } = this.parts;
    const { members, from } = layout.partition;
    if (rids.load(group, RID) !== NO_ENTRY) return true;
    for (let i = from[group]!; i < from[group + 1]!; i++)
      if (!pasids.isEmpty(layout.slotOf[members[i]!]!)) return true;
    return false;
  }

  private groupOf(dev: number): number {
    return this.parts.layout.partition.groupOf[dev]!;
  }
}
