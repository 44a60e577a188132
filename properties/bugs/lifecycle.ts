/**
 * The historic bugs that show when functions come, go or are reset (docs/reference/semantics.md
 * 7.3, 8.3, 8.4 and 11).
 */
import { SOUND } from "../../impl/designs/contracts.js";
import { READ, type Bug } from "./bug.js";

export const LIFECYCLE_BUGS: readonly Bug[] = [
  {
    id: "LEAD-3",
    title: "a function that is plugged into a group does not get the group's PASIDs",
    commit: READ,
    base: SOUND,
    changed: { hotAdd: "rid-only" },
    invariant: "hot-added-member-gets-pasids",
    failureMode: "pasid",
  },
  {
    id: "INV-1-acs",
    title: "ACS is taken away from the path of a function whose PASID is enabled",
    commit: READ,
    base: SOUND,
    changed: { acsChange: "unnoticed" },
    invariant: "enabled-keeps-acs-path",
    failureMode: "above",
  },
  {
    id: "BUG-31",
    title: "iommu: Fix pasid attach in pci_dev_reset_iommu_prepare/done()",
    commit: "1615e8896a8f",
    base: SOUND,
    changed: { reset: "every-member" },
    invariant: "reset-restores-domains",
    failureMode: "another-function",
  },
  {
    id: "BUG-30",
    title: "the group remembers one reset, though each device has its own",
    commit: "c279e83953d9 and b296ca1fb43a",
    base: SOUND,
    changed: { reset: "per-group" },
    invariant: "reset-prepare-never-fails",
    failureMode: "beside-another",
  },
  {
    id: "BUG-32",
    title: "iommu: Fix nested pci_dev_reset_iommu_prepare/done()",
    commit: "0d5fd7a9323c",
    base: SOUND,
    changed: { reset: "not-nested" },
    invariant: "reset-prepare-never-fails",
    failureMode: "nested",
  },
  {
    id: "BUG-33",
    title: "iommu: Fix ATS invalidation timeouts during __iommu_remove_group_pasid()",
    commit: "fc3523b16d2b",
    base: SOUND,
    changed: { pausedRemoval: "repeated" },
    invariant: "old-domain-told-to-driver",
    failureMode: "wrong-old",
  },
  {
    id: "BUG-34",
    title: "iommu: Fix WARN_ON in __iommu_group_set_domain_nofail() due to reset",
    commit: "5474e6e17a26",
    base: SOUND,
    changed: { ridDetach: "waits-for-resets" },
    invariant: "rid-detach-restores-domain",
  },
  {
    id: "LEAD-7-reset",
    title: "a group waits for ever for the reset of a member that has gone",
    commit: READ,
    base: SOUND,
    changed: { unplug: "leaks" },
    invariant: "ebusy-only-during-reset",
    failureMode: "stuck",
  },
  {
    id: "LEAD-7-books",
    title: "the PASIDs of a member that has gone stay in the driver's books",
    commit: READ,
    base: SOUND,
    changed: { unplug: "leaks" },
    invariant: "unplug-leaves-nothing",
    failureMode: "books",
  },
];
