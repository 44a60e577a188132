/**
 * Expectations for the invariants of what is done by users of the core: which of them break, and
 * why.
 */
import type { Breaks } from "./expected-breaks.js";

const STUCK = "LEAD-15: who demands a direct mapping cannot be blocked when the owner detaches";

/** Leads LEAD-1, LEAD-2 and LEAD-11 to LEAD-14 in 7.3, in iommufd and VFIO. */
export const USERS_OF_7_3: Breaks = {
  "reserved-regions-while-attached": {
    lost: "LEAD-1: a failed replace takes out regions that the attachment still needs",
  },
  "refused-call-changes-nothing": {
    above: "LEAD-1, CLAIM-15: a failed replace takes out regions that the attachment still needs",
  },
  "members-programmed-alike": { rid: STUCK },
  "no-stale-page-table": {
    rid: STUCK,
  },
  "attached-hwpt-translates": {
    incapable: "LEAD-11, LEAD-14: nobody asks whether the function can have PASIDs",
  },
  "handle-names-attached-device": {
    detached: "LEAD-13: the handle goes on naming who attached first or replaced last",
    unbound: "LEAD-13: the handle goes on naming who attached first or replaced last",
  },
  "pasid-call-leaves-rid": {
    another: "LEAD-2: where the answer cannot be copied, the RID is detached",
    "pasid-0": "LEAD-12: VFIO takes PASID 0",
  },
};

/** How `pasid-stays-local` is broken above a table that is the group's. */
export const DRIVERS_OF_GROUP_TABLE = {
  "allocate-pasid": "CLAIM-4: the table is the group's",
  "sva-bind": "CLAIM-4: the table is the group's",
};

/** The same for users; 6.2 has none. */
export const USERS_OF_GROUP_TABLE = {
  ...DRIVERS_OF_GROUP_TABLE,
  "fd-attach": "CLAIM-4: the table is the group's",
  "fd-replace": "CLAIM-18: the table is the group's",
  "fd-detach": "CLAIM-4: the table is the group's",
};

/** A function that was plugged joins, and nothing is programmed. */
export const HOT_ADDED: Breaks = {
  "attached-hwpt-translates": {
    ...USERS_OF_7_3["attached-hwpt-translates"],
    silent: "LEAD-3: the PASIDs of the group are not replayed, and who joins programs nothing",
  },
};

/** The bugs of 6.2, seen from above. */
export const USERS_6_2: Breaks = {
  "refused-call-changes-nothing": {
    hardware: "BUG-12: a claim that fails does not put earlier members back",
  },
  "freed-pasid-not-attached": { "still-translates": "BUG-6: a driver without remove_dev_pasid" },
};
