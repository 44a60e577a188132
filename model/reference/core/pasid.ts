/**
 * Attach, replace and detach of a PASID (drivers/iommu/iommu.c iommu_attach_device_pasid,
 * iommu_replace_device_pasid, iommu_detach_device_pasid; errno-table sections 4 and 9). Rows as
 * numbered there.
 */
import { NO_DOMAIN, type DomainId } from "../../vocabulary/operation/domain.js";
import { OK, refusal, type Outcome } from "../../vocabulary/operation/outcome.js";
import { errnoOf } from "../../vocabulary/design/hardware.js";
import { fitsPasid, hasSetDevPasid } from "./domains.js";
import { handleRefused, handleSucceeded, heeded, writeHandleFirst } from "./handles.js";
import { programMembers, removeFromMembers } from "./group-pasid.js";
import type { Handle } from "../state/handle.js";
import type { State } from "../state/state.js";
import type { Entry } from "../state/pasid-table.js";

const ATTACH = "pasid-attach";
const REPLACE = "pasid-replace";
type Table = typeof ATTACH | typeof REPLACE;

/** iommu_attach_device_pasid. */
export function attachPasid(
  s: State,
  dev: number,
  pasid: number,
  domain: DomainId,
  handle: Handle,
): Outcome {
  const h = heeded(s, handle);
  const unfit = attachable(s, dev, domain) ?? compatible(s, ATTACH, pasid, domain);
  if (unfit !== null) return unfit;
  if (s.contract.incapable === "refused" && s.maxPasids(dev) === 0) return refusal("EINVAL");
  const early = admitted(s, dev);
  if (early !== null) return early;
  if (recovering(s, dev)) return s.decide(ATTACH, 6, "EBUSY");
  if (!inRange(s, dev, pasid)) return s.decide(ATTACH, 7, "EINVAL");
  if (handleRefused(s, h)) return refusal("EINVAL");
  writeHandleFirst(s, h, domain);
  // A table takes any number: only the range check knows of 20 bits (LEAD-11).
  const table = s.table(dev);
  if (table.has(pasid)) return s.decide(ATTACH, 8, "EBUSY");
  const published = s.contract.published === "before-hardware";
  table.set(pasid, { domain, handle: 0, published });
  const status = programMembers(s, dev, pasid, domain, NO_DOMAIN);
  if (status !== 0) {
    table.delete(pasid);
    return s.decide(ATTACH, 10, errnoOf(status));
  }
  handleSucceeded(s, h, domain);
  table.set(pasid, { domain, handle: h, published: true });
  return s.decide(ATTACH, 11, null);
}

/** iommu_replace_device_pasid. */
export function replacePasid(
  s: State,
  dev: number,
  pasid: number,
  domain: DomainId,
  handle: Handle,
): Outcome {
  if (s.contract.pasidReplace === "absent") return refusal("EOPNOTSUPP");
  const h = heeded(s, handle);
  const unfit = operable(s, REPLACE, dev, domain) ?? compatible(s, REPLACE, pasid, domain);
  if (unfit !== null) return unfit;
  if (h === 0 && s.contract.handle !== "absent") return s.decide(REPLACE, 3, "EINVAL");
  const early = admitted(s, dev);
  if (early !== null) return early;
  if (recovering(s, dev)) return s.decide(REPLACE, 4, "EBUSY");
  if (handleRefused(s, h)) return refusal("EINVAL");
  writeHandleFirst(s, h, domain);
  const entry = s.table(dev).get(pasid);
  if (entry === undefined && s.contract.pasidReplace !== "creates-entry")
    return s.decide(REPLACE, 6, "EINVAL");
  // The very handle that is installed here.
  if (s.contract.handle === "written-first" && entry !== undefined && entry.handle === h)
    return s.decide(REPLACE, 7, "EINVAL");
  return exchange(s, dev, pasid, domain, h, entry);
}

