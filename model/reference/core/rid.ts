/**
 * Attach, replace and detach of the RID domain of a whole group (drivers/iommu/iommu.c
 * __iommu_group_set_domain_internal, iommu_attach_group and its relatives; semantics 7, errno-table
 * section 3).
 */
import { BLOCKED, IDENTITY, type DomainId } from "../../vocabulary/operation/domain.js";
import { OK, refusal, type Outcome } from "../../vocabulary/operation/outcome.js";
import { errnoOf } from "../../vocabulary/design/hardware.js";
import { NO_OWNER } from "../../vocabulary/design/user-observation.js";
import { exists, fitsRid } from "./domains.js";
import { handleRefused, handleSucceeded, heeded, writeHandleFirst } from "./handles.js";
import type { Handle } from "../state/handle.js";
import type { Group, State } from "../state/state.js";

/** iommu_attach_group, or iommu_attach_group_handle if `handle` is not 0. */
export function attachRid(s: State, dev: number, domain: DomainId, handle: Handle): Outcome {
  const group = s.group(dev);
  if (group === null) return refusal("ENODEV");
  const h = heeded(s, handle);
  if (h === 0) return attachGroup(s, group, domain);
  if (handleRefused(s, h)) return refusal("EINVAL");
  writeHandleFirst(s, h, domain);
  if (s.ridEntry(group) !== null) return s.decide("handle-attach", null, "EBUSY");
  const outcome = attachGroup(s, group, domain);
  if (outcome.ok) installRidHandle(s, group, domain, h);
  return outcome;
}

function installRidHandle(s: State, group: Group, domain: DomainId, handle: Handle): void {
  handleSucceeded(s, handle, domain);
  group.table.set(0, { domain, handle, published: true });
}

/** __iommu_attach_group: the group must be on its default or on its blocking domain. */
function attachGroup(s: State, group: Group, domain: DomainId): Outcome {
  const free = group.domain === IDENTITY || (group.blocking && group.domain === BLOCKED);
  if (!free) return s.decide("group-attach", null, "EBUSY");
  if (!fitsRid(s.contract, s.iommu, domain)) return s.decide("group-attach", null, "EINVAL");
  return setDomain(s, group, domain);
}

/** iommu_attach_device: only a group of one. */
export function attachDevice(s: State, dev: number, domain: DomainId): Outcome {
  const group = s.group(dev);
  if (group === null) return s.decide("device-attach", null, "ENODEV");
  if (group.members.length !== 1) return s.decide("device-attach", null, "EINVAL");
  return attachGroup(s, group, domain);
}

/** iommu_detach_device with the group's own domain: nothing happens in a group of more than one. */
export function detachDevice(s: State, dev: number): Outcome {
  const group = s.group(dev);
  if (group === null) return refusal("ENODEV");
  if (group.members.length === 1) setCoreDomain(s, group);
  return OK;
}

/** iommu_replace_group_handle. Any current domain may be replaced, attached or not. */
export function replaceRid(s: State, dev: number, domain: DomainId, handle: Handle): Outcome {
  if (s.contract.ridReplace === "absent") return refusal("EOPNOTSUPP");
  const group = s.group(dev);
  if (group === null) return refusal("ENODEV");
  const h = heeded(s, handle);
  if (h === 0 && s.contract.handle !== "absent") return s.decide("handle-replace", null, "EINVAL");
  if (s.contract.ridReplace === "compatible" && !fitsRid(s.contract, s.iommu, domain))
    return refusal("EINVAL");
  if (handleRefused(s, h)) return refusal("EINVAL");
  writeHandleFirst(s, h, domain);
  const outcome = setDomain(s, group, domain);
  if (outcome.ok && h !== 0) installRidHandle(s, group, domain, h);
  return outcome;
}

/** iommu_detach_group_handle: to the core's domain, then the entry of the RID's handle goes. */
export function detachRid(s: State, dev: number): Outcome {
  const group = s.group(dev);
  if (group === null) return refusal("ENODEV");
  // BUG-34: once it was refused meanwhile, and its caller believed that the domain was free.
  if (s.contract.ridDetach === "waits-for-resets" && group.recoveries > 0) return OK;
  setCoreDomain(s, group);
  if (s.contract.handle !== "absent") group.table.delete(0);
  return OK;
}

const SET_DOMAIN = "set-domain";

/** __iommu_group_set_domain: every member in order; on failure those before it are put back. */
export function setDomain(s: State, group: Group, domain: DomainId): Outcome {
  const old = group.domain;
  if (domain === old) return s.decide(SET_DOMAIN, 1, null);
  if (group.recoveries > 0) return s.decide(SET_DOMAIN, 3, "EBUSY");
  const changed: number[] = [];
  for (const member of group.members) {
    const outcome = setDeviceDomain(s, member, domain, old);
    if (!outcome.ok) {
      if (s.contract.undoRid === "changed-members")
        for (const earlier of changed) attachOrBlock(s, group, earlier, old, domain);
      return outcome;
    }
    changed.push(member);
  }
  group.domain = domain;
  return s.decide(SET_DOMAIN, 7, null);
}

function setDeviceDomain(s: State, dev: number, domain: DomainId, old: DomainId): Outcome {
  if (mayNotBeOn(s, dev, domain)) return s.decide(SET_DOMAIN, 4, "EINVAL");
  if (!exists(s.iommu, domain)) return s.decide(SET_DOMAIN, 5, "ENODEV");
  const status = s.hardware.attachDev(domain, dev, old);
  return status === 0 ? OK : s.decide(SET_DOMAIN, 6, errnoOf(status));
}

/** Row 4: firmware demands a direct mapping, which the blocking domain has not. */
function mayNotBeOn(s: State, dev: number, domain: DomainId): boolean {
  const directMap = s.facts.topology.functions[dev]?.directMap === true;
  return directMap && domain === BLOCKED && s.contract.directMap === "honoured";
}

/** __iommu_group_set_core_domain: the blocking domain while the group has an owner (7.1). */
function setCoreDomain(s: State, group: Group): void {
  mustSetDomain(s, group, group.owner === NO_OWNER ? IDENTITY : BLOCKED);
}

/**
 * The must-succeed variant (__iommu_group_set_domain_nofail): every member is tried but those in a
 * reset, and a refusal changes nothing for the others.
 */
export function mustSetDomain(s: State, group: Group, domain: DomainId): void {
  if (group.domain === domain) return;
  for (const member of group.members)
    if (!s.blocked(member)) attachOrBlock(s, group, member, domain, group.domain);
  group.domain = domain;
}

/** IOMMU_SET_DOMAIN_MUST_SUCCEED: where the driver refuses, the blocking domain is tried. */
function attachOrBlock(s: State, group: Group, dev: number, domain: DomainId, old: DomainId): void {
  // Who may not be on the domain is left where it is: the driver is not asked.
  if (mayNotBeOn(s, dev, domain)) return;
  const refused = s.hardware.attachDev(domain, dev, old) !== 0;
  if (refused && group.blocking && domain !== BLOCKED) s.hardware.attachDev(BLOCKED, dev, old);
}
