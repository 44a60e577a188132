/**
 * IOASes and HWPTs, made, mapped and destroyed by users (drivers/iommu/iommufd/ioas.c,
 * hw_pagetable.c, main.c iommufd_destroy; errno-table section 7 "other").
 */
import type { OperationOf } from "../../../vocabulary/operation/operation.js";
import { OK, refusal, type Outcome } from "../../../vocabulary/operation/outcome.js";
import {
  isIoas,
  objectNumber,
  type IoasName,
  type ObjectName,
} from "../../../vocabulary/operation/iommufd.js";
import { NO_TABLE } from "../../../vocabulary/design/user-observation.js";
import type { State } from "../../state/state.js";
import { usersOfTable } from "./hw-pagetable.js";
import type { Ioas, PageTable } from "../../state/iommufd.js";

/** The context's IOAS of this name. */
export function findIoas(s: State, context: number, name: ObjectName): Ioas | null {
  const ioas = isIoas(name) ? s.users.ioases.get(objectNumber(name)) : undefined;
  return ioas?.context === context ? ioas : null;
}

/** The context's page table of this name. */
export function findTable(s: State, context: number, name: ObjectName): PageTable | null {
  const table = isIoas(name) ? undefined : s.users.tables.get(objectNumber(name));
  return table?.context === context ? table : null;
}

/** iommufd_ioas_alloc_ioctl. EEXIST: the name is taken, by whomever. */
export function allocIoas(s: State, context: number, name: IoasName): Outcome {
  const { ioases } = s.users;
  if (ioases.has(objectNumber(name))) return refusal("EEXIST");
  ioases.set(objectNumber(name), { context, mapped: new Set(), reserved: new Map() });
  return OK;
}

/** iommufd_ioas_map. ENOENT; EINVAL: reserved; EEXIST: mapped already. */
export function mapRegion(s: State, context: number, name: IoasName, region: number): Outcome {
  const ioas = findIoas(s, context, name);
  if (ioas === null) return refusal("ENOENT");
  if ([...ioas.reserved.values()].some((regions) => regions.includes(region)))
    return s.decide("ioas-map", null, "EINVAL");
  if (ioas.mapped.has(region)) return s.decide("ioas-map", null, "EEXIST");
  ioas.mapped.add(region);
  return OK;
}

/** iommufd_ioas_unmap. ENOENT: no such IOAS, or nothing mapped there. */
export function unmapRegion(s: State, context: number, name: IoasName, region: number): Outcome {
  const unmapped = findIoas(s, context, name)?.mapped.delete(region) === true;
  return unmapped ? OK : refusal("ENOENT");
}

/** iommufd_hwpt_alloc. EEXIST: the name is taken; EINVAL, EOPNOTSUPP. */
export function allocHwpt(s: State, context: number, op: OperationOf<"hwpt-alloc">): Outcome {
  const id = objectNumber(op.hwpt);
  if (s.users.tables.has(id)) return refusal("EEXIST");
  const forPasids = op.forPasids === true;
  const nestParent = op.nestParent === true;
  if (findIoas(s, context, op.of) !== null) {
    const ioas = objectNumber(op.of);
    s.users.tables.set(id, { id, context, ioas, forPasids, nestParent, parent: NO_TABLE });
    return OK;
  }
  const parent = findTable(s, context, op.of);
  if (parent === null) return s.decide("hwpt-alloc", null, "EINVAL");
  // iommufd_hwpt_alloc knows no page table on a nested one, whatever the flags.
  if (parent.parent !== NO_TABLE) return s.decide("hwpt-alloc", null, "EINVAL");
  // iommufd_hwpt_nested_alloc.
  if (nestParent) return s.decide("hwpt-alloc", null, "EOPNOTSUPP");
  if (!parent.nestParent) return s.decide("hwpt-alloc", null, "EINVAL");
  const nested = { id, context, ioas: parent.ioas, forPasids, nestParent, parent: parent.id };
  s.users.tables.set(id, nested);
  return OK;
}

/** iommufd_destroy. ENOENT; EBUSY: it is used. */
export function destroy(s: State, context: number, name: ObjectName): Outcome {
  const number = objectNumber(name);
  if (findIoas(s, context, name) !== null) {
    const used = [...s.users.tables.values()].some(({ ioas }) => ioas === number);
    if (used) return s.decide("fd-destroy", null, "EBUSY");
    s.users.ioases.delete(number);
    return OK;
  }
  const table = findTable(s, context, name);
  if (table === null) return s.decide("fd-destroy", null, "ENOENT");
  if (usersOfTable(s, table) > 0) return s.decide("fd-destroy", null, "EBUSY");
  s.users.tables.delete(table.id);
  return OK;
}
