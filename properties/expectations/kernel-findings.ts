/**
 * The findings about Linux 7.3 that its maintainers should know: where each is, what follows from
 * it, and the counterexample of the corpus that shows it (docs/answers/findings.md tells what the
 * real kernel did with that). The numbers are those of docs/reference/semantics.md section 11.
 */

export interface KernelFinding {
  readonly id: string;
  readonly title: string;
  /** The invariant and the failure mode of the counterexample. */
  readonly invariant: string;
  readonly failureMode: string;
  /** File and function. */
  readonly where: string;
  /** What the code does, in a sentence or two. */
  readonly cause: string;
  /** What follows for whom, and what does not. */
  readonly consequence: string;
  /** Where it was seen beside the run that is told, if anywhere. */
  readonly elsewhere?: string;
}

export const KERNEL_FINDINGS: readonly KernelFinding[] = [
  {
    id: "BUG-27",
    title: "a function that is plugged is grouped before it is marked multifunction",
    invariant: "p2p-peers-in-one-group",
    failureMode: "hot-multifunction",
    where: "drivers/pci/probe.c, pci_scan_slot(), and drivers/iommu/iommu.c, pci_device_group()",
    cause:
      "pci_scan_slot() sets dev->multifunction of functions above 0 after pci_device_add(), on " +
      "whose bus notifier the IOMMU core has grouped the function already. Until then only bit 7 " +
      "of its own header counts, and pci_acs_enabled() holds an endpoint without it to be " +
      "isolated.",
    consequence:
      "Functions of one device that can reach each other get groups of their own, if their own " +
      "header bit is 0, and can be given to two owners. After a reboot they are one group, for a " +
      "boot on x86 scans PCI before the IOMMU driver comes. PASID goes the same way: a driver " +
      "that enables it while it probes (intel_iommu_probe_finalize()) gets it on such a function " +
      "without ACS, where pci_enable_pasid() refuses a moment later.",
    elsewhere:
      "On a real intel_iommu: three booted machines had just these groups, and PASID was on at a " +
      "function without ACS. With a probe_finalize() in the mock that enables PASID, as Intel's " +
      "driver does, the kernel of this page has it on at 01:00.1 after a hot scan and after " +
      "`plug 01:00.1`, and refuses it with EINVAL after a boot. `audit` tells such machines by " +
      "what they show.",
  },
  {
    id: "LEAD-1",
    title: "a failing replace drops reserved regions that the attachment still needs",
    invariant: "reserved-regions-while-attached",
    failureMode: "lost",
    where: "drivers/iommu/iommufd/device.c, iommufd_device_do_replace()",
    cause:
      "The error path takes the regions of all attached devices out of the new page table's " +
      "IOAS. Where old and new page table share one IOAS, the old one needs them still.",
    consequence:
      "After a replace that failed, the user can map over a reserved region, an MSI window for " +
      "example, of a device that is attached.",
  },
  {
    id: "LEAD-2",
    title: "VFIO detaches the RID where the answer to a PASID attach cannot be copied",
    invariant: "pasid-call-leaves-rid",
    failureMode: "another",
    where: "drivers/vfio/device_cdev.c, vfio_df_ioctl_attach_pt()",
    cause:
      "The error path calls detach_ioas(), whether the RID or a PASID was attached or replaced.",
    consequence:
      "A user whose buffer cannot be written loses the attachment of the RID, and keeps the PASID.",
  },
  {
    id: "LEAD-3",
    title: "a function that is plugged into a group does not get the group's PASIDs",
    invariant: "hot-added-member-gets-pasids",
    failureMode: "pasid",
    where: "drivers/iommu/iommu.c, __iommu_probe_device()",
    cause:
      "A function that joins a group is attached to the group's RID domain. The group's PASID " +
      "array is not walked.",
    consequence:
      "The core believes that the PASID translates for the new member. iommufd's attach for it " +
      "joins and returns 0 with nothing programmed; a later replace tells its driver an old " +
      "domain that it never had. A reset of the function repairs it.",
  },
  {
    id: "LEAD-4",
    title: "a PASID attach succeeds where PASID is not enabled",
    invariant: "attach-needs-pasid-enabled",
    failureMode: "disabled",
    where: "drivers/iommu/iommu.c, iommu_attach_device_pasid()",
    cause: "max_pasids comes from the capability, whether or not PASID is or can be enabled.",
    consequence:
      "Nothing translates by mistake: a function that is not enabled sends no PASIDs. But the " +
      "caller is told 0. A driver may refuse by itself; not all do.",
  },
  {
    id: "LEAD-5",
    title: "a failing attach changes what an installed handle says",
    invariant: "handle-installed-once",
    failureMode: "changed-by-failure",
    where: "drivers/iommu/iommu.c, iommu_attach_device_pasid(), iommu_replace_device_pasid()",
    cause: "handle->domain is written before the entry is looked up.",
    consequence:
      "A caller that passes a handle which is installed already makes the table say another " +
      "domain than the hardware has; a replace to that domain then programs nothing. It leads " +
      "to a call of a null pointer (docs/use/kernel.md). iommufd and SVA do not pass a handle " +
      "twice.",
  },
  {
    id: "LEAD-5",
    title: "one handle can be installed at two PASIDs",
    invariant: "handle-installed-once",
    failureMode: "installed-twice",
    where: "drivers/iommu/iommu.c, iommu_attach_device_pasid()",
    cause: "Only a replace at the same PASID notices that a handle is in use.",
    consequence: "As above.",
  },
  {
    id: "LEAD-7",
    title: "a group waits for ever for the reset of a member that has gone",
    invariant: "ebusy-only-during-reset",
    failureMode: "stuck",
    where: "drivers/iommu/iommu.c, __iommu_group_remove_device()",
    cause: "recovery_cnt is not taken back when a member goes that is in a reset.",
    consequence:
      "Attach and replace of all other members are -EBUSY until every member of the group has " +
      "gone.",
  },
  {
    id: "LEAD-7",
    title: "the PASIDs of a member that has gone stay in the IOMMU driver's books",
    invariant: "unplug-leaves-nothing",
    failureMode: "books",
    where: "drivers/iommu/iommu.c, __iommu_group_remove_device()",
    cause: "A member that goes is taken off the group's RID domain; its PASIDs are not removed.",
    consequence:
      "A driver that keeps lists per domain keeps one that names the device which has gone.",
  },
  {
    id: "LEAD-8 (FLAW-5)",
    title: "two functions share a requester ID that no function has, and have two groups",
    invariant: "aliases-in-one-group",
    failureMode: "ghost",
    where: "drivers/iommu/iommu.c, pci_device_group()",
    cause: "Aliases are compared with functions that are present, not with each other's aliases.",
    consequence: "Two groups, and one translation for both.",
  },
  {
    id: "LEAD-8 (FLAW-6)",
    title: "ARI functions 0 and 8 are never compared",
    invariant: "p2p-peers-in-one-group",
    failureMode: "ari-slots",
    where: "drivers/iommu/iommu.c, get_pci_function_alias_group()",
    cause: "Functions of one device are those of one slot; with ARI a device has 32 of them.",
    consequence: "Functions of a device without isolation between them are in different groups.",
  },
  {
    id: "LEAD-8 (FLAW-7)",
    title: "a function that comes late does not join the two groups that it links",
    invariant: "aliases-in-one-group",
    failureMode: "late-linker",
    where: "drivers/iommu/iommu.c, pci_device_group()",
    cause: "A function joins the first group that is found; groups are never merged.",
    consequence: "Two groups, and one translation for both.",
  },
  {
    id: "LEAD-10",
    title: "a replace accepts another IOMMU driver's domain",
    invariant: "foreign-domain-refused",
    failureMode: "rid-replace",
    where: "drivers/iommu/iommu.c, iommu_replace_group_handle()",
    cause: "Attach tests whether the domain fits the device's driver, replace does not.",
    consequence: "A driver is handed a domain that is not its own. iommufd tests before it asks.",
  },
  {
    id: "LEAD-11",
    title: "a PASID attach on a function without PASIDs succeeds",
    invariant: "pasid-in-range",
    failureMode: "incapable",
    where: "drivers/iommu/iommu.c, iommu_attach_device_pasid()",
    cause: "Members without PASIDs are left out, also the one that is named.",
    consequence:
      "The caller is told 0, and nobody is programmed, or only siblings are. Any number is " +
      "accepted where no member has PASIDs, and blocks a later claim of the group.",
  },
  {
    id: "LEAD-12",
    title: "VFIO's PASID attach takes PASID 0 and attaches the RID",
    invariant: "pasid-call-leaves-rid",
    failureMode: "pasid-0",
    where: "drivers/vfio/iommufd.c, vfio_iommufd_physical_pasid_attach_ioas()",
    cause: "PASID 0 is passed on to iommufd, for which it is the RID.",
    consequence:
      "VFIO does not know that the RID is attached: its own detach of the RID does nothing, its " +
      "own attach is -EBUSY.",
  },
  {
    id: "LEAD-13",
    title: "an installed handle names a device that has been unbound",
    invariant: "handle-names-attached-device",
    failureMode: "unbound",
    where: "drivers/iommu/iommufd/device.c, iommufd_hw_pagetable_detach()",
    cause:
      "The handle of a group's attachment names the device that attached first or replaced " +
      "last. When that one detaches and siblings stay, nobody changes it.",
    consequence:
      "sw_msi and faults of the group go through a device object that is free once it is unbound.",
  },
  {
    id: "LEAD-14",
    title: "a function without PASIDs joins a PASID that a sibling has attached",
    invariant: "attached-hwpt-translates",
    failureMode: "incapable",
    where: "drivers/iommu/iommufd/device.c, iommufd_hw_pagetable_attach()",
    cause: "Who joins an attachment of its group is asked nothing.",
    consequence: "The user is told 0, and nothing translates for the function.",
  },
  {
    id: "LEAD-15",
    title:
      "a function that demands a direct mapping cannot be blocked when its group's owner detaches",
    invariant: "no-stale-page-table",
    failureMode: "rid",
    where: "drivers/iommu/iommu.c, iommu_probe_device() and __iommu_device_set_domain()",
    cause:
      "A function that is plugged is refused where its group is blocked, but not where the " +
      "group is on its owner's domain. When the owner detaches, blocking it is refused, and " +
      "only a warning is given.",
    consequence:
      "The function goes on translating with the user's page table, which the user may then " +
      "destroy: the IOMMU driver is left with a domain that is free.",
  },
];
