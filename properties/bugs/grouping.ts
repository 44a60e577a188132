/** The historic bugs of which functions share an IOMMU group, and the flaws of today's grouping. */
import { SOUND } from "../../impl/designs/contracts.js";
import { withPolicies, type Contract } from "../../model/vocabulary/design/contract.js";
import { READ, type Bug } from "./bug.js";

const FABRIC = withPolicies(SOUND, { grouping: "fabric" });
const LINUX_GROUPING: Partial<Contract> = { grouping: "linux" };
const FINVARIANTS_TITLE = "iommu/core: Create central IOMMU group lookup/creation interface";
const FINVARIANTS_COMMIT = "104a1c13ac66, named as Fixes target by the series of 2025";

export const GROUPING_BUGS: readonly Bug[] = [
  {
    id: "BUG-24",
    title: "PCI: Disable ACS SV for IDT 0x80b5 switch",
    commit: "b26d7fb4a53e in the PCI tree, id not verified",
    base: withPolicies(SOUND, { grouping: "fabric-validated" }),
    changed: { grouping: "fabric" },
    invariant: "no-requester-id-spoofing",
    failureMode: "sv-not-implemented",
  },
  {
    id: "BUG-25",
    title: "PCI: Fix pci_add_dma_alias() bitmask size",
    commit: "v5.6, id not verified",
    base: FABRIC,
    changed: { grouping: "linux-255-aliases" },
    invariant: "aliases-in-one-group",
    failureMode: "alias-of-ff.7",
  },
  {
    id: "BUG-22",
    title: "PCI: Enable ACS after configuring IOMMU for OF platforms",
    commit: "stable 5d57164c0ab0 and its reverts; kernels before 6.15",
    base: FABRIC,
    changed: { grouping: "fabric-late-acs" },
    invariant: "groups-not-over-merged",
    failureMode: "too-large",
  },
  {
    id: "BUG-26a",
    title: "iommu: Rework iommu_group_get_for_pci_dev()",
    commit: "f096c061f552",
    base: FABRIC,
    changed: { grouping: "linux-slot-aliases" },
    invariant: "aliases-in-one-group",
    failureMode: "alias-across-slots",
  },
  {
    id: "BUG-26b",
    title: "iommu/{vt-d,amd}: Remove multifunction assumption around grouping",
    commit: "c14d26905d25 in a mirror, id not verified",
    base: FABRIC,
    changed: { grouping: "linux-function-0" },
    invariant: "p2p-peers-in-one-group",
    failureMode: "mutual-functions",
  },
  ...flaws("p2p-peers-in-one-group", [
    ["BUG-27-FLAW-1", "mutual-ports"],
    ["BUG-27-FLAW-2", "one-way-ports"],
    ["BUG-27-FLAW-3", "one-way-functions"],
  ]),
  ...flaws("aliases-in-one-group", [["BUG-27-FLAW-4", "bridge-id"]]),
  {
    id: "LEAD-8-FLAW-5",
    title: "two functions share an alias that is no function, and are two groups",
    commit: READ,
    base: FABRIC,
    changed: LINUX_GROUPING,
    invariant: "aliases-in-one-group",
    failureMode: "ghost",
  },
  {
    id: "LEAD-8-FLAW-6",
    title: "functions 0 and 8 of one ARI device are never compared",
    commit: READ,
    base: FABRIC,
    changed: LINUX_GROUPING,
    invariant: "p2p-peers-in-one-group",
    failureMode: "ari-slots",
  },
];

/** Several flaws came with one commit. */
function flaws(invariant: string, faces: readonly (readonly [string, string])[]): readonly Bug[] {
  return faces.map(([id, failureMode]) => ({
    id,
    title: FINVARIANTS_TITLE,
    commit: FINVARIANTS_COMMIT,
    base: FABRIC,
    changed: LINUX_GROUPING,
    invariant,
    failureMode,
  }));
}
