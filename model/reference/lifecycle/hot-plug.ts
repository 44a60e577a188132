/**
 * Hot-plug: functions that come and go while the machine runs (drivers/pci/probe.c pci_scan_slot,
 * drivers/iommu/iommu.c __iommu_probe_device, iommu_deinit_device; errno-table section 2, semantics
 * 7.3 and 8.4).
 */
import { BLOCKED, IDENTITY, NO_DOMAIN, type DomainId } from "../../vocabulary/operation/domain.js";
import { OK, refusal, type Outcome } from "../../vocabulary/operation/outcome.js";
import { canBePlugged, scanFinds, vfsPassed } from "../../vocabulary/topology/hot-plug.js";
import { NO_OWNER } from "../../vocabulary/design/user-observation.js";
import { exists, hasSetDevPasid } from "../core/domains.js";
import { remove } from "../core/group-pasid.js";
import { pasidsOf } from "../core/pasid-entries.js";
import type { Group, State } from "../state/state.js";
import { forgetGone } from "../users/sva.js";

/** pci_scan_slot() and pci_bus_add_devices(). What the IOMMU makes of it is not its outcome. */
export function plug(s: State, dev: number): Outcome {
  const { functions } = s.facts.topology;
  if (!canBePlugged(functions, dev)) return refusal("EOPNOTSUPP");
  if (s.present[dev] === true) return refusal("EBUSY");
  if (!scanFinds(functions, dev, (other) => s.present[other] === true)) return refusal("ENODEV");
  const vfs = vfsPassed(functions, dev, (other) => s.present[other] === true);
  s.markMultifunction(vfs.before);
  s.add(dev);
  if (functions[dev]?.iommu === true) probe(s, dev);
  s.markMultifunction(vfs.after);
  return OK;
}

/** __iommu_probe_device, as errno-table section 2 has it from row 7 on. */
function probe(s: State, dev: number): void {
  s.hardware.probeDevice(dev);
  const group = s.join(dev);
  if (group === null) return;
  const reached = attach(s, dev, group);
  if (reached === "all") return;
  s.leave(dev);
  release(s, dev, group.domain, reached === "nothing" ? NO_DOMAIN : group.domain);
}

/** How far a function came that joins a group. */
type Reached = "nothing" | "domain" | "all";

function attach(s: State, dev: number, group: Group): Reached {
  if (s.contract.hotAdd === "refused-while-attached" && hasPasids(group)) return "nothing";
  // Row 9.
  if (group.domain === BLOCKED && mustNotBeBlocked(s, dev)) return "nothing";
  // LEAD-15: Linux does not think of the day when the owner detaches.
  const owned = s.contract.directPlug === "unless-owned" && group.owner !== NO_OWNER;
  if (owned && mustNotBeBlocked(s, dev)) return "nothing";
  // Row 10, and row 11 for a group that is new: its domain is the default one.
  if (s.hardware.attachDev(group.domain, dev, NO_DOMAIN) !== 0) return "nothing";
  return s.contract.hotAdd !== "replays-pasids" || replay(s, dev) ? "all" : "domain";
}

function hasPasids(group: Group): boolean {
  return [...group.table.keys()].some((pasid) => pasid !== 0);
}

function mustNotBeBlocked(s: State, dev: number): boolean {
  return s.contract.directMap === "honoured" && s.facts.topology.functions[dev]?.directMap === true;
}

/** Programs what the group's table says; where that cannot be, what was programmed is removed. */
function replay(s: State, dev: number): boolean {
  const alone = s.contract.table === "device" || s.contract.programs === "own-device";
  if (alone || !s.programmed(dev).includes(dev)) return true;
  const done: { readonly pasid: number; readonly domain: DomainId }[] = [];
  for (const { pasid, domain } of pasidsOf(s, dev)) {
    // A PASID that is attached to the blocked domain is blocked already.
    if (domain === BLOCKED) continue;
    const fits = s.contract.range === "none" || pasid < s.maxPasids(dev);
    const settable = fits && hasSetDevPasid(s.iommu, domain);
    if (!settable || s.hardware.setDevPasid(domain, dev, pasid, NO_DOMAIN) !== 0) {
      for (const earlier of done) remove(s, dev, earlier.pasid, earlier.domain);
      return false;
    }
    done.push({ pasid, domain });
  }
  return true;
}

/** device_del(), on whose notifier iommu_release_device() takes the function out of its group. */
export function unplug(s: State, dev: number): Outcome {
  if (!canBePlugged(s.facts.topology.functions, dev)) return refusal("EOPNOTSUPP");
  if (s.present[dev] !== true) return refusal("ENODEV");
  const group = s.group(dev);
  if (isHeld(s, dev) || isLastOfOwned(group)) return refusal("EBUSY");
  if (group !== null) {
    const blocked = s.blocked(dev);
    if (s.contract.unplug === "cleans") {
      if (blocked) group.recoveries--;
      else removePasids(s, dev);
    }
    s.leave(dev);
    release(s, dev, group.domain, blocked ? BLOCKED : group.domain);
  }
  s.remove(dev);
  forgetGone(s, dev);
  return OK;
}

/** Somebody must let go of it first: a driver, a user, an address space. */
function isHeld(s: State, dev: number): boolean {
  const { bonds, holdings } = s.allocations;
  const used = s.driverBound[dev] === true || s.users.contexts[dev] !== 0;
  return used || [...bonds, ...holdings].some((one) => one.dev === dev);
}

/** A group with an owner does not go. */
function isLastOfOwned(group: Group | null): boolean {
  return group !== null && group.members.length === 1 && group.owner !== NO_OWNER;
}

function removePasids(s: State, dev: number): void {
  if (!s.programmed(dev).includes(dev)) return;
  for (const { pasid, domain } of pasidsOf(s, dev)) remove(s, dev, pasid, domain);
}

/**
 * iommu_deinit_device: the release domain, then release_device. Linux says that the function was on
 * the group's domain, wherever it was (semantics 15).
 */
function release(s: State, dev: number, groups: DomainId, real: DomainId): void {
  const old = s.contract.unplug === "leaks" ? groups : real;
  const domain = mustNotBeBlocked(s, dev) ? IDENTITY : BLOCKED;
  // A driver without a blocked domain has no release domain either.
  if (exists(s.iommu, BLOCKED)) s.hardware.attachDev(domain, dev, old);
  s.hardware.releaseDevice(dev);
}
