/**
 * Shared virtual addressing (drivers/iommu/iommu-sva.c; semantics 10, errno-table section 6): a
 * function reaches an address space under the one PASID that the address space has.
 */
import { svaDomain } from "../../vocabulary/operation/domain.js";
import { OK, refusal, type Outcome } from "../../vocabulary/operation/outcome.js";
import { lowestFree, takenFromAll } from "./allocators.js";
import type { SvaHandle } from "../state/handle.js";
import { attachPasid, clearPasid } from "../core/pasid.js";
import type { State } from "../state/state.js";

const BIND = "sva-bind";

/** iommu_sva_bind_device. ENODEV, EOVERFLOW, ENOSPC, EBUSY, and what a PASID attach answers. */
export function bindSva(s: State, dev: number, mm: number): Outcome {
  if (s.group(dev) === null) return s.decide(BIND, null, "ENODEV");
  const pasid = pasidOfMm(s, dev, mm);
  if (typeof pasid !== "number") return pasid;
  const installed = s.contract.sva === "forgets" ? 0 : (s.table(dev).get(pasid)?.handle ?? 0);
  if (installed !== 0) {
    // iommu_attach_handle_get: of another type, or of another address space.
    const svas = typeof installed !== "number" && installed.of === "sva";
    if (!svas || installed.mm !== mm) return s.decide(BIND, null, "EBUSY");
    bond(s, dev, installed);
    return s.decide(BIND, null, null);
  }
  const handle: SvaHandle = { of: "sva", mm, dev, users: 0 };
  const outcome = attachMm(s, dev, pasid, handle);
  if (outcome.ok) bond(s, dev, handle);
  return outcome;
}

/** iommu_alloc_mm_data: the PASID that the address space has, or now gets and keeps. */
function pasidOfMm(s: State, dev: number, mm: number): number | Outcome {
  const { mmPasid } = s.allocations;
  const has = mmPasid[mm] ?? 0;
  if (has !== 0) return has >= s.maxPasids(dev) ? s.decide(BIND, null, "EOVERFLOW") : has;
  const pasid = lowestFree(s, dev, takenFromAll(s));
  if (pasid === null) return s.decide(BIND, null, "ENOSPC");
  mmPasid[mm] = pasid;
  return pasid;
}

/** The domain that the address space has is tried, where it has one; and then a new one. */
function attachMm(s: State, dev: number, pasid: number, handle: SvaHandle): Outcome {
  const domain = svaDomain(handle.mm);
  const existing = s.allocations.bonds.some(({ mm }) => mm === handle.mm);
  if (existing && attachPasid(s, dev, pasid, domain, handle).ok) return OK;
  return attachPasid(s, dev, pasid, domain, handle);
}

function bond(s: State, dev: number, handle: SvaHandle): void {
  handle.users++;
  s.allocations.bonds = [...s.allocations.bonds, { dev, mm: handle.mm, handle }];
}

/** What Linux would do with a handle whose function has gone. */
const SVA_OF_GONE = "SVA: the function whose handle a bond shares has gone";

/**
 * iommu_sva_unbind_device of the bond made last. ENOENT: there is none. The last that holds on to a
 * handle detaches it, through the function that the handle was made for.
 */
export function unbindSva(s: State, dev: number, mm: number): Outcome {
  const a = s.allocations;
  const last = a.bonds.findLast((one) => one.dev === dev && one.mm === mm);
  if (last === undefined) return refusal("ENOENT");
  a.bonds = a.bonds.filter((one) => one !== last);
  const { handle } = last;
  handle.users--;
  if (handle.users > 0) return OK;
  // Linux goes through the dead device.
  if (handle.dev === null) s.death = SVA_OF_GONE;
  clearPasid(s, handle.dev ?? dev, a.mmPasid[mm] ?? 0, svaDomain(mm));
  return OK;
}

/** Handles that were made for a function outlive it where others share them. */
export function forgetGone(s: State, dev: number): void {
  for (const { handle } of s.allocations.bonds) if (handle.dev === dev) handle.dev = null;
}
