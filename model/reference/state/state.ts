/**
 * The state of the reference: groups with their domain and PASID table (struct iommu_group),
 * devices with theirs, PASID flags, handles (semantics section 0, "Model state"). Plain maps; no
 * cleverness.
 */
import type { Facts } from "../../fabric/facts.js";
import { acsControl } from "../../vocabulary/topology/acs-control.js";
import type { Contract } from "../../vocabulary/design/contract.js";
import type { BootInput } from "../../vocabulary/design/design.js";
import type { ErrnoTableName } from "../../vocabulary/operation/decision.js";
import { IDENTITY, NO_DOMAIN, type DomainId } from "../../vocabulary/operation/domain.js";
import { OK, refusal, type Errno, type Outcome } from "../../vocabulary/operation/outcome.js";
import type { Hardware } from "../../vocabulary/design/hardware.js";
import type { Snapshot } from "../../vocabulary/design/snapshot.js";
import { HANDLES_MAX } from "../../vocabulary/operation/operands.js";
import type { Iommu } from "../../vocabulary/scenario/scenario.js";
import { NO_OWNER, type OwnerId } from "../../vocabulary/design/user-observation.js";
import { isThereAtBoot } from "../../vocabulary/topology/topology.js";
import { newAllocations, type Allocations } from "./allocations.js";
import { newUsers, type Users } from "./iommufd.js";
import { nameable, type Handle } from "./handle.js";
import { formGroups } from "../grouping/grouping.js";
import { Membership } from "../grouping/membership.js";
import { putBack, writtenDown, type Entry, type PasidTable } from "./pasid-table.js";

export interface Group {
  /** The smallest index among its members, plus 1. */
  number: number;
  /** In the order in which they were probed. */
  members: readonly number[];
  domain: DomainId;
  readonly table: PasidTable;
  /** iommu_group.recovery_cnt: how many resets its operations wait for. */
  recoveries: number;
  /** Whether iommu_group.blocking_domain is set: it is B, from the first reset or claim on. */
  blocking: boolean;
  /** iommu_group.owner. */
  owner: OwnerId;
  /** iommu_group.owner_cnt: claims of the owner, or drivers that are bound. */
  ownerCount: number;
}

function groupOfMembers(members: readonly number[]): Group {
  return {
    number: Math.min(...members) + 1,
    members,
    domain: IDENTITY,
    table: new Map(),
    recoveries: 0,
    blocking: false,
    owner: NO_OWNER,
    ownerCount: 0,
  };
}

/** A row of docs/reference/errno-table.md, and its outcome; no table: none decided. */
export interface Decided {
  table: ErrnoTableName | null;
  row: number | null;
  outcome: Outcome;
}

export class State {
  readonly contract: Contract;
  /** Of the machine as it is now: its ACS may be changed. */
  facts: Facts;
  readonly iommu: Iommu;
  readonly hardware: Hardware;
  /** Why Linux would have died by now; null: it lives. */
  death: string | null = null;
  /** What decided last, and how; it is no part of the state, and nothing is decided by it. */
  readonly decided: Decided = { table: null, row: null, outcome: OK };
  /** Whether each function is there. */
  readonly present: boolean[];
  /** group_device.reset_depth of each function. */
  readonly resetDepth: number[];
  /** pci_dev.pasid_enabled of each function. */
  readonly enabled: boolean[];
  /** iommu_attach_handle.domain of h1..; index 0 is unused. */
  readonly handleDomain: DomainId[];
  /** Whether a driver of the kernel is bound to each function that needs the default domain. */
  readonly driverBound: boolean[];
  readonly users: Users;
  readonly allocations: Allocations;
  private readonly groupOf: (Group | null)[];
  private readonly tables: PasidTable[];
  private readonly booted: Facts;
  /** From the moment when the first function comes or goes. */
  private membership: Membership | null = null;

  constructor(given: BootInput, contract: Contract, facts: Facts) {
    this.contract = contract;
    this.facts = facts;
    this.booted = facts;
    this.iommu = given.iommu;
    this.hardware = given.hardware;
    const { functions } = given.topology;
    this.present = functions.map(isThereAtBoot);
    this.resetDepth = functions.map(() => 0);
    this.groupOf = functions.map(() => null);
    for (const group of formGroups(facts, contract.grouping).map(groupOfMembers))
      for (const dev of group.members) this.groupOf[dev] = group;
    this.tables = functions.map((_, dev) => this.newTable(dev));
    this.enabled = functions.map(() => false);
    this.handleDomain = Array.from({ length: HANDLES_MAX + 1 }, () => NO_DOMAIN);
    this.driverBound = functions.map(() => false);
    this.users = newUsers(functions.length);
    this.allocations = newAllocations();
  }

