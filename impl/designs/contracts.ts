/**
 * The contracts of the named designs as data. A contract that derives from another says only what
 * it changes, so that the table of docs/reference/choices.md can be read off this file.
 */
import { withPolicies, type Contract } from "../../model/vocabulary/design/contract.js";

/** Linux 6.2, commit 16603704559c: the state that the mail thread of March 2023 looks at. */
export const LINUX_6_2: Contract = {
  grouping: "linux",
  enableCheck: "acs-path",
  acsChange: "unnoticed",
  admits: "any",
  disabled: "ignored",
  vf: "shares-pf",
  table: "group",
  zero: "accepted",
  range: "none",
  incapable: "accepted",
  programs: "every-member",
  published: "before-hardware",
  undoPasid: "every-member",
  undoRid: "none",
  removal: "may-be-missing",
  compat: "none",
  ridReplace: "absent",
  pasidReplace: "absent",
  handle: "absent",
  directMap: "ignored",
  hotAdd: "rid-only",
  directPlug: "unless-blocked",
  unplug: "leaks",
  reset: "absent",
  pausedRemoval: "skipped",
  ridDetach: "always",
  claim: "blocks",
  driverBind: "asks-owner",
  iommufd: "absent",
  fdReplace: "unasked",
  fdUndo: "strips",
  reservations: "per-group",
  fdJoin: "unasked",
  fdCompat: "unchecked",
  fdHandle: "first-attacher",
  vfioZero: "accepted",
  vfioFault: "detaches-rid",
  sva: "shares",
  allocator: "global",
};

/** Linux 7.3, what is today. */
export const LINUX_7_3: Contract = {
  grouping: "linux",
  enableCheck: "acs-path",
  acsChange: "unnoticed",
  admits: "any",
  disabled: "ignored",
  vf: "shares-pf",
  table: "group",
  zero: "refused",
  range: "capable-members",
  incapable: "accepted",
  programs: "capable-members",
  published: "after-hardware",
  undoPasid: "changed-members",
  undoRid: "changed-members",
  removal: "told-old",
  compat: "owner-or-static",
  ridReplace: "unchecked",
  pasidReplace: "needs-entry",
  handle: "written-first",
  directMap: "honoured",
  hotAdd: "rid-only",
  directPlug: "unless-blocked",
  unplug: "leaks",
  reset: "per-device",
  pausedRemoval: "skipped",
  ridDetach: "always",
  claim: "blocks",
  driverBind: "asks-owner",
  iommufd: "present",
  fdReplace: "needs-attach",
  fdUndo: "strips",
  reservations: "per-device",
  fdJoin: "unasked",
  fdCompat: "checked",
  fdHandle: "first-attacher",
  vfioZero: "accepted",
  vfioFault: "detaches-rid",
  sva: "shares",
  allocator: "global",
};

/**
 * Linux 7.3 without its known bugs LEAD-1 to LEAD-3, LEAD-5, LEAD-7 and LEAD-10 to LEAD-15: the
 * base of which a historic bug is one change.
 */
export const SOUND: Contract = withPolicies(LINUX_7_3, {
  acsChange: "keeps-enabled-paths",
  handle: "linear",
  incapable: "refused",
  ridReplace: "compatible",
  hotAdd: "replays-pasids",
  directPlug: "unless-owned",
  unplug: "cleans",
  fdUndo: "keeps",
  fdJoin: "as-attach",
  fdHandle: "passes-on",
  vfioZero: "refused",
  vfioFault: "undoes-attach",
});

/**
 * "Perhaps we need a check on singleton group?" The rule says nothing unless nobody can join a
 * group while PASIDs are attached (semantics 8.5).
 */
export const GROUP_TABLE_SINGLETON: Contract = withPolicies(LINUX_7_3, {
  admits: "singleton-group",
  hotAdd: "refused-while-attached",
});

/** "Or move the xarray to device?" A new design has no reason to inherit 7.3's known bugs. */
export const DEVICE_XARRAY: Contract = withPolicies(SOUND, {
  table: "device",
  programs: "own-device",
  range: "own-device",
});

/** "Require systems that have a RID aliasing problem to block PASID." */
export const DEVICE_XARRAY_NO_RID_ALIAS: Contract = withPolicies(DEVICE_XARRAY, {
  admits: "no-rid-alias",
});

/** The PCIe specification throughout. */
export const SPEC_DEVICE_XARRAY: Contract = withPolicies(DEVICE_XARRAY_NO_RID_ALIAS, {
  grouping: "fabric",
  enableCheck: "pasid-safe",
  disabled: "refused",
});
