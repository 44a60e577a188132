/**
 * The running machine behind both optimized designs: which operation goes where, and what an
 * observer sees. The designs differ in one thing, the table that a function's PASIDs are kept in.
 */
import type { Contract } from "../model/vocabulary/design/contract.js";
import type { BootInput, Machine } from "../model/vocabulary/design/design.js";
import type { DomainId } from "../model/vocabulary/operation/domain.js";
import { refusal, type Outcome } from "../model/vocabulary/operation/outcome.js";
import { ENTRY_OF_HANDLE, type Snapshot } from "../model/vocabulary/design/snapshot.js";
import { NO_GROUP, type Observation } from "../model/vocabulary/design/observation.js";
import { isUserOperation, type Operation } from "../model/vocabulary/operation/operation.js";
import { NO_OWNER } from "../model/vocabulary/design/user-observation.js";
import { AcsControl } from "./pci/acs-control.js";
import { domainTests } from "./core/domains.js";
import { factsOf, type Facts } from "./fabric/facts.js";
import { grouperOf, type Grouper } from "./grouping/grouping.js";
import type { Partition } from "./grouping/partition.js";
import { Handles, handleIn, NO_ENTRY, type Entry } from "./state/handles.js";
import { HotPlug } from "./lifecycle/hot-plug.js";
import { GroupLayout, type Slots } from "./state/groups.js";
import { maxPasids } from "./fabric/pasid.js";
import { PasidDriver } from "./core/group-pasid.js";
import { PasidEntries } from "./core/pasid-entries.js";
import { PasidOperations, pasidPolicies, type PasidPolicies } from "./core/pasid.js";
import { PciPasid } from "./pci/enable-pasid.js";
import { ResetOperations } from "./lifecycle/reset.js";
import { Resets } from "./state/reset-state.js";
import { RidOperations, ridPolicies, type RidPolicies } from "./core/rid.js";
import type { Tables } from "./state/pasid-tables.js";
import { observeUsers } from "./users/observe.js";
import { Users, type UsersParts } from "./users/users.js";
import { HANDLES_MAX } from "../model/vocabulary/operation/operands.js";

const ENODEV = refusal("ENODEV");
const EPERM = refusal("EPERM");

/** Where a design keeps what it records. */
export interface Storage {
  /** In which slot of `pasids` each function's table is. */
  readonly slots: Slots;
  readonly tables: (facts: Facts, partition: Partition) => Recorded;
}

export interface Recorded {
  /** The tables with the entries of PASIDs. */
  readonly pasids: Tables;
  /** The tables, one slot a group, that hold the handle of a group's RID at index 0. */
  readonly rids: Tables;
}

/** What a design prepares once, when it is made, for all of its machines. */
export class Prepared {
  readonly contract: Contract;
  readonly grouper: Grouper;
  readonly tests: ReturnType<typeof domainTests>;
  readonly pasid: PasidPolicies;
  readonly rid: RidPolicies;

  constructor(contract: Contract) {
    refuseHistoricResets(contract);
    this.contract = contract;
    this.grouper = grouperOf(contract.grouping);
    this.tests = domainTests(contract);
    this.pasid = pasidPolicies(contract);
    this.rid = ridPolicies(contract);
  }

  /** Starts a machine that records where `storage` says. */
  boot(given: BootInput, storage: Storage): Machine {
    return new TableMachine(this, given, storage);
  }
}

/**
 * Bugs that were fixed long ago: BUG-30, BUG-32, BUG-33 and BUG-34. Throws where one is asked for.
 */
function refuseHistoricResets({ reset, pausedRemoval, ridDetach }: Contract): void {
  const fixed = reset !== "per-group" && reset !== "not-nested" && pausedRemoval === "skipped";
  if (!fixed || ridDetach !== "always")
    throw new Error("resets as they once were have no optimized implementation, only a reference");
}

class TableMachine implements Machine {
  private readonly facts: Facts;
  private readonly layout: GroupLayout;
  private readonly columns: readonly number[];
  private readonly recorded: Recorded;
  private readonly handles: Handles;
  private readonly resets: Resets;
  private readonly pci: PciPasid;
  private readonly acs: AcsControl;
  private readonly rid: RidOperations;
  private readonly pasid: PasidOperations;
  private readonly plugs: HotPlug;
  private readonly reset: ResetOperations;
  private readonly parts: Omit<UsersParts, "rid" | "pasid" | "columns">;
  /** What users of the core do; not made before an operation is. */
  private users: Users | undefined;

  constructor(prepared: Prepared, given: BootInput, storage: Storage) {
    const { contract } = prepared;
    const { iommu, hardware } = given;
    const facts = factsOf(given.topology);
    const tests = prepared.tests[iommu.blocking];
    const max = maxPasids(facts, iommu, contract.vf);
    const layout = new GroupLayout(facts, contract, prepared.grouper, max, storage.slots);
    const recorded = storage.tables(facts, layout.partition);
    const handles = new Handles(contract.handle);
    const pci = new PciPasid(facts, contract, hardware);
    const acs = new AcsControl(facts, contract, layout, pci);
    const resets = new Resets(layout, facts.count);
    const driver = new PasidDriver(contract, iommu, layout, resets, hardware);
    const parts = {
      contract,
      iommu,
      tests,
      facts,
      layout,
      resets,
      handles,
      driver,
      hardware,
      pci,
      pasidPolicies: prepared.pasid,
      ridPolicies: prepared.rid,
      pasids: recorded.pasids,
      rids: recorded.rids,
    };
    const rid = new RidOperations(parts);
    const entries = new PasidEntries(parts);
    const moving = { contract, iommu, facts, layout, resets, rid, entries, pci, acs, hardware };
    this.facts = facts;
    this.layout = layout;
    this.columns = given.columns;
    this.recorded = recorded;
    this.handles = handles;
    this.resets = resets;
    this.pci = pci;
    this.acs = acs;
    this.rid = rid;
    this.pasid = new PasidOperations(parts);
    this.plugs = new HotPlug(moving);
    this.reset = new ResetOperations(moving);
    this.parts = parts;
    hardware.lookup = (dev, pasid) => this.lookup(dev, pasid);
    this.rid.attachDefault();
  }

