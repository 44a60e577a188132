/**
 * The replace of one HWPT by another, for the whole igroup at once (drivers/iommu/iommufd/device.c
 * iommufd_device_do_replace; semantics 9.4, errno-table section 7 "replace", rows as numbered
 * there).
 */
import { OK, type Outcome } from "../../../vocabulary/operation/outcome.js";
import { domainOfTable } from "../../../vocabulary/design/user-observation.js";
import type { FdHandle } from "../../state/handle.js";
import { replacePasid } from "../../core/pasid.js";
import { replaceRid } from "../../core/rid.js";
import type { State } from "../../state/state.js";
import { attachedAt, isAttached, tableAt } from "./igroup.js";
import { fitsSideBySide } from "./pasid-compat.js";
import { reserve, unreserve } from "./io-pagetable.js";
import { ioasOf, putTable } from "./hw-pagetable.js";
import type { PageTable } from "../../state/iommufd.js";

const TABLE = "fd-replace";

export function replaceTable(s: State, dev: number, pasid: number, table: PageTable): Outcome {
  const old = tableAt(s, dev, pasid);
  if (old === null) return s.decide(TABLE, 2, "EINVAL");
  // BUG-9: nobody asked.
  if (s.contract.fdReplace === "needs-attach" && !isAttached(s, dev, pasid))
    return s.decide(TABLE, 3, "EINVAL");
  if (old === table) return s.decide(TABLE, 4, null);
  const devs = attachedAt(s, dev, pasid);
  const outcome = exchange(s, dev, pasid, table, old, devs);
  if (!outcome.ok) return outcome;
  // Row 10. After BUG-9 the function itself counts as attached as well.
  for (const member of [...devs, dev]) s.users.attached[member]?.set(pasid, table);
  putTable(s, old);
  return OK;
}

/** Rows 5 to 9, with the reservations of all attached functions. */
function exchange(
  s: State,
  dev: number,
  pasid: number,
  table: PageTable,
  old: PageTable,
  devs: readonly number[],
): Outcome {
  if (pasid !== 0) return exchangeDomain(s, dev, pasid, table);
  const ioas = ioasOf(s, table);
  const other = ioas !== ioasOf(s, old);
  const reserved = !other || devs.every((member) => reserve(s, ioas, member));
  const outcome = reserved
    ? exchangeDomain(s, dev, pasid, table)
    : s.decide(TABLE, 5, "EADDRINUSE");
  if (outcome.ok) {
    if (other) unreserve(ioasOf(s, old), devs);
    return OK;
  }
  // LEAD-1: Linux does not ask whether the attachment that stays needs them.
  if (other || s.contract.fdUndo === "strips") unreserve(ioas, devs);
  return outcome;
}

/** iommufd_hwpt_replace_device. */
function exchangeDomain(s: State, dev: number, pasid: number, table: PageTable): Outcome {
  if (!fitsSideBySide(s, dev, pasid, table)) return s.decide(TABLE, 7, "EINVAL");
  // Row 9.
  const handle: FdHandle = { of: "iommufd", dev };
  const domain = domainOfTable(table.id);
  return pasid === 0
    ? replaceRid(s, dev, domain, handle)
    : replacePasid(s, dev, pasid, domain, handle);
}
