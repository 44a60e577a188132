/**
 * The igroup (struct iommufd_group): the functions of one group that are bound to one context, and
 * what of their attachments is shared (semantics 9.1).
 */
import type { FdHandle } from "../../state/handle.js";
import type { State } from "../../state/state.js";
import type { PageTable } from "../../state/iommufd.js";

/** The functions of its group that are bound to the same context as this one, which is bound. */
export function igroup(s: State, dev: number): readonly number[] {
  const { contexts } = s.users;
  const members = s.group(dev)?.members ?? [];
  return members.filter((member) => contexts[member] === contexts[dev]);
}

/** Those that share an attachment of (dev, pasid): all, or the one whose table it is. */
function sharers(s: State, dev: number, pasid: number): readonly number[] {
  return pasid === 0 || s.contract.table === "group" ? igroup(s, dev) : [dev];
}

/** Those of them that are attached: pasid_attach[pasid].device_array. */
export function attachedAt(s: State, dev: number, pasid: number): readonly number[] {
  return sharers(s, dev, pasid).filter((member) => s.users.attached[member]?.has(pasid));
}

/** pasid_attach[pasid].hwpt; null: nobody is attached. */
export function tableAt(s: State, dev: number, pasid: number): PageTable | null {
  const first = attachedAt(s, dev, pasid)[0];
  return first === undefined ? null : (s.users.attached[first]?.get(pasid) ?? null);
}

export function isAttached(s: State, dev: number, pasid: number): boolean {
  return s.users.attached[dev]?.has(pasid) === true;
}

/** The handle that iommufd has installed at (dev, pasid); null: none of its own. */
export function fdHandleAt(s: State, dev: number, pasid: number): FdHandle | null {
  const group = s.group(dev);
  const entry = pasid === 0 && group !== null ? s.ridEntry(group) : s.table(dev).get(pasid);
  const handle = entry?.handle ?? 0;
  return typeof handle !== "number" && handle.of === "iommufd" ? handle : null;
}