  step(op: Operation, dev: number): Outcome {
    if (op.op !== "plug" && !this.plugs.has(dev)) return ENODEV;
    if (this.users?.forbids(op, dev) === true) return EPERM;
    if (isUserOperation(op)) return (this.users ??= this.settle()).step(op, dev);
    switch (op.op) {
      case "pasid-enable":
        return this.pci.enable(op, dev);
      case "pasid-disable":
        return this.pci.disable(dev);
      case "device-attach":
        return this.rid.attachDevice(op, dev);
      case "device-detach":
        return this.rid.detachDevice(dev);
      case "rid-attach":
        return this.rid.attach(op, dev);
      case "rid-replace":
        return this.rid.replace(op, dev);
      case "rid-detach":
        return this.rid.detach(dev);
      case "pasid-attach":
        return this.pasid.attach(op, dev);
      case "pasid-replace":
        return this.pasid.replace(op, dev);
      case "pasid-detach":
        return this.pasid.detach(op, dev);
      case "plug":
        return this.plugs.plug(dev);
      case "unplug":
        return this.plugs.unplug(dev);
      case "reset-prepare":
        return this.reset.prepare(dev);
      case "reset-done":
        return this.reset.done(dev);
      case "acs-set":
        return this.acs.set(op, dev);
      default:
        return op satisfies never;
    }
  }

  /** From here on there are owners: what is detached and who can be taken away depends on them. */
  private settle(): Users {
    const { parts, rid, pasid, columns } = this;
    const users = new Users({ ...parts, rid, pasid, columns });
    this.rid.isOwned = (group) => users.ownership.owner(group) !== NO_OWNER;
    this.plugs.isHeld = (dev) => users.holds(dev);
    return users;
  }

  retire(): void {
    this.recorded.pasids.retire();
    this.recorded.rids.retire();
  }

  lookup(dev: number, pasid: number): DomainId {
    return this.handles.domainOf(this.recorded.pasids.load(this.layout.slotOf[dev]!, pasid));
  }

  save(into: Snapshot): void {
    const { partition, slotOf } = this.layout;
    const { rids, pasids } = this.recorded;
    for (let dev = 0; dev < this.facts.count; dev++) {
      into.setEnabled(dev, this.pci.flag(dev));
      into.setDomain(dev, this.rid.domainOf(dev));
      into.setEntry(dev, 0, this.written(rids.load(partition.groupOf[dev]!, 0)));
      for (let column = 1; column < this.columns.length; column++) {
        const entry = pasids.load(slotOf[dev]!, this.columns[column]!);
        into.setEntry(dev, column, this.written(entry));
      }
    }
    for (let h = 1; h <= HANDLES_MAX; h++) into.setHandleDomain(h, this.handles.domainOfHandle(h));
  }

  /** A table is put back once, by the first of the functions that use it. */
  restore(from: Snapshot): void {
    const { partition, slotOf } = this.layout;
    const { groupOf, label } = partition;
    const { rids, pasids } = this.recorded;
    this.handles.restore(from);
    for (let dev = 0; dev < this.facts.count; dev++) {
      this.pci.setFlag(dev, from.enabled(dev));
      const group = groupOf[dev]!;
      const first = group !== NO_GROUP && label[group] === dev + 1;
      if (first) {
        this.rid.restoreDomain(dev, from.domain(dev));
        this.putBack(rids, group, 0, from.entry(dev, 0));
      }
      if (!first && slotOf === groupOf) continue;
      for (let column = 1; column < this.columns.length; column++)
        this.putBack(pasids, slotOf[dev]!, this.columns[column]!, from.entry(dev, column));
    }
  }

  private written(entry: Entry): number {
    const handle = handleIn(entry);
    return handle === 0 ? entry : ENTRY_OF_HANDLE + handle;
  }

  private putBack(tables: Tables, slot: number, pasid: number, written: number): void {
    const handle = written > ENTRY_OF_HANDLE ? written - ENTRY_OF_HANDLE : 0;
    const entry = handle === 0 ? written : this.handles.entry(NO_ENTRY, handle);
    if (tables.load(slot, pasid) !== entry) {
      if (entry === NO_ENTRY) tables.erase(slot, pasid);
      else tables.store(slot, pasid, entry);
    }
    this.handles.install(entry);
  }

  observe(into: Observation): void {
    const { partition, slotOf } = this.layout;
    const { groupOf, label } = partition;
    const { rids, pasids } = this.recorded;
    for (let dev = 0; dev < this.facts.count; dev++) {
      into.setGroup(dev, label[groupOf[dev]!]!);
      into.setFlags(dev, this.pci.enabled(dev), this.resets.blocks(dev), this.plugs.has(dev));
      into.setRecorded(dev, 0, this.rid.domainOf(dev));
      into.setHandle(dev, 0, handleIn(rids.load(groupOf[dev]!, 0)));
      for (let column = 1; column < this.columns.length; column++) {
        const entry = pasids.load(slotOf[dev]!, this.columns[column]!);
        into.setRecorded(dev, column, this.handles.domainOf(entry));
        into.setHandle(dev, column, handleIn(entry));
      }
    }
    this.handles.observe(into);
    if (into.users === null) return;
    if (this.users === undefined) into.users.clear();
    else observeUsers(this.users, this.facts.count, this.columns.length, into.users);
  }
}
