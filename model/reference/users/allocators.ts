/**
 * A driver takes a PASID from an allocator and gives it back (drivers/iommu/iommu.c
 * iommu_alloc_global_pasid, iommu_free_global_pasid; semantics 10), in whichever space the contract
 * lets it take one from.
 */
import type { DomainId } from "../../vocabulary/operation/domain.js";
import { OK, refusal, type Outcome } from "../../vocabulary/operation/outcome.js";
import type { Holding } from "../state/allocations.js";
import { attachPasid, detachPasid } from "../core/pasid.js";
import type { State } from "../state/state.js";

/** Takes the lowest number and attaches the domain. ENOSPC, and what a PASID attach answers. */
export function allocatePasid(s: State, dev: number, driver: number, domain: DomainId): Outcome {
  // iommu_alloc_global_pasid reads dev->iommu, so its caller has asked before.
  if (s.group(dev) === null) return refusal("ENODEV");
  const a = s.allocations;
  const pasid = lowestFree(s, dev, takenFrom(s, dev, driver));
  if (pasid === null) return refusal("ENOSPC");
  const outcome = attachPasid(s, dev, pasid, domain, 0);
  if (outcome.ok) a.holdings = [...a.holdings, { driver, dev, pasid }];
  return outcome;
}

/** The numbers that are in use in the space from which this driver takes one for this function. */
function takenFrom(s: State, dev: number, driver: number): readonly number[] {
  const { holdings } = s.allocations;
  switch (s.contract.allocator) {
    case "global":
      return takenFromAll(s);
    case "per-driver":
      return pasids(holdings.filter((held) => held.driver === driver));
    case "per-device":
      return pasids(holdings.filter((held) => held.dev === dev));
    default:
      return s.contract.allocator satisfies never;
  }
}

/**
 * The numbers in use in the space that is one for all: an address space has one PASID for all
 * devices, so it takes it from there whatever drivers do.
 */
export function takenFromAll(s: State): readonly number[] {
  const { holdings, mmPasid } = s.allocations;
  const drivers = s.contract.allocator === "global" ? pasids(holdings) : [];
  return [...drivers, ...mmPasid];
}

function pasids(holdings: readonly Holding[]): readonly number[] {
  return holdings.map((held) => held.pasid);
}

/** ida_alloc_range(1, max_pasids - 1); null: it is used up, or the device has no PASIDs. */
export function lowestFree(s: State, dev: number, taken: readonly number[]): number | null {
  for (let pasid = 1; pasid < s.maxPasids(dev); pasid++) if (!taken.includes(pasid)) return pasid;
  return null;
}

/** Detaches the highest number that the driver holds here, and gives it back. ENOENT: none. */
export function freePasid(s: State, dev: number, driver: number): Outcome {
  const a = s.allocations;
  const held = a.holdings.filter((one) => one.driver === driver && one.dev === dev);
  if (held.length === 0) return refusal("ENOENT");
  const pasid = Math.max(...pasids(held));
  // Void: nothing happens if it has been detached by other means.
  detachPasid(s, dev, pasid);
  a.holdings = a.holdings.filter((one) => !(held.includes(one) && one.pasid === pasid));
  return OK;
}
