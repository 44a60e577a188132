/**
 * Defines every policy with all of its values, for drivers' hellos and for random contracts. The
 * compiler checks that none is missing (model/vocabulary/contract.ts).
 */
import type { Contract } from "../model/vocabulary/contract.js";

type Values = { readonly [K in keyof Contract]: Readonly<Record<Contract[K], true>> };

export const POLICIES: Values = {
  grouping: {
    linux: true,
    "linux-slot-aliases": true,
    "linux-function-0": true,
    "linux-255-aliases": true,
    "proposal-v3": true,
    fabric: true,
    "fabric-validated": true,
    "first-come": true,
    "isolated-splits-inverted": true,
  },
  gate: { none: true, "acs-path": true, "pasid-safe": true },
  admits: { any: true, "singleton-group": true, "sole-requester": true },
  disabled: { ignored: true, refused: true },
  vf: { "shares-pf": true, "own-capability": true },
  table: { group: true, device: true },
  zero: { accepted: true, refused: true },
  range: { none: true, "every-member": true, "capable-members": true, "own-device": true },
  incapable: { accepted: true, refused: true },
  programs: { "every-member": true, "capable-members": true, "own-device": true },
  published: { "before-hardware": true, "after-hardware": true },
  undoPasid: { "every-member": true, "changed-members": true },
  undoRid: { none: true, "changed-members": true },
  removal: { "may-be-missing": true, "told-nothing": true, "told-old": true },
  compat: { none: true, "owner-only": true, "owner-or-static": true },
  ridReplace: { absent: true, unchecked: true, compatible: true },
  pasidReplace: {
    absent: true,
    "needs-entry": true,
    "creates-entry": true,
    "through-blocked": true,
  },
  handle: { absent: true, reusable: true, "written-first": true, linear: true },
  directMap: { ignored: true, honoured: true },
  hotAdd: { "rid-only": true, "replays-pasids": true, "refused-while-attached": true },
  directPlug: { "unless-blocked": true, "unless-owned": true },
  unplug: { leaks: true, cleans: true },
  reset: {
    absent: true,
    "per-device": true,
    "every-member": true,
    "per-group": true,
    "not-nested": true,
  },
  pausedRemoval: { skipped: true, repeated: true },
  ridDetach: { always: true, "waits-for-resets": true },
  claim: { blocks: true, "leaves-domain": true },
  driverBind: { "asks-owner": true, unasked: true },
  iommufd: { absent: true, present: true },
  fdReplace: { "needs-attach": true, unasked: true },
  fdUndo: { strips: true, keeps: true },
  reservations: { "per-device": true, "per-group": true },
  fdJoin: { unasked: true, "as-attach": true },
  fdCompat: { checked: true, unchecked: true },
  fdHandle: { "first-attacher": true, "passes-on": true },
  vfioZero: { accepted: true, refused: true },
  vfioFault: { "detaches-rid": true, "undoes-attach": true },
  sva: { shares: true, forgets: true },
  allocator: { global: true, "per-driver": true, "per-device": true },
};
