/**
 * The historic bugs as data: each is a contract with ONE policy changed, and the law that must
 * catch it. The numbers are those of docs/reference/semantics.md section 11: B for bugs that were
 * fixed, L for leads found by reading Linux 7.3.4.
 */
import { withPolicies, type Contract } from "../../model/vocabulary/design/contract.js";
import { SOUND } from "../../impl/designs/contracts.js";
import { BUGS_ABOVE } from "./users.js";
import { MOVING_BUGS } from "./lifecycle.js";

/** A bug: what it changes, and who must notice. */
export interface Mutant {
  /** `B12`, `L5`; with a letter or a flaw number where one bug has several faces. */
  readonly id: string;
  /** Subject of the commit that fixed it, or what is wrong. */
  readonly title: string;
  /** The commit that fixed it, or where it can be read. */
  readonly commit: string;
  /** The contract without the bug. */
  readonly base: Contract;
  /** The one policy that makes the bug. */
  readonly changed: Partial<Contract>;
  /** Name of the law that must catch it. */
  readonly law: string;
  /** The mechanism that the law's finding must name, where the law knows several. */
  readonly mechanism?: string;
}

/** The contract with the bug. */
export function buggyContract(mutant: Mutant): Contract {
  return withPolicies(mutant.base, mutant.changed);
}

const READ = "read in 7.3.4";

const FABRIC = withPolicies(SOUND, { grouping: "fabric" });
const LINUX_GROUPING: Partial<Contract> = { grouping: "linux" };
const FLAWS_TITLE = "iommu/core: Create central IOMMU group lookup/creation interface";
const FLAWS_COMMIT = "104a1c13ac66, named as Fixes target by the series of 2025";

const PASID_BUGS: readonly Mutant[] = [
  {
    id: "B1",
    title: "iommu: Undo pasid attachment only for the devices that have succeeded",
    commit: "b025dea63cde",
    base: SOUND,
    changed: { undoPasid: "every-member" },
    law: "pasid-all-or-nothing",
  },
  {
    id: "B2",
    title: "iommu: Pass domain to remove_dev_pasid() op",
    commit: "d2f85a263883",
    base: SOUND,
    changed: { removal: "told-nothing" },
    law: "driver-told-the-truth",
  },
  {
    id: "B3",
    title: "iommu: Validate the PASID in iommu_attach_device_pasid()",
    commit: "c404f55c26fc",
    base: SOUND,
    changed: { range: "none" },
    law: "pasid-in-range",
  },
  {
    id: "B4",
    title: "iommu: Skip PASID validation for devices without PASID capability",
    commit: "b3f6fcd8404f",
    base: SOUND,
    changed: { range: "every-member" },
    law: "incapable-members-ignored",
  },
  {
    id: "B5",
    title: "iommu: Allow attaching static domains in iommu_attach_device_pasid()",
    commit: "6f7340120a0a",
    base: SOUND,
    changed: { compat: "owner-only" },
    law: "static-domains-attach",
  },
  {
    id: "B6",
    title: "iommu: Prevent pasid attach if no ops->remove_dev_pasid",
    commit: "fb3de9f9b085",
    base: SOUND,
    changed: { removal: "may-be-missing" },
    law: "detach-is-total",
  },
  {
    id: "B7",
    title:
      "iommu: Swap the order of setting group->pasid_array and calling attach op of iommu drivers",
    commit: "5e9f822c9c68",
    base: SOUND,
    changed: { published: "before-hardware" },
    law: "published-after-hardware",
  },
  {
    id: "B8",
    title: "iommu: Require passing new handles to APIs supporting handle",
    commit: "ada14b9f1aab",
    base: SOUND,
    changed: { handle: "reusable" },
    law: "handles-are-linear",
    mechanism: "changed-by-success",
  },
  {
    id: "L5",
    title: "handle->domain is written before validation",
    commit: READ,
    base: SOUND,
    changed: { handle: "written-first" },
    law: "handles-are-linear",
    mechanism: "changed-by-failure",
  },
  {
    id: "L11",
    title: "a PASID attach on a device that has no PASIDs returns 0",
    commit: READ,
    base: SOUND,
    changed: { incapable: "accepted" },
    law: "pasid-in-range",
  },
];

