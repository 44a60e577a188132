/**
 * The HWPTs that may be attached beside each other (drivers/iommu/iommufd/device.c
 * iommufd_hwpt_pasid_compat; semantics 9.5).
 */
import type { State } from "../../state/state.js";
import { igroup, tableAt } from "./igroup.js";
import type { PageTable } from "../../state/iommufd.js";

/** Whether the table may be attached, or replace another, at (dev, pasid). */
export function fitsSideBySide(s: State, dev: number, pasid: number, table: PageTable): boolean {
  if (s.contract.fdCompat === "unchecked") return true;
  if (pasid === 0) return table.forPasids || !hasPasids(s, dev);
  const rid = tableAt(s, dev, 0);
  return table.forPasids && (rid === null || rid.forPasids);
}

/** Whether any function of the igroup is attached at a PASID from 1 up. */
function hasPasids(s: State, dev: number): boolean {
  const of = igroup(s, dev).flatMap((member) => [...(s.users.attached[member]?.keys() ?? [])]);
  return of.some((pasid) => pasid !== 0);
}
