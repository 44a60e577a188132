/**
 * The two halves of a reset as operations: drivers/iommu/iommu.c pci_dev_reset_iommu_prepare(),
 * pci_dev_reset_iommu_done(); docs/reference/errno-table.md section 5 and
 * docs/reference/choices.md, Reset.
 */
import type { Contract } from "../../model/vocabulary/design/contract.js";
import { BLOCKED } from "../../model/vocabulary/operation/domain.js";
import { OK, refusal, type Outcome } from "../../model/vocabulary/operation/outcome.js";
import { errnoOf, type Hardware } from "../../model/vocabulary/design/hardware.js";
import { NO_GROUP } from "../../model/vocabulary/design/observation.js";
import type { Iommu } from "../../model/vocabulary/scenario/scenario.js";
import { hasAts } from "../../model/vocabulary/topology/topology.js";
import type { Facts } from "../fabric/facts.js";
import type { GroupLayout } from "../state/groups.js";
import type { PasidEntries } from "../core/pasid-entries.js";
import type { Resets } from "../state/reset-state.js";
import type { RidOperations } from "../core/rid.js";

const EOPNOTSUPP = refusal("EOPNOTSUPP");

/** What the two work on. */
export interface ResetParts {
  readonly contract: Contract;
  readonly iommu: Iommu;
  readonly facts: Facts;
  readonly layout: GroupLayout;
  readonly resets: Resets;
  readonly rid: RidOperations;
  readonly entries: PasidEntries;
  readonly hardware: Hardware;
}

export class ResetOperations {
  private readonly parts: ResetParts;
  private readonly absent: boolean;

  constructor(parts: ResetParts) {
    this.parts = parts;
    this.absent = parts.contract.reset === "absent";
  }

  prepare(dev: number): Outcome {
    const { resets, rid, entries, hardware, iommu, layout } = this.parts;
    if (this.absent) return EOPNOTSUPP;
    if (!this.concerns(dev)) return OK;
    if (!resets.blocks(dev)) {
      // The driver allocates no domains: a static blocked domain, or none.
      if (iommu.blocking === "none") return EOPNOTSUPP;
      resets.makeBlockingDomain(dev);
      const domain = rid.domainOf(dev);
      const status = domain === BLOCKED ? 0 : hardware.attachDev(BLOCKED, dev, domain);
      if (status !== 0) return refusal(errnoOf(status));
    }
    const first = resets.enter(dev);
    if (first && layout.max[dev]! > 0) entries.removeAll(dev);
    return OK;
  }

  /** Void: what the driver refuses stays as it is. */
  done(dev: number): Outcome {
    const { resets, rid, entries, hardware, layout } = this.parts;
    if (this.absent) return EOPNOTSUPP;
    if (!this.concerns(dev) || !resets.leave(dev)) return OK;
    const domain = rid.domainOf(dev);
    if (domain !== BLOCKED) hardware.attachDev(domain, dev, BLOCKED);
    if (layout.max[dev]! > 0) entries.bringBack(dev);
    resets.settle(dev);
    return OK;
  }

  /** pci_ats_supported() and dev_has_iommu(). */
  private concerns(dev: number): boolean {
    const { facts, layout } = this.parts;
    return hasAts(facts.functions[dev]!) && layout.partition.groupOf[dev] !== NO_GROUP;
  }
}