/** Rows 8 to 10. */
function exchange(
  s: State,
  dev: number,
  pasid: number,
  domain: DomainId,
  handle: Handle,
  entry: Entry | undefined,
): Outcome {
  const old = entry === undefined ? NO_DOMAIN : s.domainOf(entry);
  if (old !== domain) {
    const status = programMembers(s, dev, pasid, domain, old);
    if (status !== 0) return s.decide(REPLACE, 9, errnoOf(status));
  }
  handleSucceeded(s, handle, domain);
  s.table(dev).set(pasid, { domain, handle, published: true });
  return s.decide(REPLACE, old === domain ? 8 : 10, null);
}

/** iommu_detach_device_pasid, called with the domain that is recorded; void. */
export function detachPasid(s: State, dev: number, pasid: number): Outcome {
  if (s.group(dev) === null) return refusal("ENODEV");
  // Index 0 holds the RID's handle where no PASID attach can have put anything.
  if (pasid === 0 && s.contract.zero === "refused") return refusal("ENOENT");
  const table = s.table(dev);
  const entry = table.get(pasid);
  if (entry === undefined) return refusal("ENOENT");
  removeFromMembers(s, dev, pasid, s.domainOf(entry));
  table.delete(pasid);
  return OK;
}

/** iommu_detach_device_pasid as it is: void, and it asks nobody whether there is an entry. */
export function clearPasid(s: State, dev: number, pasid: number, domain: DomainId): void {
  if (s.group(dev) === null) return;
  removeFromMembers(s, dev, pasid, domain);
  s.table(dev).delete(pasid);
}

/** Rows 1 to 3 of attach: a group, a domain with the op, a driver that can also remove. */
function attachable(s: State, dev: number, domain: DomainId): Outcome | null {
  const removable = s.iommu.blocking === "pasid" || s.contract.removal === "may-be-missing";
  const inoperable = operable(s, ATTACH, dev, domain);
  return inoperable ?? (removable ? null : s.decide(ATTACH, 3, "EOPNOTSUPP"));
}

/** Rows 1 and 2: a group, a domain with the op. 6.2 asked in the other order. */
function operable(s: State, table: Table, dev: number, domain: DomainId): Outcome | null {
  const ops = hasSetDevPasid(s.iommu, domain);
  const group = s.group(dev) !== null;
  if (!ops && s.contract.removal === "may-be-missing") return s.decide(table, 2, "EOPNOTSUPP");
  if (!group) return s.decide(table, 1, "ENODEV");
  return ops ? null : s.decide(table, 2, "EOPNOTSUPP");
}

/** Rows 4 and 5 of attach, row 3 of replace. */
function compatible(s: State, table: Table, pasid: number, domain: DomainId): Outcome | null {
  const row = (ofAttach: number): number => (table === ATTACH ? ofAttach : 3);
  if (!fitsPasid(s.contract, domain)) return s.decide(table, row(4), "EINVAL");
  if (pasid === 0 && s.contract.zero === "refused") return s.decide(table, row(5), "EINVAL");
  return null;
}

/** The rules of the mail thread: who may have PASIDs at all. */
function admitted(s: State, dev: number): Outcome | null {
  const members = s.group(dev)?.members.length ?? 0;
  if (s.contract.admits === "singleton-group" && members > 1) return refusal("EINVAL");
  if (s.contract.admits === "no-rid-alias" && !s.facts.noRidAlias(dev)) return refusal("EINVAL");
  if (s.contract.disabled === "refused" && !s.pasidEnabled(dev)) return refusal("EOPNOTSUPP");
  return null;
}

/** Whether the table waits for a reset: the group's for that of any member. */
function recovering(s: State, dev: number): boolean {
  if (s.contract.table === "device") return s.blocked(dev);
  return (s.group(dev)?.recoveries ?? 0) > 0;
}

function inRange(s: State, dev: number, pasid: number): boolean {
  const members = s.group(dev)?.members ?? [];
  const fits = (member: number): boolean => pasid < s.maxPasids(member);
  switch (s.contract.range) {
    case "none":
      return true;
    case "every-member":
      return members.every(fits);
    case "capable-members":
      return members.every((member) => s.maxPasids(member) === 0 || fits(member));
    case "own-device":
      return fits(dev);
    default:
      return s.contract.range satisfies never;
  }
}
