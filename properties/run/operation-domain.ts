/**
 * The domain that an operation sets, and with that which callbacks of the IOMMU driver may fail:
 * one that sets another domain takes back or takes away, and must not.
 */
import {
  BLOCKED,
  NO_DOMAIN,
  domainId,
  hwptDomain,
  isAutoDomain,
  svaDomain,
  type DomainId,
} from "../../model/vocabulary/operation/domain.js";
import type { CallLog } from "../../model/vocabulary/design/hardware.js";
import { isIoas, objectNumber } from "../../model/vocabulary/operation/iommufd.js";
import {
  fieldsOf,
  isUserOperationName,
  type Operation,
} from "../../model/vocabulary/operation/operation.js";

/** NO_DOMAIN for those that set none, or one that only the design knows. */
export function domainNamed(op: Operation): DomainId {
  const { op: kind, domain } = fieldsOf(op);
  if (domain !== undefined) return domainId(domain);
  if (!isUserOperationName(kind)) return NO_DOMAIN;
  if ("target" in op) return isIoas(op.target) ? NO_DOMAIN : hwptDomain(objectNumber(op.target));
  if (op.op === "claim" || op.op === "fd-bind") return BLOCKED;
  return op.op === "sva-bind" ? svaDomain(op.mm) : NO_DOMAIN;
}

/** Whether the driver failed a callback that must not fail. */
export function mustSucceedFailed(op: Operation, calls: CallLog, named: DomainId): boolean {
  for (let i = 0; i < calls.length; i++)
    if (calls.at(i).status !== 0 && !mayFail(op, calls, i, named)) return true;
  return false;
}

/**
 * Whether the driver may refuse the i-th callback. A function that is plugged may be refused, at
 * its RID or at a PASID, and the blocking domain that a reset begins with. Where an IOAS is
 * attached, each of iommufd's own page tables may be, but the one that is there already.
 */
function mayFail(op: Operation, calls: CallLog, i: number, named: DomainId): boolean {
  const call = calls.at(i);
  if (op.op === "plug") return call.pasid === 0 ? i === 0 : call.domain !== BLOCKED;
  if (op.op === "reset-prepare") return call.pasid === 0;
  if ("target" in op && named === NO_DOMAIN)
    return isAutoDomain(call.domain) && call.domain !== calls.at(0).told;
  return call.domain === named;
}
