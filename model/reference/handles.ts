/**
 * Defines attach handles (struct iommu_attach_handle; semantics 8.2 "facts that surprise", B8, L5):
 * when a handle's domain is written, and which handles may be passed.
 */
import type { DomainId } from "../vocabulary/domain.js";
import type { State } from "./state.js";

/** The handle as the contract heeds it: none where handles do not exist yet. */
export function heeded(s: State, handle: number): number {
  return s.contract.handle === "absent" ? 0 : handle;
}

/** A linear contract refuses a handle that is installed anywhere. */
export function handleRefused(s: State, handle: number): boolean {
  return s.contract.handle === "linear" && handle !== 0 && s.handleInstalled(handle);
}

/**
 * iommu_make_pasid_array_entry: 7.3 writes handle->domain before the operation is known to succeed.
 */
export function writeHandleFirst(s: State, handle: number, domain: DomainId): void {
  const first = s.contract.handle === "written-first" || s.contract.handle === "reusable";
  if (first && handle !== 0) s.handleDomain[handle] = domain;
}

/** The operation has succeeded: whatever the policy, the handle now belongs to the domain. */
export function handleSucceeded(s: State, handle: number, domain: DomainId): void {
  if (handle !== 0) s.handleDomain[handle] = domain;
}
