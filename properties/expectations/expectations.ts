/**
 * The table of expectations: which invariant each design breaks, with which failure mode, and why.
 * Everything that is not listed is expected to hold. A surprise in either direction ends a run with
 * exit code 1.
 */
import {
  USERS_6_2,
  DRIVERS_OF_GROUP_TABLE,
  HOT_ADDED,
  USERS_OF_7_3,
  USERS_OF_GROUP_TABLE,
} from "./users.js";
import type { Tag } from "../results/report.js";
import type { Breaks } from "./expected-breaks.js";

/** design -> invariant -> failure mode -> why. */
type Expectations = Readonly<Record<string, Breaks>>;

/**
 * Linux' grouping as it is in 7.3, and was in 6.2 (docs/reference/semantics.md 4.3: flaws F1 to
 * F12).
 */
const LINUX_GROUPS: Breaks = {
  "shared-rid-same-domain": { rid: "C2, F4, F5: groups do not know every common requester ID" },
  "p2p-peers-in-one-group": {
    "mutual-ports": "F1: ports without ACS in different slots",
    "switch-internal": "F1: functions beside the ports of a switch",
    "one-way-ports": "F2, C8: one port isolates, its neighbour does not",
    "one-way-functions": "F3, C7: one function isolates, its neighbour does not",
    "shared-requester-id": "F5, C2: aliases that no present function has",
    "through-others": "F3, F5: connected by a function that is in neither group",
    "ari-slots": "F6, C12: ARI functions 0 and 8 are never compared",
    "pf-vf": "F8, C21: loops between PF and VFs are not considered",
    "egress-control": "F9, C13: egress control overrides redirection",
    "rr-not-implemented": "F11: what is not implemented counts as enabled",
    "hot-multifunction":
      "B27: in a hot scan a function is grouped before it is marked multifunction",
    "late-linker": "F7, C11: a function that comes later cannot join two groups",
    "behind-vmd": "C3: groups follow the VMD's requester ID, requests follow the bus",
  },
  "aliases-in-one-group": {
    ghost: "F5, C2: two functions share an alias that nothing has",
    "late-linker": "F7, C11: a function that comes later cannot join two groups",
    "late-vf": "F7: VFs are always added later",
    "bridge-id": "F4, C10: a child that is probed before its bridge",
    "unmanaged-bridge": "F4, C10: a bridge without IOMMU has no group to join",
    "real-dma": "F7: a function of the VMD's segment probed before the VMD",
  },
  "parents-first-same-groups": {
    "unmanaged-bridge": "F4: a bridge without IOMMU has no group to join",
  },
  "any-probe-order-same-groups": {
    "boot-against-hot": "F7, B27: a hot scan sees less",
    "order-in-boot": "F4, C10: a child that is probed before its bridge",
    "order-in-hot": "F7, C11: what comes later links too late",
  },
  "groups-not-over-merged": { "too-large": "F12, C1: ports are grouped with what is below them" },
};

/** The gate that pci_enable_pasid() is: ACS RR+UF as Linux tests them. */
const LINUX_GATE: Breaks = {
  "no-p2p-under-pasid": {
    "peer-reached": "C13, F9, F11: egress control, or redirection that is not implemented",
    "request-lost": "F11: UF is not implemented",
  },
  "attach-needs-pasid-enabled": {
    disabled: "L4, C6: max_pasids does not say that PASID is enabled",
  },
};

/** What pci_enable_pasid() has found is not looked at again. */
const LINUX_ACS: Breaks = {
  "enabled-keeps-acs-path": {
    above: "I1, C13: nobody hears of a write to the ACS control of a port above",
    own: "I1, C13: nobody hears of a write to the function's own ACS control",
  },
};

/** The harness trusts requester IDs (spoof = trusted); this invariant shows what that costs. */
const FORGERY: Breaks = {
  "no-requester-id-spoofing": {
    "sv-off": "F1, F12: without Source Validation on its way a function can lie",
    "sv-not-implemented": "F11, B24: SV that is not implemented counts as enabled",
  },
};

