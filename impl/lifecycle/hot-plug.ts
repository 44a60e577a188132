/**
 * Hot-plug, functions that come and go: pci_scan_slot() (drivers/pci/probe.c), on whose bus
 * notifier __iommu_probe_device() runs, and device_del() with iommu_deinit_device()
 * (drivers/iommu/iommu.c). docs/reference/errno-table.md section 2, docs/reference/choices.md,
 * Hot-plug.
 */
import {
  BLOCKED,
  IDENTITY,
  NO_DOMAIN,
  type DomainId,
} from "../../model/vocabulary/operation/domain.js";
import { OK, refusal, type Outcome } from "../../model/vocabulary/operation/outcome.js";
import { NO_GROUP } from "../../model/vocabulary/design/observation.js";
import { canBePlugged, scanFinds, vfsPassed } from "../../model/vocabulary/topology/hot-plug.js";
import type { AcsControl } from "../pci/acs-control.js";
import { FLAG } from "../fabric/facts.js";
import { sizeOf } from "../grouping/partition.js";
import type { PciPasid } from "../pci/enable-pasid.js";
import type { ResetParts } from "./reset.js";

const EBUSY = refusal("EBUSY");
const ENODEV = refusal("ENODEV");
const EOPNOTSUPP = refusal("EOPNOTSUPP");

/** What coming and going works on. */
export interface HotPlugParts extends ResetParts {
  readonly pci: PciPasid;
  readonly acs: AcsControl;
}

/** Of a machine on which nobody holds anything. */
const nobodyHolds = (): boolean => false;

export class HotPlug {
  /** Whether somebody must let go of a function before it can be taken away. */
  isHeld: (dev: number) => boolean = nobodyHolds;
  private readonly parts: HotPlugParts;
  /** 1 for every function that is there. */
  private readonly there: Uint8Array;

  constructor(parts: HotPlugParts) {
    this.parts = parts;
    const { count, flags } = parts.facts;
    this.there = new Uint8Array(count);
    for (let dev = 0; dev < count; dev++)
      this.there[dev] = (flags[dev]! & FLAG.ABSENT) === 0 ? 1 : 0;
  }

  has(dev: number): boolean {
    return this.there[dev] === 1;
  }

  plug(dev: number): Outcome {
    const { facts, layout, hardware } = this.parts;
    if (!canBePlugged(facts.functions, dev)) return EOPNOTSUPP;
    if (this.has(dev)) return EBUSY;
    if (!scanFinds(facts.functions, dev, (other) => this.has(other))) return ENODEV;
    const vfs = vfsPassed(facts.functions, dev, (other) => this.has(other));
    this.there[dev] = 1;
    const managed = (facts.flags[dev]! & FLAG.MANAGED) !== 0;
    layout.pass(vfs.before);
    if (managed) hardware.probeDevice(dev);
    if (layout.enter(dev, managed)) this.probe(dev);
    layout.pass(vfs.after);
    return OK;
  }

  /** In its group, but attached to nothing yet. What fails here puts it out again. */
  private probe(dev: number): void {
    const { contract, layout, rid, entries } = this.parts;
    const group = layout.partition.groupOf[dev]!;
    if (sizeOf(layout.partition, group) === 1) rid.open(group);
    const domain = rid.domainOf(dev);
    if (contract.hotAdd === "refused-while-attached" && entries.groupHasPasids(dev))
      return this.release(dev, NO_DOMAIN);
    if (this.mustStayOut(group, dev)) return this.release(dev, NO_DOMAIN);
    if (!rid.attachNewcomer(dev)) return this.release(dev, NO_DOMAIN);
    const whole = contract.hotAdd !== "replays-pasids" || entries.replay(dev);
    return whole ? undefined : this.release(dev, domain);
  }

  /** LEAD-15: the owner will detach, and then it would have to be blocked. */
  private mustStayOut(group: number, dev: number): boolean {
    const { contract, facts, rid } = this.parts;
    if (contract.directPlug === "unless-blocked" || contract.directMap === "ignored") return false;
    return facts.functions[dev]!.directMap && rid.isOwned(group);
  }

  unplug(dev: number): Outcome {
    const { contract, facts, layout, resets, rid, entries, pci, acs } = this.parts;
    if (!canBePlugged(facts.functions, dev)) return EOPNOTSUPP;
    if (!this.has(dev)) return ENODEV;
    if (this.isHeld(dev)) return EBUSY;
    if (layout.partition.groupOf[dev] !== NO_GROUP) {
      const blocked = resets.blocks(dev);
      if (contract.unplug === "cleans" && blocked) resets.settle(dev);
      if (contract.unplug === "cleans" && !blocked && this.isProgrammed(dev))
        entries.removeAll(dev);
      this.release(dev, blocked ? BLOCKED : rid.domainOf(dev));
    }
    layout.remove(dev);
    pci.disable(dev);
    acs.restore(dev);
    this.there[dev] = 0;
    return OK;
  }

  private isProgrammed(dev: number): boolean {
    const { contract, layout } = this.parts;
    return contract.programs !== "capable-members" || layout.max[dev]! > 0;
  }

  /**
   * Out of the group, then iommu_deinit_device(): the release domain, told what the function is
   * said to be on, and release_device. What only it used is forgotten.
   */
  private release(dev: number, on: DomainId): void {
    const { contract, iommu, facts, layout, resets, rid, entries, hardware } = this.parts;
    const said = contract.unplug === "leaks" ? rid.domainOf(dev) : on;
    const group = layout.partition.groupOf[dev]!;
    const slot = layout.slotOf[dev]!;
    layout.leave(dev);
    resets.forget(dev);
    if (iommu.blocking !== "none") {
      const direct = contract.directMap === "honoured" && facts.functions[dev]!.directMap;
      hardware.attachDev(direct ? IDENTITY : BLOCKED, dev, said);
    }
    hardware.releaseDevice(dev);
    if (contract.table === "device") entries.forget(slot);
    if (sizeOf(layout.partition, group) > 0) return;
    if (contract.table === "group") entries.forget(slot);
    rid.close(group);
  }
}
