/**
 * A PASID entry, put onto and taken off the members' hardware (drivers/iommu/iommu.c
 * __iommu_set_group_pasid, __iommu_remove_group_pasid), and what happens if the driver fails
 * half-way.
 */
import { BLOCKED, NO_DOMAIN, type DomainId } from "../../vocabulary/operation/domain.js";
import type { Status } from "../../vocabulary/design/hardware.js";
import { hasSetDevPasid } from "./domains.js";
import type { State } from "../state/state.js";

/**
 * Sets (dev, pasid) to `domain` on every function that the contract programs; undoes it on failure.
 */
export function programMembers(
  s: State,
  dev: number,
  pasid: number,
  domain: DomainId,
  old: DomainId,
): Status {
  const members = s.programmed(dev);
  const changed: number[] = [];
  for (const member of members) {
    const status = program(s, member, pasid, domain, old);
    if (status !== 0) {
      undo(s, members, changed, pasid, domain, old);
      return status;
    }
    changed.push(member);
  }
  return 0;
}

function program(s: State, dev: number, pasid: number, domain: DomainId, old: DomainId): Status {
  if (s.contract.pasidReplace !== "through-blocked" || old === NO_DOMAIN)
    return s.hardware.setDevPasid(domain, dev, pasid, old);
  const status = s.hardware.setDevPasid(BLOCKED, dev, pasid, old);
  return status === 0 ? s.hardware.setDevPasid(domain, dev, pasid, BLOCKED) : status;
}

/** Seen on 7.3.4 (docs/use/kernel.md). */
export const NULL_SET_DEV_PASID =
  "LEAD-5: a handle names a domain without set_dev_pasid, and it is called";

/** BUG-1: before 6.10 the failing and the untouched members were "removed" as well. */
function undo(
  s: State,
  members: readonly number[],
  changed: readonly number[],
  pasid: number,
  domain: DomainId,
  old: DomainId,
): void {
  if (s.contract.undoPasid === "every-member") {
    for (const member of members) remove(s, member, pasid, domain);
    return;
  }
  for (const member of changed) {
    // Linux does not ask whether the op is there: after LEAD-5 the old domain may have none.
    if (old !== NO_DOMAIN && !hasSetDevPasid(s.iommu, old)) s.death = NULL_SET_DEV_PASID;
    const restorable = old !== NO_DOMAIN && hasSetDevPasid(s.iommu, old);
    const restored = restorable && s.hardware.setDevPasid(old, member, pasid, domain) === 0;
    if (!restored) remove(s, member, pasid, domain);
  }
}

/**
 * Takes (dev, pasid) off every function that the contract programs; a driver's refusal is ignored.
 * A member in a reset has lost it already.
 */
export function removeFromMembers(s: State, dev: number, pasid: number, old: DomainId): void {
  for (const member of s.programmed(dev))
    if (!s.blocked(member) || s.contract.pausedRemoval === "repeated")
      remove(s, member, pasid, old);
}

/**
 * Returns nothing: removal cannot fail. Where there is no callback (BUG-6) the hardware keeps its
 * entry.
 */
export function remove(s: State, dev: number, pasid: number, old: DomainId): void {
  switch (s.contract.removal) {
    case "told-old":
      s.hardware.setDevPasid(BLOCKED, dev, pasid, old);
      return;
    case "told-nothing":
      s.hardware.removeDevPasid(dev, pasid);
      return;
    case "may-be-missing":
      if (s.iommu.blocking === "pasid") s.hardware.removeDevPasid(dev, pasid);
      return;
    default:
      s.contract.removal satisfies never;
  }
}
