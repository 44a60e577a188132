/**
 * Resets of one device: drivers/iommu/iommu.c pci_dev_reset_iommu_prepare() and
 * pci_dev_reset_iommu_done() (docs/reference/errno-table.md section 5), and what they leave for
 * other operations to ask: group_device.reset_depth and blocked, iommu_group.recovery_cnt and
 * blocking_domain.
 */
import { NO_GROUP } from "../../model/vocabulary/design/observation.js";
import type { GroupLayout } from "./groups.js";

export class Resets {
  private readonly layout: GroupLayout;
  /** Per function how often it was prepared and not done. Invariant: length is functions. */
  private readonly depth: Uint16Array;
  /**
   * Per group, from the first reset on, how many are awaited: the group has a blocking domain.
   * Invariant: where a member's depth is not 0, the group has a number here.
   */
  private readonly awaited: (number | undefined)[] = [];

  constructor(layout: GroupLayout, functions: number) {
    this.layout = layout;
    this.depth = new Uint16Array(functions);
  }

  /** Whether the function is in a reset. */
  blocks(dev: number): boolean {
    return this.depth[dev] !== 0;
  }

  /** Whether the group waits for a reset of some member, or of one that left it in a reset. */
  awaits(group: number): boolean {
    return (this.awaited[group] ?? 0) > 0;
  }

  /** Whether the group has its blocking domain, which is B. */
  hasBlockingDomain(group: number): boolean {
    return this.awaited[group] !== undefined;
  }

  /** __iommu_group_alloc_blocking_domain(), with a driver that has one. */
  makeBlockingDomain(dev: number): void {
    this.awaited[this.groupOf(dev)] ??= 0;
  }

  /** One level deeper; true: the first, so the group awaits it. */
  enter(dev: number): boolean {
    if (this.depth[dev]!++ > 0) return false;
    this.awaited[this.groupOf(dev)]! += 1;
    return true;
  }

  /** One level up; true: the last, so the reset is over. The group still awaits it: `settle`. */
  leave(dev: number): boolean {
    return this.depth[dev]! > 0 && --this.depth[dev]! === 0;
  }

  /** The group no longer awaits the reset of this function. */
  settle(dev: number): void {
    this.awaited[this.groupOf(dev)]! -= 1;
  }

  /** The function is no member any more. */
  forget(dev: number): void {
    this.depth[dev] = 0;
  }

  private groupOf(dev: number): number {
    const group = this.layout.partition.groupOf[dev]!;
    if (group === NO_GROUP) throw new RangeError(`function ${dev} is in no group`);
    return group;
  }
}
