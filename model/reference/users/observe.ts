/** The view that an observer has of users of the core in the reference (user-observation.ts). */
import { MMS_MAX } from "../../vocabulary/operation/allocation.js";
import {
  NO_OWNER,
  NO_TABLE,
  type UserObservation,
} from "../../vocabulary/design/user-observation.js";
import { fdHandleAt } from "./iommufd/igroup.js";
import { usersOfTable } from "./iommufd/hw-pagetable.js";
import type { State } from "../state/state.js";

/** `columns`: the PASIDs that are observed; column 0 is the RID. */
export function observeUsers(s: State, columns: readonly number[], into: UserObservation): void {
  into.clear();
  for (let dev = 0; dev < s.facts.functions; dev++) {
    observeUse(s, dev, into);
    columns.forEach((pasid, column) => {
      const table = s.users.attached[dev]?.get(pasid)?.id ?? NO_TABLE;
      const handle = fdHandleAt(s, dev, pasid);
      into.setAttached(dev, column, table, handle === null ? 0 : handle.dev + 1);
      into.setHolders(dev, column, holders(s, dev, pasid));
    });
  }
  observeObjects(s, into);
}

function observeUse(s: State, dev: number, into: UserObservation): void {
  const group = s.group(dev);
  into.setGroup(dev, group?.owner ?? NO_OWNER, group?.ownerCount ?? 0);
  into.setUse(dev, s.driverBound[dev] === true, s.users.contexts[dev] ?? 0);
  for (let mm = 1; mm <= MMS_MAX; mm++) {
    const bonds = s.allocations.bonds.filter((bond) => bond.dev === dev && bond.mm === mm);
    into.setBonds(dev, mm, bonds.length);
  }
}

/** 1 R1, 2 R2, 3 both. */
function holders(s: State, dev: number, pasid: number): number {
  const held = s.allocations.holdings.filter((one) => one.dev === dev && one.pasid === pasid);
  return held.reduce((drivers, one) => drivers | one.driver, 0);
}

function observeObjects(s: State, into: UserObservation): void {
  for (const [number, ioas] of s.users.ioases) {
    const reserved = [...ioas.reserved.values()].flat();
    into.setIoas(number, ioas.context, bits(ioas.mapped), bits(reserved));
  }
  for (const table of s.users.tables.values()) {
    const { ioas, forPasids, nestParent, parent } = table;
    const users = usersOfTable(s, table);
    into.setTable(table.id, { ioas, forPasids, nestParent, parent, users });
  }
  s.allocations.mmPasid.forEach((pasid, mm) => into.setMmPasid(mm, pasid));
}

/** Bit 0 for region 1, and so on. */
function bits(regions: Iterable<number>): number {
  let all = 0;
  for (const region of regions) all |= 1 << (region - 1);
  return all;
}
