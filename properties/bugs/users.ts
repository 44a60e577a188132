/**
 * The historic bugs of what is done above the core: owners, iommufd, VFIO, shared virtual
 * addressing (docs/reference/semantics.md 7.2, 9, 10 and 11).
 */
import { SOUND } from "../../impl/designs/contracts.js";
import type { Mutant } from "./all.js";

const READ = "read in 7.3.4";

export const BUGS_ABOVE: readonly Mutant[] = [
  {
    id: "B9",
    title: "iommufd: Fail replace if device has not been attached",
    commit: "55c85fa7579d",
    base: SOUND,
    changed: { fdReplace: "unasked" },
    law: "replace-needs-attachment",
  },
  {
    id: "B13",
    title: "iommu: iommu_group_claim_dma_owner() must always assign a domain",
    commit: "0286300e6045",
    base: SOUND,
    changed: { claim: "leaves-domain" },
    law: "owned-is-not-default",
  },
  {
    id: "B14",
    title: "vfio: Remove iommu group notifier",
    commit: "3b86f317c9c7",
    base: SOUND,
    changed: { driverBind: "unasked" },
    law: "owners-exclude-drivers",
  },
  {
    id: "B15",
    title: "iommu/sva: Restore SVA handle sharing",
    commit: "65d4418c5002",
    base: SOUND,
    changed: { sva: "forgets" },
    law: "bonds-share-one-handle",
    mechanism: "refused",
  },
  {
    id: "B29",
    title: "iommufd: Keep track of each device's reserved regions instead of groups",
    commit: "34f327a985ae",
    base: SOUND,
    changed: { reservations: "per-group" },
    law: "reserved-while-attached",
    mechanism: "left",
  },
  {
    id: "L1",
    title: "a failed replace takes out reservations that the attachment still needs",
    commit: READ,
    base: SOUND,
    changed: { fdUndo: "strips" },
    law: "reserved-while-attached",
    mechanism: "lost",
  },
  {
    id: "L2",
    title: "VFIO detaches the RID where the answer to a PASID attach cannot be copied",
    commit: READ,
    base: SOUND,
    changed: { vfioFault: "detaches-rid" },
    law: "target-stays-target",
    mechanism: "another",
  },
  {
    id: "L12",
    title: "VFIO's PASID attach takes PASID 0 and attaches the RID",
    commit: READ,
    base: SOUND,
    changed: { vfioZero: "accepted" },
    law: "target-stays-target",
    mechanism: "pasid-0",
  },
  {
    id: "L13",
    title: "an installed handle names a function that has detached",
    commit: READ,
    base: SOUND,
    changed: { fdHandle: "first-attacher" },
    law: "handles-name-the-attached",
    mechanism: "detached",
  },
  {
    id: "L14",
    title: "a function without PASIDs joins a PASID that a sibling has attached",
    commit: READ,
    base: SOUND,
    changed: { fdJoin: "unasked" },
    law: "attached-means-usable",
    mechanism: "incapable",
  },
  {
    id: "L15",
    title: "who demands a direct mapping is plugged into an owned group, and keeps its domain",
    commit: "seen on 7.3.4",
    base: SOUND,
    changed: { directPlug: "unless-blocked" },
    law: "no-stale-page-table",
    mechanism: "rid",
  },
  {
    id: "L3-join",
    title: "a function that was plugged joins a PASID, and nothing is programmed",
    commit: READ,
    base: SOUND,
    changed: { hotAdd: "rid-only" },
    law: "attached-means-usable",
    mechanism: "silent",
  },
  {
    id: "C20",
    title: "drivers with PASID spaces of their own collide in a table that siblings share",
    commit: "never merged; docs/reference/semantics.md 10",
    base: SOUND,
    changed: { allocator: "per-driver" },
    law: "numbers-can-be-attached",
  },
];