/** How `pasid-stays-local` is broken where the table is the group's. */
const GROUP_TABLE = {
  "pasid-attach": "C4, C5, L11: the table is the group's",
  "pasid-detach": "C4: the table is the group's",
};

/** What a function that goes, or is not taken in after all, was on. */
const RELEASE = "semantics 15: the release is told the group's domain, wherever the member was";

/** A function that is plugged gets the RID's domain only. */
const HOT_ADD: Breaks = {
  "hot-added-member-gets-pasids": { pasid: "L3: the PASIDs of the group are not replayed" },
};

/** Leads L5, L7, L10 and L11 in 7.3. */
const LEADS_OF_7_3: Breaks = {
  "pasid-in-range": { incapable: "L11, C5: max_pasids 0 of the named device is not looked at" },
  "foreign-domain-refused": { "rid-replace": "L10: iommu_replace_group_handle has no test" },
  "handle-installed-once": {
    "changed-by-failure": "L5, C15: handle->domain is written before validation",
    "changed-by-success": "L5: handle->domain is written before validation",
    "installed-twice": "L5: one handle can be installed at two PASIDs",
  },
  "pasid-all-or-nothing": {
    handle: "L5, C15: a refused attach changes what the installed handle says",
  },
  "old-domain-told-to-driver": {
    "wrong-old": "L5: the old domain is read from a handle that lies; L3: it is the others'",
    "release-wrong-old": RELEASE,
  },
  "unplug-leaves-nothing": { books: "L7: nobody removes the PASIDs of a member that goes" },
  "reset-restores-domains": {
    repaired: "L5, L3: a reset programs what is recorded, and that was not what was there",
    pasid: "L5: the handle names a domain that has no set_dev_pasid; Linux calls it all the same",
  },
  "ebusy-only-during-reset": { stuck: "L7: recovery_cnt counts members that have gone" },
};

const SHARED_TABLES: Breaks = {
  "shared-rid-same-pasids": { pasid: "C2, C3, F5: two tables behind one requester ID" },
};

const OWN_TABLES: Breaks = {
  "members-programmed-alike": {
    pasid: "I37 is not promised: the device owns its table",
    joiner: "I37 is not promised: the device owns its table",
  },
};

/** The state before the fixes B1 to B16. */
const BUGS_OF_6_2: Breaks = {
  "pasid-in-range": {
    "too-large": "B3: no range check",
    "pasid-zero": "B3: no range check",
    incapable: "B3: no range check",
  },
  "foreign-domain-refused": {
    "device-attach": "B16: no compatibility test",
    "rid-attach": "B16: no compatibility test",
    "pasid-attach": "B16: no compatibility test",
  },
  "rid-all-or-nothing": { hardware: "B12: earlier members are not put back" },
  "pasid-all-or-nothing": { hardware: "B1: a failed attach removes the PASID from all members" },
  "pasid-detach-removes-all": { "hardware-left": "B6: a driver without remove_dev_pasid" },
  "direct-mapping-never-blocked": { blocked: "B11: direct mappings are not looked at" },
  "members-without-pasid-ignored": { called: "B4: every member is programmed" },
  "old-domain-told-to-driver": {
    "wrong-old": "B1, B2: removal on members that never had the PASID",
    "release-wrong-old": RELEASE,
  },
  "unplug-leaves-nothing": { books: "L7: nobody removes the PASIDs of a member that goes" },
  "entry-visible-after-hardware": { early: "B7: the entry is there before the hardware" },
  "members-programmed-alike": { rid: "B12", pasid: "B1, B6", joiner: "L3, B12" },
};

