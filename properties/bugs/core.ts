/**
 * The historic bugs of the core: a domain attached at a PASID or at the RID
 * (drivers/iommu/iommu.c).
 */
import { SOUND } from "../../impl/designs/contracts.js";
import { READ, type Mutant } from "./bug.js";

export const PASID_BUGS: readonly Mutant[] = [
  {
    id: "B1",
    title: "iommu: Undo pasid attachment only for the devices that have succeeded",
    commit: "b025dea63cde",
    base: SOUND,
    changed: { undoPasid: "every-member" },
    law: "pasid-all-or-nothing",
  },
  {
    id: "B2",
    title: "iommu: Pass domain to remove_dev_pasid() op",
    commit: "d2f85a263883",
    base: SOUND,
    changed: { removal: "told-nothing" },
    law: "driver-told-the-truth",
  },
  {
    id: "B3",
    title: "iommu: Validate the PASID in iommu_attach_device_pasid()",
    commit: "c404f55c26fc",
    base: SOUND,
    changed: { range: "none" },
    law: "pasid-in-range",
  },
  {
    id: "B4",
    title: "iommu: Skip PASID validation for devices without PASID capability",
    commit: "b3f6fcd8404f",
    base: SOUND,
    changed: { range: "every-member" },
    law: "incapable-members-ignored",
  },
  {
    id: "B5",
    title: "iommu: Allow attaching static domains in iommu_attach_device_pasid()",
    commit: "6f7340120a0a",
    base: SOUND,
    changed: { compat: "owner-only" },
    law: "static-domains-attach",
  },
  {
    id: "B6",
    title: "iommu: Prevent pasid attach if no ops->remove_dev_pasid",
    commit: "fb3de9f9b085",
    base: SOUND,
    changed: { removal: "may-be-missing" },
    law: "detach-is-total",
  },
  {
    id: "B7",
    title:
      "iommu: Swap the order of setting group->pasid_array and calling attach op of iommu drivers",
    commit: "5e9f822c9c68",
    base: SOUND,
    changed: { published: "before-hardware" },
    law: "published-after-hardware",
  },
  {
    id: "B8",
    title: "iommu: Require passing new handles to APIs supporting handle",
    commit: "ada14b9f1aab",
    base: SOUND,
    changed: { handle: "reusable" },
    law: "handles-are-linear",
    mechanism: "changed-by-success",
  },
  {
    id: "L5",
    title: "handle->domain is written before validation",
    commit: READ,
    base: SOUND,
    changed: { handle: "written-first" },
    law: "handles-are-linear",
    mechanism: "changed-by-failure",
  },
  {
    id: "L11",
    title: "a PASID attach on a device that has no PASIDs returns 0",
    commit: READ,
    base: SOUND,
    changed: { incapable: "accepted" },
    law: "pasid-in-range",
  },
];

export const RID_BUGS: readonly Mutant[] = [
  {
    id: "B11",
    title: "iommu: Prevent RESV_DIRECT devices from blocking domains",
    commit: "a48ce36e2786",
    base: SOUND,
    changed: { directMap: "ignored" },
    law: "direct-map-stays",
  },
  {
    id: "B12",
    title: "iommu: Attach device group to old domain in error path",
    commit: "2cc73c5712f9",
    base: SOUND,
    changed: { undoRid: "none" },
    law: "rid-all-or-nothing",
  },
  {
    id: "B16",
    title: "iommu: Validate that devices match domains",
    commit: "a9c362db3920",
    base: SOUND,
    changed: { compat: "none" },
    law: "no-foreign-domain",
  },
  {
    id: "L10",
    title: "iommu_replace_group_handle() does not test that the domain is the driver's",
    commit: READ,
    base: SOUND,
    changed: { ridReplace: "unchecked" },
    law: "no-foreign-domain",
  },
];
