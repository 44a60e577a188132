/**
 * The table of expectations: which invariant each design breaks, with which failure mode, and why.
 * Everything that is not listed is expected to hold; a surprise either way is exit code 1.
 */
import {
  USERS_6_2,
  DRIVERS_OF_GROUP_TABLE,
  HOT_ADDED,
  USERS_OF_7_3,
  USERS_OF_GROUP_TABLE,
} from "./users.js";
import { NOT_ALONE_BY_SPEC, NOT_ALONE_IN_LINUX } from "./not-alone.js";
import type { Breaks } from "./expected-breaks.js";

/** design -> invariant -> failure mode -> why. */
type Expectations = Readonly<Record<string, Breaks>>;

/**
 * Linux' grouping as it is in 7.3, and was in 6.2 (docs/reference/semantics.md 4.3: flaws FLAW-1 to
 * FLAW-12).
 */
const LINUX_GROUPS: Breaks = {
  "shared-rid-same-domain": {
    rid: "CLAIM-2, FLAW-4, FLAW-5: groups do not know every common requester ID",
  },
  "p2p-peers-in-one-group": {
    "mutual-ports": "FLAW-1: ports without ACS in different slots",
    "switch-internal": "FLAW-1: functions beside the ports of a switch",
    "one-way-ports": "FLAW-2, CLAIM-8: one port isolates, its neighbour does not",
    "one-way-functions": "FLAW-3, CLAIM-7: one function isolates, its neighbour does not",
    "shared-requester-id": "FLAW-5, CLAIM-2: aliases that no present function has",
    "through-others": "FLAW-3, FLAW-5: connected by a function that is in neither group",
    "ari-slots": "FLAW-6, CLAIM-12: ARI functions 0 and 8 are never compared",
    "pf-vf": "FLAW-8, CLAIM-21: loops between PF and VFs are not considered",
    "egress-control": "FLAW-9, CLAIM-13: egress control overrides redirection",
    "rr-not-implemented": "FLAW-11: what is not implemented counts as enabled",
    "hot-multifunction":
      "BUG-27: in a hot scan a function is grouped before it is marked multifunction",
    "late-linker": "FLAW-7, CLAIM-11: a function that comes later cannot join two groups",
    "behind-vmd": "CLAIM-3: groups follow the VMD's requester ID, requests follow the bus",
  },
  "aliases-in-one-group": {
    ghost: "FLAW-5, CLAIM-2: two functions share an alias that nothing has",
    "late-linker": "FLAW-7, CLAIM-11: a function that comes later cannot join two groups",
    "late-vf": "FLAW-7: VFs are always added later",
    "bridge-id": "FLAW-4, CLAIM-10: a child that is probed before its bridge",
    "unmanaged-bridge": "FLAW-4, CLAIM-10: a bridge without IOMMU has no group to join",
    "real-dma": "FLAW-7: a function of the VMD's segment probed before the VMD",
  },
  "parents-first-same-groups": {
    "unmanaged-bridge": "FLAW-4: a bridge without IOMMU has no group to join",
  },
  "any-probe-order-same-groups": {
    "boot-against-hot": "FLAW-7, BUG-27: a hot scan sees less",
    "order-in-boot": "FLAW-4, CLAIM-10: a child that is probed before its bridge",
    "order-in-hot": "FLAW-7, CLAIM-11: what comes later links too late",
  },
  "groups-not-over-merged": {
    "too-large": "FLAW-12, CLAIM-1: ports are grouped with what is below them",
  },
};

/** The enable check of pci_enable_pasid(): ACS RR+UF as Linux tests them. */
const LINUX_GATE: Breaks = {
  ...NOT_ALONE_IN_LINUX,
  "no-p2p-under-pasid": {
    "peer-reached":
      "CLAIM-13, FLAW-9, FLAW-11: egress control, or redirection that is not implemented",
    "request-lost": "FLAW-11: UF is not implemented",
  },
  "attach-needs-pasid-enabled": {
    disabled: "LEAD-4, CLAIM-6: max_pasids does not say that PASID is enabled",
  },
};

/** What pci_enable_pasid() has found is not looked at again. */
const LINUX_ACS: Breaks = {
  "enabled-keeps-acs-path": {
    above: "INV-1, CLAIM-13: nobody hears of a write to the ACS control of a port above",
    own: "INV-1, CLAIM-13: nobody hears of a write to the function's own ACS control",
  },
};

/** The harness trusts requester IDs (spoof = trusted); this invariant shows what that costs. */
const SPOOFING: Breaks = {
  "no-requester-id-spoofing": {
    "sv-off": "FLAW-1, FLAW-12: without Source Validation on its way a function can lie",
    "sv-not-implemented": "FLAW-11, BUG-24: SV that is not implemented counts as enabled",
  },
};

/** How `pasid-stays-local` is broken where the table is the group's. */
const GROUP_TABLE = {
  "pasid-attach": "CLAIM-4, CLAIM-5, LEAD-11: the table is the group's",
  "pasid-detach": "CLAIM-4: the table is the group's",
};

/** What a function that goes, or is not taken in after all, was on. */
const RELEASE = "semantics 15: the release is told the group's domain, wherever the member was";

/** A function that is plugged gets the RID's domain only. */
const HOT_ADD: Breaks = {
  "hot-added-member-gets-pasids": { pasid: "LEAD-3: the PASIDs of the group are not replayed" },
};

