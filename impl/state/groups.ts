/**
 * The group layout that operations look up: the groups, whom a PASID concerns, and in which slot
 * the table of each function is. It is replaced as a whole when a function comes or goes, which is
 * rare; in between it is fixed.
 */
import type { Contract } from "../../model/vocabulary/design/contract.js";
import type { Facts } from "../fabric/facts.js";
import type { Grouper } from "../grouping/grouping.js";
import type { Growing } from "../grouping/membership.js";
import type { Partition } from "../grouping/partition.js";
import { programmedOf, type Programmed } from "./programmed.js";

/** In which slot each function's PASID table is, given the groups. */
export type Slots = (facts: Facts, partition: Partition) => Int32Array;

export class GroupLayout {
  partition: Partition;
  /** Invariant: worked out from `partition` as it is now. */
  programmed: Programmed;
  /** Invariant: length is functions; one without a group has no slot that means anything. */
  slotOf: Int32Array;
  /** dev->iommu->max_pasids. Invariant: length is functions. */
  readonly max: Int32Array;
  private facts: Facts;
  private readonly contract: Contract;
  private readonly grouper: Grouper;
  private readonly slots: Slots;
  private growing: Growing | undefined;

  constructor(facts: Facts, contract: Contract, grouper: Grouper, max: Int32Array, slots: Slots) {
    this.facts = facts;
    this.contract = contract;
    this.grouper = grouper;
    this.max = max;
    this.slots = slots;
    this.partition = grouper.atBoot(facts);
    this.programmed = programmedOf(facts, contract, this.partition, max);
    this.slotOf = slots(facts, this.partition);
  }

  /** A function comes; false: the IOMMU finds no group for it. */
  enter(dev: number, managed: boolean): boolean {
    const growing = this.owned();
    growing.add(dev);
    if (!managed || !growing.join(dev)) return false;
    this.renew(growing);
    return true;
  }

  /** A scan comes by these VFs. */
  pass(vfs: readonly number[]): void {
    if (vfs.length > 0) this.owned().pass(vfs);
  }

  /** It leaves its group, if it has one. */
  leave(dev: number): void {
    const growing = this.owned();
    growing.leave(dev);
    this.renew(growing);
  }

  /** It goes. */
  remove(dev: number): void {
    this.owned().remove(dev);
  }

  /** ACS has changed: groups stay as they are, newcomers are grouped by the new facts. */
  changeFacts(facts: Facts): void {
    // Those that were formed at boot were formed by the facts of then.
    const growing = this.owned();
    this.facts = facts;
    growing.changeFacts(facts);
  }

  /** What boot made is shared with other machines; from the first change on it is this one's. */
  private owned(): Growing {
    return (this.growing ??= this.grouper.growing(this.facts));
  }

  private renew(growing: Growing): void {
    this.partition = growing.partition();
    this.programmed = programmedOf(this.facts, this.contract, this.partition, this.max);
    this.slotOf = this.slots(this.facts, this.partition);
  }
}
