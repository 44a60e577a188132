/**
 * The domain that translates a group's requester IDs: drivers/iommu/iommu.c
 * __iommu_group_set_domain_internal(), iommu_attach_device(), iommu_attach_group(), their _handle
 * variants and iommu_replace_group_handle(). The order of checks is that of
 * docs/reference/errno-table.md section 3.
 */
import type { Contract } from "../../model/vocabulary/design/contract.js";
import {
  BLOCKED,
  IDENTITY,
  NO_DOMAIN,
  domainId,
  type DomainId,
} from "../../model/vocabulary/operation/domain.js";
import { OK, refusal, type Outcome } from "../../model/vocabulary/operation/outcome.js";
import { errnoOf, type Hardware } from "../../model/vocabulary/design/hardware.js";
import { NO_GROUP } from "../../model/vocabulary/design/observation.js";
import type { OperationOf } from "../../model/vocabulary/operation/operation.js";
import type { DomainTests } from "./domains.js";
import type { Facts } from "../fabric/facts.js";
import { sizeOf } from "../grouping/partition.js";
import { NO_ENTRY, NULL_HANDLE, type Handles } from "../state/handles.js";
import type { GroupLayout } from "../state/groups.js";
import type { Resets } from "../state/reset-state.js";
import type { Tables } from "../state/pasid-tables.js";

const EBUSY = refusal("EBUSY");
const EINVAL = refusal("EINVAL");
const ENODEV = refusal("ENODEV");
const EOPNOTSUPP = refusal("EOPNOTSUPP");

/** The handle of a group's RID stands in its table at PASID 0. */
const RID = 0;

/** Of a machine on which nobody has claimed anything. */
const nobodyOwns = (): boolean => false;

/** The policies of a contract as the questions that a RID operation asks. */
export interface RidPolicies {
  readonly undoes: boolean;
  readonly honoursDirectMap: boolean;
  readonly replaces: boolean;
  readonly replaceTests: boolean;
  readonly hasHandles: boolean;
}

export function ridPolicies(contract: Contract): RidPolicies {
  return {
    undoes: contract.undoRid === "changed-members",
    honoursDirectMap: contract.directMap === "honoured",
    replaces: contract.ridReplace !== "absent",
    replaceTests: contract.ridReplace === "compatible",
    hasHandles: contract.handle !== "absent",
  };
}

/** What RID operations work on. */
export interface RidParts {
  readonly ridPolicies: RidPolicies;
  readonly tests: DomainTests;
  readonly facts: Facts;
  readonly layout: GroupLayout;
  readonly resets: Resets;
  /** One slot a group. */
  readonly rids: Tables;
  readonly handles: Handles;
  readonly hardware: Hardware;
}

export class RidOperations {
  /** Whether a group has an owner: then what is detached is blocked (semantics 7.1 core_domain). */
  isOwned: (group: number) => boolean = nobodyOwns;
  private readonly policies: RidPolicies;
  private readonly tests: DomainTests;
  private readonly facts: Facts;
  private readonly layout: GroupLayout;
  private readonly resets: Resets;
  private readonly tables: Tables;
  private readonly handles: Handles;
  private readonly hardware: Hardware;
  /** iommu_group.domain. */
  private readonly domain: DomainId[] = [];

  constructor(parts: RidParts) {
    this.policies = parts.ridPolicies;
    this.tests = parts.tests;
    this.facts = parts.facts;
    this.layout = parts.layout;
    this.resets = parts.resets;
    this.tables = parts.rids;
    this.handles = parts.handles;
    this.hardware = parts.hardware;
    const { groups } = parts.layout.partition;
    for (let group = 0; group <= groups; group++)
      this.domain.push(group === NO_GROUP ? NO_DOMAIN : IDENTITY);
  }

  /** Boot: every grouped function comes to the default domain. */
  attachDefault(): void {
    const { groupOf } = this.layout.partition;
    for (const dev of this.facts.order)
      if (groupOf[dev] !== NO_GROUP) this.hardware.attachDev(IDENTITY, dev, NO_DOMAIN);
  }

  /** A group that is new: it is on the default domain. */
  open(group: number): void {
    this.domain[group] = IDENTITY;
  }

  /** A group that is no more; where RIDs have tables of their own, its handle goes with it. */
  close(group: number): void {
    this.handles.uninstall(this.tables.load(group, RID));
    this.tables.erase(group, RID);
  }

  /** Attaches a function that has come to its group's domain; false: it cannot be. */
  attachNewcomer(dev: number): boolean {
    return this.setMember(this.domainOf(dev), dev, NO_DOMAIN) === OK;
  }

  /** The domain that the function's group is on; none where there is no group. */
  domainOf(dev: number): DomainId {
    return this.domain[this.layout.partition.groupOf[dev]!]!;
  }

  /** Puts a group back on a domain that it was on; nobody is called. */
  restoreDomain(dev: number, domain: DomainId): void {
    const group = this.layout.partition.groupOf[dev]!;
    if (group !== NO_GROUP) this.domain[group] = domain;
  }

  /** iommu_attach_device(). */
  attachDevice(op: OperationOf<"device-attach">, dev: number): Outcome {
    const group = this.layout.partition.groupOf[dev]!;
    if (group === NO_GROUP) return ENODEV;
    if (sizeOf(this.layout.partition, group) !== 1) return EINVAL;
    return this.attachGroup(group, domainId(op.domain));
  }

  /** iommu_detach_device(): void, and does nothing to a group of more than one. */
  detachDevice(dev: number): Outcome {
    const group = this.layout.partition.groupOf[dev]!;
    if (group === NO_GROUP) return ENODEV;
    if (sizeOf(this.layout.partition, group) === 1) this.setCore(group);
    return OK;
  }

