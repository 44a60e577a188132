/**
 * The historic bugs of who can enable PASID, and of what an enabled PASID is for
 * (pci_enable_pasid()).
 */
import { SOUND } from "../../impl/designs/contracts.js";
import { withPolicies } from "../../model/vocabulary/design/contract.js";
import { READ, type Bug } from "./bug.js";

export const ENABLE_BUGS: readonly Bug[] = [
  {
    id: "BUG-17",
    title: "PCI: Enable PASID only when ACS RR & UF enabled on upstream path",
    commit: "201007ef707a",
    base: SOUND,
    changed: { enableCheck: "none" },
    invariant: "enable-refused-without-acs",
  },
  {
    id: "BUG-19",
    title: "PCI/ATS: Handle sharing of PF PASID Capability with all VFs",
    commit: "2b0ae7cc3bfc",
    base: SOUND,
    changed: { vf: "own-capability" },
    invariant: "vf-pasid-follows-pf",
  },
  {
    id: "LEAD-4",
    title: "a PASID is attached where PASID is not enabled",
    commit: READ,
    base: withPolicies(SOUND, { disabled: "refused" }),
    changed: { disabled: "ignored" },
    invariant: "attach-needs-pasid-enabled",
  },
];