  /** Ends an operation by a row of the errno table; `row` is null where it has no number. */
  decide(table: ErrnoTableName, row: number | null, errno: Errno | null): Outcome {
    const outcome = errno === null ? OK : refusal(errno);
    this.decided.table = table;
    this.decided.row = row;
    this.decided.outcome = outcome;
    return outcome;
  }

  /** The table that a function uses from now on: its group's, or an empty one of its own. */
  private newTable(dev: number): PasidTable {
    const group = this.group(dev);
    return this.contract.table === "group" && group !== null ? group.table : new Map();
  }

  /** dev->iommu_group; null if it has none. */
  group(dev: number): Group | null {
    return this.groupOf[dev] ?? null;
  }

  /** A function comes, and has no group yet. */
  add(dev: number): void {
    this.members().add(dev);
    this.present[dev] = true;
  }

  /** A scan has passed these VFs. */
  markMultifunction(vfs: readonly number[]): void {
    for (const vf of vfs) this.members().markMultifunction(vf);
  }

  /** It joins the group that the contract's grouping finds, or a new one; null: none. */
  join(dev: number): Group | null {
    const members = this.members().join(dev);
    if (members === null) return null;
    const other = members.find((member) => member !== dev);
    const group = other === undefined ? groupOfMembers([dev]) : this.group(other);
    if (group === null) throw new Error(`function ${other} has no group to join`);
    this.setMembers(group, members);
    this.groupOf[dev] = group;
    this.tables[dev] = this.newTable(dev);
    return group;
  }

  /** It leaves its group, and with it what was recorded for it. The last one's group is no more. */
  leave(dev: number): void {
    const group = this.group(dev);
    this.members().leave(dev);
    const others = group?.members.filter((member) => member !== dev) ?? [];
    if (group !== null) this.setMembers(group, others);
    this.groupOf[dev] = null;
    this.tables[dev] = this.newTable(dev);
    this.resetDepth[dev] = 0;
  }

  /** It goes; when it comes again PASID is off, and ACS as it was at boot. */
  remove(dev: number): void {
    this.leave(dev);
    this.members().remove(dev);
    this.present[dev] = false;
    this.enabled[dev] = false;
    this.hardware.setPasidControl(dev, false);
    this.changeFacts(this.facts.withAcsControl(dev, acsControl(this.booted.topology, dev)));
  }

  /** The machine has changed. Groups stay as they are; who comes now is grouped by what is now. */
  changeFacts(facts: Facts): void {
    if (facts === this.facts) return;
    this.facts = facts;
    this.members().changeFacts(facts);
  }

  private members(): Membership {
    return (this.membership ??= new Membership(this.booted, this.contract.grouping));
  }

  private setMembers(group: Group, members: readonly number[]): void {
    group.members = [...members];
    group.number = Math.min(...members) + 1;
  }

  /** group_device.blocked: it is in a reset. */
  blocked(dev: number): boolean {
    return (this.resetDepth[dev] ?? 0) > 0;
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

  /** The domain that an entry stands for. Only h1..h8 may belong to another by now (LEAD-5). */
  domainOf(entry: Entry): DomainId {
    const named = nameable(entry.handle);
    return named === 0 ? entry.domain : (this.handleDomain[named] ?? NO_DOMAIN);
  }

  /** The domain recorded for (dev, pasid): what a reader of the table finds. */
  recorded(dev: number, pasid: number): DomainId {
    const entry = this.table(dev).get(pasid);
    return entry === undefined || !entry.published ? NO_DOMAIN : this.domainOf(entry);
  }

  /** Writes down all that is remembered of the PASIDs in `columns`. */
  save(into: Snapshot, columns: readonly number[]): void {
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

  restore(from: Snapshot, columns: readonly number[]): void {
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
  handleInstalled(handle: Handle): boolean {
    const installed = (table: PasidTable | undefined): boolean =>
      table !== undefined && [...table.values()].some((entry) => entry.handle === handle);
    return this.tables.some(installed) || this.groupOf.some((group) => installed(group?.table));
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
