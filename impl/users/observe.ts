/** The view that an observer has of all that users of the core do. */
import { MMS_MAX } from "../../model/vocabulary/operation/allocation.js";
import { IOASES_MAX } from "../../model/vocabulary/operation/iommufd.js";
import {
  TABLES_MAX,
  type UserObservation,
} from "../../model/vocabulary/design/user-observation.js";
import type { Iommufd } from "./iommufd/iommufd.js";
import type { Users } from "./users.js";

/** Writes down everything, over whatever was there. */
export function observeUsers(
  users: Users,
  functions: number,
  columns: number,
  into: UserObservation,
): void {
  const { iommufd, sva } = users;
  for (let dev = 0; dev < functions; dev++) observeFunction(users, dev, columns, into);
  observeSpaces(iommufd, into);
  observeTables(iommufd, into);
  for (let mm = 1; mm <= MMS_MAX; mm++) into.setMmPasid(mm, sva.mmPasid(mm));
}

function observeFunction(users: Users, dev: number, columns: number, into: UserObservation): void {
  const { ownership, iommufd, allocators, sva } = users;
  const { attachments } = iommufd;
  into.setGroup(dev, ownership.ownerOf(dev), ownership.countOf(dev));
  into.setUse(dev, ownership.hasDriver(dev), attachments.contextOf(dev));
  for (let mm = 1; mm <= MMS_MAX; mm++) into.setBonds(dev, mm, sva.bondsOf(dev, mm));
  for (let column = 0; column < columns; column++) {
    const names = attachments.handleNames(dev, column);
    into.setAttached(dev, column, attachments.tableOf(dev, column), names);
    into.setHolders(dev, column, allocators.holders(dev, column));
  }
}

function observeSpaces({ spaces }: Iommufd, into: UserObservation): void {
  for (let ioas = 1; ioas <= IOASES_MAX; ioas++)
    into.setIoas(ioas, spaces.contextOf(ioas), spaces.mapped(ioas), spaces.reserved(ioas));
}

function observeTables({ tables }: Iommufd, into: UserObservation): void {
  for (let table = 1; table <= TABLES_MAX; table++)
    into.setTable(table, {
      ioas: tables.ioasOf(table),
      forPasids: tables.isForPasids(table),
      nestParent: tables.isNestParent(table),
      parent: tables.parentOf(table),
      users: tables.usersOf(table),
    });
}
