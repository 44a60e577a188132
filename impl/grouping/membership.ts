/**
 * Groups that functions join and leave after boot: iommu_probe_device() and iommu_release_device()
 * on the bus notifier (drivers/iommu/iommu.c).
 */
import type { Facts } from "../fabric/facts.js";
import type { Partition } from "./partition.js";

/** A way of forming groups in progress: it knows who is there, and what each group is like. */
export interface Growing {
  /** The groups as they are; its `groupOf` goes on changing. */
  partition(): Partition;
  /** device_add(): the function is on its bus from now on. */
  add(dev: number): void;
  /** pci_scan_slot() has come by these VFs, and has set their multifunction bit. */
  pass(vfs: readonly number[]): void;
  /** ACS has changed: who joins from now on is grouped by these facts. */
  changeFacts(facts: Facts): void;
  /** Puts the function, just added, into a group. False: it gets none for now (-EPROBE_DEFER). */
  join(dev: number): boolean;
  /** Takes the function out of its group; it stays on its bus. */
  leave(dev: number): void;
  /** device_del(): the function has left its group, and leaves its bus. */
  remove(dev: number): void;
}
