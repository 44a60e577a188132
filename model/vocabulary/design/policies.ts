/**
 * The policies of a contract with all of their values, each value a choice that a design can make.
 * Drivers' hellos, contracts named on the command line and random contracts read this table.
 * Numbers (BUG-1, LEAD-5, FLAW-4 ...) are those of docs/reference/semantics.md.
 */

export const POLICIES = {
  /**
   * How functions are put into groups. `linux`: drivers/iommu/iommu.c pci_device_group in 7.3,
   * order-sensitive as it is. `linux-slot-aliases`, `linux-function-0`: before 2014, aliases only
   * within one slot; function 0 speaks for the package (BUG-26). `proposal-v3`: "Fix incorrect
   * iommu_groups with PCIe ACS", v3, September 2025. `fabric`: the ideal groups of the PCIe
   * specification. `linux-255-aliases`: the alias bitmap has 255 bits, devfn ff.7 cannot be said
   * (BUG-25). `fabric-validated`: those that also join functions which can spoof each other's
   * requester ID for want of SV (BUG-24). `fabric-late-acs`: those of a machine whose ACS is turned
   * on after the groups are formed (BUG-22). `first-come`: a seeded fault: the n-th probed function
   * on a bus joins the (n-1)-th if n is even, so order matters. `isolated-splits-inverted`: a
   * seeded fault: a path with full ACS joins, one without is alone.
   */
  grouping: [
    "linux",
    "linux-slot-aliases",
    "linux-function-0",
    "linux-255-aliases",
    "proposal-v3",
    "fabric",
    "fabric-validated",
    "fabric-late-acs",
    "first-come",
    "isolated-splits-inverted",
  ],
  /**
   * What pci_enable_pasid() demands of the path: nothing (before BUG-17), ACS RR+UF (Linux), or
   * that and also safety by the PCIe specification (semantics 5.5).
   */
  enableCheck: ["none", "acs-path", "pasid-safe"],
  /**
   * ACS control is written while the machine runs: nobody looks at what is enabled already (Linux),
   * or taking RR or UF away from the path of a function whose PASID is enabled is refused EBUSY.
   */
  acsChange: ["unnoticed", "keeps-enabled-paths"],
  /**
   * Whom a PASID attach admits: anybody, members of singleton groups, functions whose requester IDs
   * nobody else emits.
   */
  admits: ["any", "singleton-group", "no-rid-alias"],
  /**
   * A PASID attach on a device whose PASID is not enabled: not looked at (Linux, LEAD-4), or
   * refused EOPNOTSUPP.
   */
  disabled: ["ignored", "refused"],
  /** A VF uses the PF's PASID capability, or looks for its own, which it cannot have (BUG-19). */
  vf: ["shares-pf", "own-capability"],
  /** Where the software keeps its PASID table. */
  table: ["group", "device"],
  /** PASID 0 in a PASID attach. */
  zero: ["accepted", "refused"],
  /**
   * Whose max_pasids bounds the PASID of an attach: nobody's (BUG-3), every member's (BUG-4),
   * capable members', the device's.
   */
  range: ["none", "every-member", "capable-members", "own-device"],
  /**
   * A PASID attach naming a device with max_pasids 0: accepted (Linux, LEAD-11) or refused EINVAL.
   */
  incapable: ["accepted", "refused"],
  /** On whom set_dev_pasid is called. */
  programs: ["every-member", "capable-members", "own-device"],
  /** When the table's entry can be seen by a lookup (BUG-7). */
  published: ["before-hardware", "after-hardware"],
  /**
   * A PASID attach that fails half-way: remove on every member (BUG-1), or give changed members
   * back what they had.
   */
  undoPasid: ["every-member", "changed-members"],
  /**
   * A RID attach that fails half-way: leave earlier members on the new domain (BUG-12), or put them
   * back.
   */
  undoRid: ["none", "changed-members"],
  /**
   * How a PASID is removed: a callback that may be missing (BUG-6), one that is told only the PASID
   * and looks the old domain up in the table (BUG-2), or the blocked domain's set_dev_pasid, told
   * the old domain.
   */
  removal: ["may-be-missing", "told-nothing", "told-old"],
  /**
   * Which domains fit a device: any (BUG-16); for PASID only those with the driver as owner
   * (BUG-5); also its static ones.
   */
  compat: ["none", "owner-only", "owner-or-static"],
  /**
   * iommu_replace_group_handle: not there yet (6.2), no compatibility test (Linux, LEAD-10), or
   * with one.
   */
  ridReplace: ["absent", "unchecked", "compatible"],
  /**
   * iommu_replace_device_pasid: not there yet (6.2), needs an entry, makes one if there is none
   * (seeded fault), or passes through the blocked domain (seeded fault).
   */
  pasidReplace: ["absent", "needs-entry", "creates-entry", "through-blocked"],
  /**
   * Attach handles: not there yet (6.2); any may be passed again (BUG-8); handle.domain written
   * before validation (Linux, LEAD-5); linear: an installed handle is refused EINVAL, and written
   * only on success.
   */
  handle: ["absent", "reusable", "written-first", "linear"],
  /**
   * Attaching the blocked domain where a member demands a direct mapping: let through (BUG-11), or
   * EINVAL.
   */
  directMap: ["ignored", "honoured"],
  /**
   * A function that is plugged into a group with PASIDs: only its RID is attached (Linux, LEAD-3),
   * the PASIDs too, or it is refused and stays without a group.
   */
  hotAdd: ["rid-only", "replays-pasids", "refused-while-attached"],
  /**
   * A function that demands a direct mapping may be plugged into a group that is on its owner's
   * domain (Linux, LEAD-15: it cannot be blocked when the owner detaches), or into no owned group.
   */
  directPlug: ["unless-blocked", "unless-owned"],
  /**
   * A function that goes leaves its PASIDs with the driver and, if it was in a reset, its group
   * waiting for ever (Linux, LEAD-7); or nothing of it is left.
   */
  unplug: ["leaks", "cleans"],
  /**
   * pci_dev_reset_iommu_prepare() and _done(): not there yet (6.2), they pause one device, or what
   * is done with one brings the PASIDs back on every member of its group (BUG-31); or the group
   * remembers one reset for all (BUG-30), or a reset cannot begin within a reset (BUG-32).
   */
  reset: ["absent", "per-device", "every-member", "per-group", "not-nested"],
  /**
   * A PASID that is detached is left alone on members in a reset, which have lost it already, or
   * removed there once more (BUG-33).
   */
  pausedRemoval: ["skipped", "repeated"],
  /**
   * A detach of the RID goes on while a member is in a reset, or does nothing until it is done
   * (BUG-34).
   */
  ridDetach: ["always", "waits-for-resets"],
  /** A claim puts the group on its blocking domain, or leaves it where it was (BUG-13). */
  claim: ["blocks", "leaves-domain"],
  /** A driver that binds asks whether somebody owns the group, or does not (BUG-14). */
  driverBind: ["asks-owner", "unasked"],
  /**
   * iommufd and VFIO above it: not there (PASIDs came to them in 6.15), or there. Who shares an
   * attached PASID follows from `table`.
   */
  iommufd: ["absent", "present"],
  /** iommufd's replace: only for a device that is attached, or for anybody (BUG-9). */
  fdReplace: ["needs-attach", "unasked"],
  /**
   * A replace by iommufd that fails takes the reservations out of the new IOAS also where that is
   * the old one (Linux, LEAD-1), or leaves those that the attachment still needs.
   */
  fdUndo: ["strips", "keeps"],
  /** Reserved regions of the attached device (Linux), or of all members of its group (BUG-29). */
  reservations: ["per-device", "per-group"],
  /**
   * A function joins what a sibling has attached without any question (Linux, LEAD-14), or a
   * function without PASIDs is refused a PASID there as well.
   */
  fdJoin: ["unasked", "as-attach"],
  /** Whether a page table that is not made for PASIDs is kept away from them (INV-45). */
  fdCompat: ["checked", "unchecked"],
  /**
   * The handle of a PASID or RID that several members have attached names whoever came first or
   * replaced last (Linux, LEAD-13), or passes on when that one detaches.
   */
  fdHandle: ["first-attacher", "passes-on"],
  /** VFIO's PASID ioctl with PASID 0: a RID attach (Linux, LEAD-12), or EINVAL. */
  vfioZero: ["accepted", "refused"],
  /**
   * VFIO's answer cannot be copied to the user: the RID is detached, whatever was attached (Linux,
   * LEAD-2), or what this call has newly attached.
   */
  vfioFault: ["detaches-rid", "undoes-attach"],
  /** A second bond of an address space finds the first one's handle, or does not (BUG-15). */
  sva: ["shares", "forgets"],
  /** Who has a space of PASIDs of its own: nobody (Linux), a driver, a function. */
  allocator: ["global", "per-driver", "per-device"],
} as const satisfies Readonly<Record<string, readonly string[]>>;

export type PolicyName = keyof typeof POLICIES;

export const POLICY_NAMES = Object.keys(POLICIES) as readonly PolicyName[];

export function isPolicyName(name: string): name is PolicyName {
  return Object.hasOwn(POLICIES, name);
}

export function isPolicyValue(policy: PolicyName, value: unknown): boolean {
  return POLICIES[policy].some((known) => known === value);
}
