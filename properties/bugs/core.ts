/**
 * The historic bugs of the core: a domain attached at a PASID or at the RID
 * (drivers/iommu/iommu.c).
 */
import { SOUND } from "../../impl/designs/contracts.js";
import { READ, type Bug } from "./bug.js";

export const PASID_BUGS: readonly Bug[] = [
  {
    id: "BUG-1",
    title: "iommu: Undo pasid attachment only for the devices that have succeeded",
    commit: "b025dea63cde",
    base: SOUND,
    changed: { undoPasid: "every-member" },
    invariant: "pasid-all-or-nothing",
  },
  {
    id: "BUG-2",
    title: "iommu: Pass domain to remove_dev_pasid() op",
    commit: "d2f85a263883",
    base: SOUND,
    changed: { removal: "told-nothing" },
    invariant: "old-domain-told-to-driver",
  },
  {
    id: "BUG-3",
    title: "iommu: Validate the PASID in iommu_attach_device_pasid()",
    commit: "c404f55c26fc",
    base: SOUND,
    changed: { range: "none" },
    invariant: "pasid-in-range",
  },
  {
    id: "BUG-4",
    title: "iommu: Skip PASID validation for devices without PASID capability",
    commit: "b3f6fcd8404f",
    base: SOUND,
    changed: { range: "every-member" },
    invariant: "members-without-pasid-ignored",
  },
  {
    id: "BUG-5",
    title: "iommu: Allow attaching static domains in iommu_attach_device_pasid()",
    commit: "6f7340120a0a",
    base: SOUND,
    changed: { compat: "owner-only" },
    invariant: "static-domains-attach-to-pasid",
  },
  {
    id: "BUG-6",
    title: "iommu: Prevent pasid attach if no ops->remove_dev_pasid",
    commit: "fb3de9f9b085",
    base: SOUND,
    changed: { removal: "may-be-missing" },
    invariant: "pasid-detach-removes-all",
  },
  {
    id: "BUG-7",
    title:
      "iommu: Swap the order of setting group->pasid_array and calling attach op of iommu drivers",
    commit: "5e9f822c9c68",
    base: SOUND,
    changed: { published: "before-hardware" },
    invariant: "entry-visible-after-hardware",
  },
  {
    id: "BUG-8",
    title: "iommu: Require passing new handles to APIs supporting handle",
    commit: "ada14b9f1aab",
    base: SOUND,
    changed: { handle: "reusable" },
    invariant: "handle-installed-once",
    failureMode: "changed-by-success",
  },
  {
    id: "LEAD-5",
    title: "handle->domain is written before validation",
    commit: READ,
    base: SOUND,
    changed: { handle: "written-first" },
    invariant: "handle-installed-once",
    failureMode: "changed-by-failure",
  },
  {
    id: "LEAD-11",
    title: "a PASID attach on a device that has no PASIDs returns 0",
    commit: READ,
    base: SOUND,
    changed: { incapable: "accepted" },
    invariant: "pasid-in-range",
  },
];

export const RID_BUGS: readonly Bug[] = [
  {
    id: "BUG-11",
    title: "iommu: Prevent RESV_DIRECT devices from blocking domains",
    commit: "a48ce36e2786",
    base: SOUND,
    changed: { directMap: "ignored" },
    invariant: "direct-mapping-never-blocked",
  },
  {
    id: "BUG-12",
    title: "iommu: Attach device group to old domain in error path",
    commit: "2cc73c5712f9",
    base: SOUND,
    changed: { undoRid: "none" },
    invariant: "rid-all-or-nothing",
  },
  {
    id: "BUG-16",
    title: "iommu: Validate that devices match domains",
    commit: "a9c362db3920",
    base: SOUND,
    changed: { compat: "none" },
    invariant: "foreign-domain-refused",
  },
  {
    id: "LEAD-10",
    title: "iommu_replace_group_handle() does not test that the domain is the driver's",
    commit: READ,
    base: SOUND,
    changed: { ridReplace: "unchecked" },
    invariant: "foreign-domain-refused",
  },
];
