/**
 * The regions that an IOAS will not map, because functions attached to it cannot do DMA there
 * (drivers/iommu/iommufd/io_pagetable.c iopt_table_enforce_dev_resv_regions,
 * iopt_remove_reserved_iova; semantics 9.3).
 */
import type { State } from "../../state/state.js";
import type { Ioas } from "../../state/iommufd.js";

/** Reserves the function's regions; false (EADDRINUSE): one of them is mapped. */
export function reserve(s: State, ioas: Ioas, dev: number): boolean {
  const regions = regionsOf(s, dev);
  if (regions.some((region) => ioas.mapped.has(region))) return false;
  ioas.reserved.set(dev, regions);
  return true;
}

/** BUG-29: once they were those of the group's members by then, for each attached device. */
function regionsOf(s: State, dev: number): readonly number[] {
  const { functions } = s.facts.topology;
  const members = s.group(dev)?.members ?? [];
  const whose = s.contract.reservations === "per-group" ? members : [dev];
  return whose.flatMap((member) => functions[member]?.reserved ?? []);
}

/** Takes out what was reserved for these functions. */
export function unreserve(ioas: Ioas, devs: readonly number[]): void {
  for (const dev of devs) ioas.reserved.delete(dev);
}
