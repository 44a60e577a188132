/**
 * Defines who makes which operations: drivers of the kernel, for devices that no user has, or the
 * user who has the device.
 */
import { IOMMUFD_OPERATIONS, type IommufdOperation } from "../vocabulary/iommufd-operation.js";
import type { Operation, OperationName } from "../vocabulary/operation.js";

/** Those of a kernel driver: it has no business with a group that belongs to a context. */
const KERNEL_DRIVERS: ReadonlySet<OperationName> = new Set([
  "device-attach",
  "device-detach",
  "rid-attach",
  "rid-replace",
  "rid-detach",
  "pasid-attach",
  "pasid-replace",
  "pasid-detach",
  "allocate-pasid",
  "free-pasid",
  "sva-bind",
  "sva-unbind",
]);

export function isKernelDrivers(name: OperationName): boolean {
  return KERNEL_DRIVERS.has(name);
}

const USERS: ReadonlySet<OperationName> = new Set(IOMMUFD_OPERATIONS);

/** Those of a user, with iommufd or VFIO. */
export function isUsersOperation(op: Operation): op is IommufdOperation {
  return USERS.has(op.op);
}
