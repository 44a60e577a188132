/**
 * Attach handles (struct iommu_attach_handle; semantics 8.2 "facts that surprise", BUG-8, LEAD-5):
 * when a handle's domain is written, and which handles may be passed.
 */
import type { DomainId } from "../../vocabulary/operation/domain.js";
import { nameable, type Handle } from "../state/handle.js";
import type { State } from "../state/state.js";

/**
 * The handle as the contract heeds it: none where handles do not exist yet. SVA found its own entry
 * in 6.2 as well, by its domain (iommu_get_domain_for_dev_pasid).
 */
export function heeded(s: State, handle: Handle): Handle {
  const svas = typeof handle !== "number" && handle.of === "sva";
  return s.contract.handle === "absent" && !svas ? 0 : handle;
}

/** A linear contract refuses a handle that is installed anywhere. */
export function handleRefused(s: State, handle: Handle): boolean {
  return s.contract.handle === "linear" && handle !== 0 && s.handleInstalled(handle);
}

/**
 * iommu_make_pasid_array_entry: 7.3 writes handle->domain before the operation is known to succeed.
 */
export function writeHandleFirst(s: State, handle: Handle, domain: DomainId): void {
  const first = s.contract.handle === "written-first" || s.contract.handle === "reusable";
  if (first) handleSucceeded(s, handle, domain);
}

/**
 * The operation has succeeded: whatever the policy, the handle now belongs to the domain. One that
 * a scenario cannot name is used once, and its entry says the domain.
 */
export function handleSucceeded(s: State, handle: Handle, domain: DomainId): void {
  const named = nameable(handle);
  if (named !== 0) s.handleDomain[named] = domain;
}
