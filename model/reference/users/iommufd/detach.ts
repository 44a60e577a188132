/**
 * The detach of a function from its HWPT (drivers/iommu/iommufd/device.c
 * iommufd_hw_pagetable_detach; semantics 9.4).
 */
import { OK, type Outcome } from "../../../vocabulary/operation/outcome.js";
import { detachPasid } from "../../core/pasid.js";
import { detachRid } from "../../core/rid.js";
import type { State } from "../../state/state.js";
import { attachedAt, fdHandleAt } from "./igroup.js";
import { unreserve } from "./io-pagetable.js";
import { ioasOf, putTable } from "./hw-pagetable.js";

/** Void: where the function is not attached nothing is done. The last of an igroup detaches. */
export function detachTable(s: State, dev: number, pasid: number): Outcome {
  const table = s.users.attached[dev]?.get(pasid);
  if (table === undefined) return OK;
  s.users.attached[dev]?.delete(pasid);
  const others = attachedAt(s, dev, pasid);
  if (others.length > 0) passHandleOn(s, dev, pasid, others);
  else if (pasid === 0) detachRid(s, dev);
  else detachPasid(s, dev, pasid);
  if (pasid === 0) unreserve(ioasOf(s, table), [dev]);
  putTable(s, table);
  return OK;
}

/** LEAD-13: in Linux the handle goes on naming the function that has detached. */
function passHandleOn(s: State, dev: number, pasid: number, others: readonly number[]): void {
  const handle = fdHandleAt(s, dev, pasid);
  if (s.contract.fdHandle === "passes-on" && handle?.dev === dev) handle.dev = Math.min(...others);
}
