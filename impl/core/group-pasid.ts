/**
 * The walk over the functions on which a PASID is programmed, and what is undone when the driver
 * refuses half-way: drivers/iommu/iommu.c __iommu_set_group_pasid(), __iommu_remove_group_pasid(),
 * docs/reference/choices.md step 7.
 */
import type { Contract } from "../../model/vocabulary/design/contract.js";
import {
  BLOCKED,
  NO_DOMAIN,
  isRidOnly,
  type DomainId,
} from "../../model/vocabulary/operation/domain.js";
import type { Hardware, Status } from "../../model/vocabulary/design/hardware.js";
import type { Iommu } from "../../model/vocabulary/scenario/scenario.js";
import type { GroupLayout } from "../state/groups.js";
import type { Resets } from "../state/reset-state.js";

/**
 * How a PASID is removed: remove_dev_pasid, the blocked domain's set_dev_pasid, or there is no
 * callback.
 */
type Removal = "remove-callback" | "blocked-domain" | "none";

export class PasidDriver {
  private readonly layout: GroupLayout;
  private readonly resets: Resets;
  private readonly hardware: Hardware;
  private readonly removal: Removal;
  private readonly undoesEveryMember: boolean;
  private readonly throughBlocked: boolean;

  constructor(
    contract: Contract,
    iommu: Iommu,
    layout: GroupLayout,
    resets: Resets,
    hardware: Hardware,
  ) {
    this.layout = layout;
    this.resets = resets;
    this.hardware = hardware;
    this.removal = removalOf(contract.removal, iommu.blocking);
    this.undoesEveryMember = contract.undoPasid === "every-member";
    this.throughBlocked = contract.pasidReplace === "through-blocked";
  }

  /**
   * Programs `domain` in place of `old` on all that dev's PASID concerns; all or, up to the undo
   * policy, none.
   */
  set(domain: DomainId, dev: number, pasid: number, old: DomainId): Status {
    const { programmed } = this.layout;
    const { targets } = programmed;
    const from = programmed.from[dev]!;
    const to = programmed.to[dev]!;
    for (let i = from; i < to; i++) {
      const status = this.setOne(domain, targets[i]!, pasid, old);
      if (status === 0) continue;
      if (this.undoesEveryMember) this.remove(dev, pasid, domain);
      else for (let k = from; k < i; k++) this.restore(targets[k]!, pasid, old, domain);
      return status;
    }
    return 0;
  }

  /**
   * Removes on all that dev's PASID concerns but those in a reset, which have lost it; what the
   * driver says is ignored.
   */
  remove(dev: number, pasid: number, old: DomainId): void {
    const { programmed } = this.layout;
    const to = programmed.to[dev]!;
    for (let i = programmed.from[dev]!; i < to; i++) {
      const member = programmed.targets[i]!;
      if (!this.resets.blocks(member)) this.removeOne(member, pasid, old);
    }
  }

  private setOne(domain: DomainId, member: number, pasid: number, old: DomainId): Status {
    if (!this.throughBlocked || old === NO_DOMAIN)
      return this.hardware.setDevPasid(domain, member, pasid, old);
    const status = this.hardware.setDevPasid(BLOCKED, member, pasid, old);
    return status === 0 ? this.hardware.setDevPasid(domain, member, pasid, BLOCKED) : status;
  }

  /**
   * Gives a member back what it had. A handle can name a domain that has no set_dev_pasid, if it
   * was passed to a RID operation as well; such a domain cannot be put back, so the PASID is
   * removed.
   */
  private restore(member: number, pasid: number, old: DomainId, domain: DomainId): void {
    const restored =
      old !== NO_DOMAIN &&
      !isRidOnly(old) &&
      this.hardware.setDevPasid(old, member, pasid, domain) === 0;
    if (!restored) this.removeOne(member, pasid, domain);
  }

  /** Removes on one function; what the driver says is ignored. */
  removeOne(member: number, pasid: number, old: DomainId): void {
    switch (this.removal) {
      case "remove-callback":
        this.hardware.removeDevPasid(member, pasid);
        return;
      case "blocked-domain":
        this.hardware.setDevPasid(BLOCKED, member, pasid, old);
        return;
      case "none":
        return;
      default:
        this.removal satisfies never;
    }
  }
}

function removalOf(removal: Contract["removal"], blocking: Iommu["blocking"]): Removal {
  if (removal === "told-old") return "blocked-domain";
  if (removal === "may-be-missing" && blocking !== "pasid") return "none";
  return "remove-callback";
}