/** Leads LEAD-5, LEAD-7, LEAD-10 and LEAD-11 in 7.3. */
const LEADS_OF_7_3: Breaks = {
  "pasid-in-range": {
    incapable: "LEAD-11, CLAIM-5: max_pasids 0 of the named device is not looked at",
  },
  "foreign-domain-refused": { "rid-replace": "LEAD-10: iommu_replace_group_handle has no test" },
  "handle-installed-once": {
    "changed-by-failure": "LEAD-5, CLAIM-15: handle->domain is written before validation",
    "changed-by-success": "LEAD-5: handle->domain is written before validation",
    "installed-twice": "LEAD-5: one handle can be installed at two PASIDs",
  },
  "pasid-all-or-nothing": {
    handle: "LEAD-5, CLAIM-15: a refused attach changes what the installed handle says",
  },
  "old-domain-told-to-driver": {
    "wrong-old":
      "LEAD-5: the old domain is read from a handle that lies; LEAD-3: it is the others'",
    "release-wrong-old": RELEASE,
  },
  "unplug-leaves-nothing": { books: "LEAD-7: nobody removes the PASIDs of a member that goes" },
  "reset-restores-domains": {
    repaired: "LEAD-5, LEAD-3: a reset programs what is recorded, and that was not what was there",
    pasid:
      "LEAD-5: the handle names a domain that has no set_dev_pasid; Linux calls it all the same",
  },
  "ebusy-only-during-reset": { stuck: "LEAD-7: recovery_cnt counts members that have gone" },
};

const SHARED_TABLES: Breaks = {
  "shared-rid-same-pasids": {
    pasid: "CLAIM-2, CLAIM-3, FLAW-5: two tables behind one requester ID",
  },
};

const OWN_TABLES: Breaks = {
  "members-programmed-alike": {
    pasid: "INV-37 is not promised: the device owns its table",
    "hot-added": "INV-37 is not promised: the device owns its table",
  },
};

/** The state before the fixes BUG-1 to BUG-16. */
const BUGS_OF_6_2: Breaks = {
  "pasid-in-range": {
    "too-large": "BUG-3: no range check",
    "pasid-zero": "BUG-3: no range check",
    incapable: "BUG-3: no range check",
  },
  "foreign-domain-refused": {
    "device-attach": "BUG-16: no compatibility test",
    "rid-attach": "BUG-16: no compatibility test",
    "pasid-attach": "BUG-16: no compatibility test",
  },
  "rid-all-or-nothing": { hardware: "BUG-12: earlier members are not put back" },
  "pasid-all-or-nothing": { hardware: "BUG-1: a failed attach removes the PASID from all members" },
  "pasid-detach-removes-all": { "hardware-left": "BUG-6: a driver without remove_dev_pasid" },
  "direct-mapping-never-blocked": { blocked: "BUG-11: direct mappings are not looked at" },
  "members-without-pasid-ignored": { called: "BUG-4: every member is programmed" },
  "old-domain-told-to-driver": {
    "wrong-old": "BUG-1, BUG-2: removal on members that never had the PASID",
    "release-wrong-old": RELEASE,
  },
  "unplug-leaves-nothing": { books: "LEAD-7: nobody removes the PASIDs of a member that goes" },
  "entry-visible-after-hardware": { early: "BUG-7: the entry is there before the hardware" },
  "members-programmed-alike": {
    rid: "BUG-12",
    pasid: "BUG-1, BUG-6",
    "hot-added": "LEAD-3, BUG-12",
  },
};

export const expectations: Expectations = {
  "linux-6.2": {
    ...LINUX_GROUPS,
    ...LINUX_GATE,
    ...LINUX_ACS,
    ...SPOOFING,
    ...SHARED_TABLES,
    ...BUGS_OF_6_2,
    ...HOT_ADD,
    ...USERS_6_2,
    "pasid-stays-local": { ...GROUP_TABLE, ...DRIVERS_OF_GROUP_TABLE },
  },
  "linux-7.3": {
    ...LINUX_GROUPS,
    ...LINUX_GATE,
    ...LINUX_ACS,
    ...SPOOFING,
    ...SHARED_TABLES,
    ...LEADS_OF_7_3,
    ...HOT_ADD,
    ...USERS_OF_7_3,
    ...HOT_ADDED,
    "pasid-stays-local": {
      ...GROUP_TABLE,
      ...USERS_OF_GROUP_TABLE,
      "pasid-replace": "CLAIM-18: the table is the group's",
    },
    "pasid-all-or-nothing": {
      ...LEADS_OF_7_3["pasid-all-or-nothing"],
      hardware: "LEAD-5: a rollback believes the handle and restores a domain that was not there",
    },
    "members-programmed-alike": {
      ...USERS_OF_7_3["members-programmed-alike"],
      pasid: "LEAD-5: a rollback restores a domain that was not there",
      "hot-added": "LEAD-3: the PASIDs of the group are not replayed",
    },
  },
  "group-table-singleton": {
    ...LINUX_GROUPS,
    ...LINUX_GATE,
    ...LINUX_ACS,
    ...SPOOFING,
    ...SHARED_TABLES,
    ...LEADS_OF_7_3,
    ...USERS_OF_7_3,
    "members-without-pasid-ignored": {
      refused: "CLAIM-1: an endpoint is refused because of its root port",
    },
  },
  "device-xarray": {
    ...LINUX_GROUPS,
    ...LINUX_GATE,
    ...SPOOFING,
    ...SHARED_TABLES,
    ...OWN_TABLES,
  },
  "device-xarray-no-rid-alias": {
    ...LINUX_GROUPS,
    ...LINUX_GATE,
    ...SPOOFING,
    ...OWN_TABLES,
  },
  "spec-device-xarray": {
    ...SPOOFING,
    ...OWN_TABLES,
    ...NOT_ALONE_BY_SPEC,
    "hotplug-keeps-other-groups": { merged: "INV-40: a true group must grow when a linker comes" },
  },
};