export const expectations: Expectations = {
  "linux-6.2": {
    ...LINUX_GROUPS,
    ...LINUX_GATE,
    ...LINUX_ACS,
    ...FORGERY,
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
    ...FORGERY,
    ...SHARED_TABLES,
    ...LEADS_OF_7_3,
    ...HOT_ADD,
    ...USERS_OF_7_3,
    ...HOT_ADDED,
    "pasid-stays-local": {
      ...GROUP_TABLE,
      ...USERS_OF_GROUP_TABLE,
      "pasid-replace": "C18: the table is the group's",
    },
    "pasid-all-or-nothing": {
      ...LEADS_OF_7_3["pasid-all-or-nothing"],
      hardware: "L5: a rollback believes the handle and restores a domain that was not there",
    },
    "members-programmed-alike": {
      ...USERS_OF_7_3["members-programmed-alike"],
      pasid: "L5: a rollback restores a domain that was not there",
      joiner: "L3: the PASIDs of the group are not replayed",
    },
  },
  "group-table-singleton": {
    ...LINUX_GROUPS,
    ...LINUX_GATE,
    ...LINUX_ACS,
    ...FORGERY,
    ...SHARED_TABLES,
    ...LEADS_OF_7_3,
    ...USERS_OF_7_3,
    "members-without-pasid-ignored": {
      refused: "C1: an endpoint is refused because of its root port",
    },
  },
  "device-xarray": {
    ...LINUX_GROUPS,
    ...LINUX_GATE,
    ...FORGERY,
    ...SHARED_TABLES,
    ...OWN_TABLES,
  },
  "device-xarray-no-rid-alias": {
    ...LINUX_GROUPS,
    ...LINUX_GATE,
    ...FORGERY,
    ...OWN_TABLES,
  },
  "spec-device-xarray": {
    ...FORGERY,
    ...OWN_TABLES,
    "hotplug-keeps-other-groups": { merged: "I40: a true group must grow when a linker comes" },
  },
};

/** A real kernel (`linux:PATH`) is expected to break what its contract breaks. */
function expectedAs(design: string): string {
  return design.startsWith("linux:") ? "linux-7.3" : design;
}

/** Why a design is expected to break an invariant by a failure mode; undefined: it is not. */
export function reasonFor(
  design: string,
  invariant: string,
  failureMode: string,
): string | undefined {
  return expectations[expectedAs(design)]?.[invariant]?.[failureMode];
}

const NO_PASIDS = "iommufd has had no PASIDs before 6.15";

/** design -> invariant -> why the invariant cannot apply to it. */
const NOTHING_TO_ASK: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  "linux-6.2": {
    "reset-restores-domains": "6.2 has no pci_dev_reset_iommu_prepare()",
    "replace-has-no-hole": "6.2 has no replace: iommu_replace_device_pasid came with 6.13",
    "fd-replace-needs-attach": NO_PASIDS,
    "attached-hwpt-translates": NO_PASIDS,
    "pasid-needs-pasid-hwpts": NO_PASIDS,
  },
};

/**
 * Only a design in another process has a platform below it. A module may say that it has one: then
 * the invariant is asked.
 */
function nothingToWarn(design: string, invariant: string, applied: number): string | undefined {
  if (invariant !== "no-kernel-warning" || /^(?:linux|exec|canary):/.test(design)) return undefined;
  if (/^\.{0,2}\//.test(design) && applied > 0) return undefined;
  return "nothing runs below this design that could complain";
}

/**
 * What is expected of a design and an invariant that applied so often, and why, unless it is to hold.
 */
export function expectationOf(
  design: string,
  invariant: string,
  applied = 0,
): { readonly tag: Tag; readonly reason?: string } {
  const breaks = expectations[expectedAs(design)]?.[invariant];
  if (breaks !== undefined)
    return { tag: "fails", reason: [...new Set(Object.values(breaks))].join("; ") };
  const nothing = NOTHING_TO_ASK[design]?.[invariant] ?? nothingToWarn(design, invariant, applied);
  return nothing === undefined ? { tag: "holds" } : { tag: "unknown", reason: nothing };
}
