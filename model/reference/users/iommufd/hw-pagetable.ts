/**
 * HWPTs: their domain, who uses them, and when they go (drivers/iommu/iommufd/hw_pagetable.c;
 * semantics 9.1).
 */
import { AUTOS_MAX } from "../../../vocabulary/operation/iommufd.js";
import { NO_TABLE, autoTable, isAuto } from "../../../vocabulary/design/user-observation.js";
import type { State } from "../../state/state.js";
import type { Ioas, PageTable } from "../../state/iommufd.js";

/** find_hwpt_paging(hwpt)->ioas: a nested table's is its parent's. */
export function ioasOf(s: State, table: PageTable): Ioas {
  const ioas = s.users.ioases.get(table.ioas);
  if (ioas === undefined) throw new Error(`page table ${table.id} has outlived its IOAS`);
  return ioas;
}

/** hwpt->obj.users without the context's own: attached (function, PASID)s, and nested tables. */
export function usersOfTable(s: State, table: PageTable): number {
  const attached = s.users.attached.flatMap((of) => [...of.values()]);
  const users = attached.filter((used) => used === table).length;
  return users + [...s.users.tables.values()].filter(({ parent }) => parent === table.id).length;
}

/** iommufd_hwpt_paging_alloc for an IOAS that is attached; null: the driver has no domain left. */
export function makeAuto(s: State, context: number, ioas: number): PageTable | null {
  const { tables } = s.users;
  for (let number = 1; number <= AUTOS_MAX; number++) {
    const id = autoTable(number);
    if (tables.has(id)) continue;
    const flags = { forPasids: false, nestParent: false, parent: NO_TABLE };
    const table: PageTable = { id, context, ioas, ...flags };
    tables.set(id, table);
    return table;
  }
  return null;
}

/** iommufd_hw_pagetable_put: a table of iommufd's own goes when nobody is attached any more. */
export function putTable(s: State, table: PageTable): void {
  if (isAuto(table.id) && usersOfTable(s, table) === 0) s.users.tables.delete(table.id);
}