  /** iommu_attach_group(), or iommu_attach_group_handle() if a handle is given. */
  attach(op: OperationOf<"rid-attach">, dev: number): Outcome {
    return this.attachTo(domainId(op.domain), dev, op.handle);
  }

  attachTo(domain: DomainId, dev: number, passed: number | undefined): Outcome {
    const { handles } = this;
    const group = this.layout.partition.groupOf[dev]!;
    if (group === NO_GROUP) return ENODEV;
    const handle = handles.passed(passed);
    if (handle === NULL_HANDLE) return this.attachGroup(group, domain);
    if (!handles.offer(handle, domain)) return EINVAL;
    if (this.tables.load(group, RID) !== NO_ENTRY) return EBUSY;
    const outcome = this.attachGroup(group, domain);
    if (outcome === OK) this.record(group, domain, handle);
    return outcome;
  }

  /** iommu_replace_group_handle(). */
  replace(op: OperationOf<"rid-replace">, dev: number): Outcome {
    return this.replaceTo(domainId(op.domain), dev, op.handle);
  }

  replaceTo(domain: DomainId, dev: number, passed: number | undefined): Outcome {
    const { handles } = this;
    if (!this.policies.replaces) return EOPNOTSUPP;
    const group = this.layout.partition.groupOf[dev]!;
    if (group === NO_GROUP) return ENODEV;
    const handle = handles.passed(passed);
    if (handle === NULL_HANDLE && this.policies.hasHandles) return EINVAL;
    if (this.policies.replaceTests && this.tests.ridFits[domain] !== OK) return EINVAL;
    if (!handles.offer(handle, domain)) return EINVAL;
    const outcome = this.setDomain(group, domain);
    if (outcome === OK && handle !== NULL_HANDLE) this.record(group, domain, handle);
    return outcome;
  }

  /**
   * iommu_detach_group_handle(): void. Without handles iommu_detach_group(), which knows no
   * entry.
   */
  detach(dev: number): Outcome {
    const group = this.layout.partition.groupOf[dev]!;
    if (group === NO_GROUP) return ENODEV;
    this.setCore(group);
    if (!this.policies.hasHandles) return OK;
    this.handles.uninstall(this.tables.load(group, RID));
    this.tables.erase(group, RID);
    return OK;
  }

  /** The group goes on its blocking domain, which it has by now; errnos of set_domain. */
  block(group: number): Outcome {
    return this.setDomain(group, BLOCKED);
  }

  private record(group: number, domain: DomainId, handle: number): void {
    const { handles } = this;
    const entry = handles.entry(domain, handle);
    handles.uninstall(this.tables.load(group, RID));
    this.tables.store(group, RID, entry);
    handles.install(entry);
    handles.settle(handle, domain);
  }

  private attachGroup(group: number, domain: DomainId): Outcome {
    const domainNow = this.domain[group]!;
    const free =
      domainNow === IDENTITY || (domainNow === BLOCKED && this.resets.hasBlockingDomain(group));
    if (!free) return EBUSY;
    const fits = this.tests.ridFits[domain]!;
    return fits === OK ? this.setDomain(group, domain) : fits;
  }

  /** __iommu_group_set_domain(): all members in order; the first refusal ends it. */
  private setDomain(group: number, domain: DomainId): Outcome {
    const old = this.domain[group]!;
    if (domain === old) return OK;
    if (this.resets.awaits(group)) return EBUSY;
    const { members, from } = this.layout.partition;
    const first = from[group]!;
    const last = from[group + 1]!;
    for (let i = first; i < last; i++) {
      const outcome = this.setMember(domain, members[i]!, old);
      if (outcome === OK) continue;
      if (this.policies.undoes)
        for (let k = first; k < i; k++) this.mustAttach(group, old, members[k]!, domain);
      return outcome;
    }
    this.domain[group] = domain;
    return OK;
  }

  /** Rows 4, 5 and 6 of set_domain. */
  private setMember(domain: DomainId, member: number, old: DomainId): Outcome {
    if (this.cannotBlock(domain, member)) return EINVAL;
    const ops = this.tests.ridOps[domain]!;
    if (ops !== OK) return ops;
    const status = this.hardware.attachDev(domain, member, old);
    return status === 0 ? OK : refusal(errnoOf(status));
  }

  /** Row 4: firmware demands a direct mapping, which the blocked domain is not. */
  private cannotBlock(domain: DomainId, member: number): boolean {
    return (
      domain === BLOCKED &&
      this.policies.honoursDirectMap &&
      this.facts.functions[member]!.directMap
    );
  }

  /** IOMMU_SET_DOMAIN_MUST_SUCCEED: if the driver refuses, the group's blocking domain is tried. */
  private mustAttach(group: number, domain: DomainId, member: number, old: DomainId): void {
    if (this.cannotBlock(domain, member)) return;
    if (this.hardware.attachDev(domain, member, old) === 0) return;
    if (domain !== BLOCKED && this.resets.hasBlockingDomain(group))
      this.hardware.attachDev(BLOCKED, member, old);
  }

  /**
   * __iommu_group_set_core_domain(): the default domain, or the blocking one while somebody owns
   * the group. Members on which the driver refuses stay, and so do those in a reset.
   */
  setCore(group: number): void {
    const old = this.domain[group]!;
    const domain = this.isOwned(group) ? BLOCKED : IDENTITY;
    if (old === domain) return;
    const { members, from } = this.layout.partition;
    for (let i = from[group]!; i < from[group + 1]!; i++)
      if (!this.resets.blocks(members[i]!)) this.mustAttach(group, domain, members[i]!, old);
    this.domain[group] = domain;
  }
}
