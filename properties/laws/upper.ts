/**
 * Defines what laws ask of operations above the core: which there are of a kind, and their domains.
 */
import { hwptDomain, autoDomain, type DomainId } from "../../model/vocabulary/domain.js";
import { HWPTS_MAX } from "../../model/vocabulary/iommufd-operation.js";
import type { OperationName } from "../../model/vocabulary/operation.js";
import { NO_TABLE, type TableId } from "../../model/vocabulary/tenancy.js";
import { sameGroup } from "./finding.js";
import type { StepMoment } from "./law.js";

/** Attaches and replaces of users. */
export const USER_ATTACHES: readonly OperationName[] = [
  "fd-attach",
  "fd-replace",
  "vfio-attach",
  "vfio-attach-pasid",
];

export const USER_DETACHES: readonly OperationName[] = [
  "fd-detach",
  "vfio-detach",
  "vfio-detach-pasid",
];

/** The domain of a page table. */
export function domainOfTable(table: TableId): DomainId {
  if (table === NO_TABLE) return 0;
  return table > HWPTS_MAX ? autoDomain(table - HWPTS_MAX) : hwptDomain(table);
}

/** Whether some member of the function's group is in a reset. */
export function inRecovery(m: StepMoment): boolean {
  for (let other = 0; other < m.facts.functions; other++)
    if (m.before.blocked(other) && sameGroup(m.before, other, m.dev)) return true;
  return false;
}
