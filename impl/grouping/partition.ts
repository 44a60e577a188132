/**
 * A partition says which functions share an IOMMU group (struct iommu_group), and in which order a
 * group lists its members (iommu_group.devices). Groups are numbered from 1, in the order in which
 * they were made.
 */
import { NO_GROUP } from "../../model/vocabulary/design/observation.js";

export interface Partition {
  /** Number of groups; they are 1..groups. */
  readonly groups: number;
  /** Per function its group, or NO_GROUP. Invariant: each is at most `groups`. */
  readonly groupOf: Int32Array;
  /** The members of group g are members[from[g]] .. members[from[g + 1] - 1]. */
  readonly members: Int32Array;
  /** Invariant: length is groups + 2, never descending, the last is members.length. */
  readonly from: Int32Array;
  /** Per group its number in observations: the smallest index among its members, plus 1. */
  readonly label: Int32Array;
}

/** Grows a partition, one function after the other. */
export class PartitionBuilder {
  readonly groupOf: Int32Array;
  /** Members in the order in which they joined. Invariant: `length` of them count. */
  private readonly joined: Int32Array;
  /** Invariant: at most the number of functions, for each is in one group at most. */
  private length = 0;
  private groups = 0;

  constructor(functions: number) {
    this.groupOf = new Int32Array(functions);
    this.joined = new Int32Array(functions);
  }

  /** The number of a new, empty group. */
  newGroup(): number {
    return ++this.groups;
  }

  join(dev: number, group: number): void {
    this.groupOf[dev] = group;
    this.joined[this.length++] = dev;
  }

  /** Takes a function out of its group; a group that has lost all members keeps its number. */
  leave(dev: number): void {
    const at = this.joined.indexOf(dev);
    if (at < 0 || at >= this.length) return;
    this.joined.copyWithin(at, at + 1, this.length--);
    this.groupOf[dev] = NO_GROUP;
  }

  /** The partition as it is now; `groupOf` goes on changing with what joins and leaves. */
  finish(): Partition {
    const { groupOf, groups } = this;
    const from = new Int32Array(groups + 2);
    for (let i = 0; i < this.length; i++) from[groupOf[this.joined[i]!]! + 1]!++;
    for (let g = 1; g <= groups + 1; g++) from[g]! += from[g - 1]!;
    const members = new Int32Array(this.length);
    const next = from.slice();
    for (let i = 0; i < this.length; i++) {
      const dev = this.joined[i]!;
      const group = groupOf[dev]!;
      members[next[group]!++] = dev;
    }
    return { groups, groupOf, members, from, label: labels(groupOf, groups) };
  }
}

function labels(groupOf: Int32Array, groups: number): Int32Array {
  const label = new Int32Array(groups + 1);
  for (let dev = groupOf.length - 1; dev >= 0; dev--)
    if (groupOf[dev] !== NO_GROUP) label[groupOf[dev]!] = dev + 1;
  return label;
}

/** The number of members of a group. */
export function sizeOf(partition: Partition, group: number): number {
  return partition.from[group + 1]! - partition.from[group]!;
}
