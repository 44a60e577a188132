/** The operations of users by kind, for the invariants that judge them. */
import type { OperationName } from "../../../model/vocabulary/operation/operation.js";

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
