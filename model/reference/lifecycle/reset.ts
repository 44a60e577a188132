/**
 * The two halves of a reset of one device: what it pauses and brings back (drivers/iommu/iommu.c
 * pci_dev_reset_iommu_prepare, pci_dev_reset_iommu_done; errno-table section 5, semantics 8.3).
 */
import { BLOCKED, type DomainId } from "../../vocabulary/operation/domain.js";
import { OK, refusal, type Outcome } from "../../vocabulary/operation/outcome.js";
import { errnoOf } from "../../vocabulary/design/hardware.js";
import { hasAts } from "../../vocabulary/topology/topology.js";
import { exists, hasSetDevPasid } from "../core/domains.js";
import { NULL_SET_DEV_PASID, remove } from "../core/group-pasid.js";
import { pasidsOf } from "../core/pasid-entries.js";
import type { Group, State } from "../state/state.js";

const PREPARE = "reset-prepare";

/** Rows as numbered in the table. */
export function prepareReset(s: State, dev: number): Outcome {
  if (s.contract.reset === "absent") return refusal("EOPNOTSUPP");
  const group = concerned(s, dev);
  if (group === null) return s.decide(PREPARE, 1, null);
  // BUG-30: the group had one reset for all its members.
  if (s.contract.reset === "per-group" && group.recoveries > 0) return refusal("EBUSY");
  if (s.blocked(dev)) {
    if (s.contract.reset === "not-nested") return refusal("EBUSY");
    deepen(s, dev, 1);
    return s.decide(PREPARE, 3, null);
  }
  // This driver allocates no domains, so it has its static blocked domain or none.
  if (!exists(s.iommu, BLOCKED)) return s.decide(PREPARE, 4, "EOPNOTSUPP");
  group.blocking = true;
  if (group.domain !== BLOCKED) {
    const status = s.hardware.attachDev(BLOCKED, dev, group.domain);
    if (status !== 0) return s.decide(PREPARE, 5, errnoOf(status));
  }
  deepen(s, dev, 1);
  if (s.maxPasids(dev) > 0)
    for (const { pasid, domain } of pasidsOf(s, dev)) remove(s, dev, pasid, domain);
  group.recoveries++;
  return s.decide(PREPARE, 6, null);
}

/** Void. What is recorded by now is attached again; the driver's refusals are ignored. */
export function doneReset(s: State, dev: number): Outcome {
  if (s.contract.reset === "absent") return refusal("EOPNOTSUPP");
  const group = concerned(s, dev);
  if (group === null) return OK;
  const perGroup = s.contract.reset === "per-group";
  if (!(perGroup ? group.recoveries > 0 : s.blocked(dev))) return OK;
  // BUG-30: whoever is done ends the one reset that the group knows.
  if (perGroup) for (const member of group.members) s.resetDepth[member] = 0;
  else deepen(s, dev, -1);
  if (s.blocked(dev)) return OK;
  if (group.domain !== BLOCKED) s.hardware.attachDev(group.domain, dev, BLOCKED);
  if (s.maxPasids(dev) > 0)
    for (const { pasid, domain } of pasidsOf(s, dev)) bringBack(s, dev, pasid, domain);
  group.recoveries--;
  return OK;
}

function bringBack(s: State, dev: number, pasid: number, domain: DomainId): void {
  if (!hasSetDevPasid(s.iommu, domain)) {
    // Linux does not ask whether the op is there.
    s.death = NULL_SET_DEV_PASID;
    return;
  }
  const all = s.contract.reset === "every-member";
  for (const member of all ? s.programmed(dev) : [dev])
    s.hardware.setDevPasid(domain, member, pasid, BLOCKED);
}

/** The function's group, if a reset of the function concerns the IOMMU core at all. */
function concerned(s: State, dev: number): Group | null {
  const f = s.facts.topology.functions[dev];
  return f !== undefined && hasAts(f) ? s.group(dev) : null;
}

function deepen(s: State, dev: number, by: number): void {
  s.resetDepth[dev] = (s.resetDepth[dev] ?? 0) + by;
}
