/**
 * The attach of an HWPT (drivers/iommu/iommufd/device.c iommufd_hw_pagetable_attach; semantics 9.3,
 * errno-table section 7 "attach", rows as numbered there).
 */
import { refusal, type Outcome } from "../../../vocabulary/operation/outcome.js";
import { domainOfTable } from "../../../vocabulary/design/user-observation.js";
import type { FdHandle } from "../../state/handle.js";
import { attachPasid } from "../../core/pasid.js";
import { attachRid } from "../../core/rid.js";
import type { State } from "../../state/state.js";
import { isAttached, tableAt } from "./igroup.js";
import { fitsSideBySide } from "./pasid-compat.js";
import { reserve, unreserve } from "./io-pagetable.js";
import { ioasOf } from "./hw-pagetable.js";
import type { PageTable } from "../../state/iommufd.js";

const TABLE = "fd-attach";

export function attachTable(s: State, dev: number, pasid: number, table: PageTable): Outcome {
  if (isAttached(s, dev, pasid)) return s.decide(TABLE, 3, "EBUSY");
  const shared = tableAt(s, dev, pasid);
  if (shared !== null && shared !== table) return s.decide(TABLE, 4, "EINVAL");
  if (shared !== null && !mayJoin(s, dev, pasid)) return refusal("EINVAL");
  const ioas = ioasOf(s, table);
  if (pasid === 0 && !reserve(s, ioas, dev)) return s.decide(TABLE, 5, "EADDRINUSE");
  // Only the first of the igroup attaches; others join.
  const first = shared === null;
  const outcome = first ? attachFirst(s, dev, pasid, table) : s.decide(TABLE, 14, null);
  if (outcome.ok) s.users.attached[dev]?.set(pasid, table);
  else if (pasid === 0) unreserve(ioas, [dev]);
  return outcome;
}

/** iommufd_hwpt_attach_device. */
function attachFirst(s: State, dev: number, pasid: number, table: PageTable): Outcome {
  if (!fitsSideBySide(s, dev, pasid, table))
    return s.decide(TABLE, pasid === 0 ? 9 : table.forPasids ? 11 : 10, "EINVAL");
  // Row 13.
  const handle: FdHandle = { of: "iommufd", dev };
  const domain = domainOfTable(table.id);
  return pasid === 0
    ? attachRid(s, dev, domain, handle)
    : attachPasid(s, dev, pasid, domain, handle);
}

/**
 * LEAD-14: Linux asks nothing of who joins, though it would refuse some to attach first (LEAD-11).
 */
function mayJoin(s: State, dev: number, pasid: number): boolean {
  if (pasid === 0 || s.contract.fdJoin === "unasked") return true;
  return s.contract.incapable === "accepted" || s.maxPasids(dev) > 0;
}
