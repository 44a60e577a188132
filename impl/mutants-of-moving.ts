/**
 * Defines the historic bugs that show when functions come, go or are reset (docs/semantics.md 7.3,
 * 8.3, 8.4 and 11).
 */
import { SOUND } from "./contracts.js";
import type { Mutant } from "./mutants.js";

const READ = "read in 7.3.4";

export const MOVING_BUGS: readonly Mutant[] = [
  {
    id: "L3",
    title: "a function that is plugged into a group does not get the group's PASIDs",
    commit: READ,
    base: SOUND,
    changed: { hotAdd: "rid-only" },
    law: "joiner-gets-the-table",
    mechanism: "pasid",
  },
  {
    id: "B31",
    title: "iommu: Fix pasid attach in pci_dev_reset_iommu_prepare/done()",
    commit: "1615e8896a8f",
    base: SOUND,
    changed: { reset: "every-member" },
    law: "reset-round-trip",
    mechanism: "another-function",
  },
  {
    id: "L7-reset",
    title: "a group waits for ever for the reset of a member that has gone",
    commit: READ,
    base: SOUND,
    changed: { unplug: "leaks" },
    law: "only-resets-hold-a-group",
    mechanism: "stuck",
  },
  {
    id: "L7-books",
    title: "the PASIDs of a member that has gone stay in the driver's books",
    commit: READ,
    base: SOUND,
    changed: { unplug: "leaks" },
    law: "unplug-leaves-nothing",
    mechanism: "books",
  },
];