const ENABLE_BUGS: readonly Mutant[] = [
  {
    id: "B17",
    title: "PCI: Enable PASID only when ACS RR & UF enabled on upstream path",
    commit: "201007ef707a",
    base: SOUND,
    changed: { gate: "none" },
    law: "incomplete-path-refused",
  },
  {
    id: "B19",
    title: "PCI/ATS: Handle sharing of PF PASID Capability with all VFs",
    commit: "2b0ae7cc3bfc",
    base: SOUND,
    changed: { vf: "own-capability" },
    law: "vf-shares-pf",
  },
  {
    id: "L4",
    title: "a PASID is attached where PASID is not enabled",
    commit: READ,
    base: withPolicies(SOUND, { disabled: "refused" }),
    changed: { disabled: "ignored" },
    law: "translation-needs-enable",
  },
];

const RID_BUGS: readonly Mutant[] = [
  {
    id: "B11",
    title: "iommu: Prevent RESV_DIRECT devices from blocking domains",
    commit: "a48ce36e2786",
    base: SOUND,
    changed: { directMap: "ignored" },
    law: "direct-map-stays",
  },
  {
    id: "B12",
    title: "iommu: Attach device group to old domain in error path",
    commit: "2cc73c5712f9",
    base: SOUND,
    changed: { undoRid: "none" },
    law: "rid-all-or-nothing",
  },
  {
    id: "B16",
    title: "iommu: Validate that devices match domains",
    commit: "a9c362db3920",
    base: SOUND,
    changed: { compat: "none" },
    law: "no-foreign-domain",
  },
  {
    id: "L10",
    title: "iommu_replace_group_handle() does not test that the domain is the driver's",
    commit: READ,
    base: SOUND,
    changed: { ridReplace: "unchecked" },
    law: "no-foreign-domain",
  },
];

const GROUPING_BUGS: readonly Mutant[] = [
  {
    id: "B24",
    title: "PCI: Disable ACS SV for IDT 0x80b5 switch",
    commit: "b26d7fb4a53e in the PCI tree, id not verified",
    base: withPolicies(SOUND, { grouping: "fabric-validated" }),
    changed: { grouping: "fabric" },
    law: "source-validated",
    mechanism: "sv-not-implemented",
  },
  {
    id: "B25",
    title: "PCI: Fix pci_add_dma_alias() bitmask size",
    commit: "v5.6, id not verified",
    base: FABRIC,
    changed: { grouping: "linux-255-aliases" },
    law: "alias-complete",
    mechanism: "alias-of-ff.7",
  },
  {
    id: "B22",
    title: "PCI: Enable ACS after configuring IOMMU for OF platforms",
    commit: "stable 5d57164c0ab0 and its reverts; kernels before 6.15",
    base: FABRIC,
    changed: { grouping: "fabric-late-acs" },
    law: "groups-are-tight",
    mechanism: "too-large",
  },
  {
    id: "B26a",
    title: "iommu: Rework iommu_group_get_for_pci_dev()",
    commit: "f096c061f552",
    base: FABRIC,
    changed: { grouping: "linux-slot-aliases" },
    law: "alias-complete",
    mechanism: "alias-across-slots",
  },
  {
    id: "B26b",
    title: "iommu/{vt-d,amd}: Remove multifunction assumption around grouping",
    commit: "c14d26905d25 in a mirror, id not verified",
    base: FABRIC,
    changed: { grouping: "linux-function-0" },
    law: "groups-contain-what-meets",
    mechanism: "mutual-functions",
  },
  ...flaws("groups-contain-what-meets", [
    ["B27-F1", "mutual-ports"],
    ["B27-F2", "one-way-ports"],
    ["B27-F3", "one-way-functions"],
  ]),
  ...flaws("alias-complete", [["B27-F4", "bridge-id"]]),
  {
    id: "L8-F5",
    title: "two functions share an alias that is no function, and are two groups",
    commit: READ,
    base: FABRIC,
    changed: LINUX_GROUPING,
    law: "alias-complete",
    mechanism: "ghost",
  },
  {
    id: "L8-F6",
    title: "functions 0 and 8 of one ARI device are never compared",
    commit: READ,
    base: FABRIC,
    changed: LINUX_GROUPING,
    law: "groups-contain-what-meets",
    mechanism: "ari-slots",
  },
];

/** Several flaws came with one commit. */
function flaws(law: string, faces: readonly (readonly [string, string])[]): readonly Mutant[] {
  return faces.map(([id, mechanism]) => ({
    id,
    title: FLAWS_TITLE,
    commit: FLAWS_COMMIT,
    base: FABRIC,
    changed: LINUX_GROUPING,
    law,
    mechanism,
  }));
}

/** All of them. */
export const mutants: readonly Mutant[] = [
  ...PASID_BUGS,
  ...ENABLE_BUGS,
  ...MOVING_BUGS,
  ...BUGS_ABOVE,
  ...RID_BUGS,
  ...GROUPING_BUGS,
];
