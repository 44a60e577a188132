/** The list of all invariants, in the order in which reports show them. */
import { acsBitNeverMergesGroups } from "./grouping/acs-bit-never-merges-groups.js";
import {
  firstFailingCheckDecides,
  sameGroupsAsReference,
  sameTablesAsReference,
} from "./agreement/reference.js";
import { aliasesInOneGroup } from "./grouping/aliases-in-one-group.js";
import { anyProbeOrderSameGroups } from "./grouping/any-probe-order-same-groups.js";
import { pasidDetachRemovesAll } from "./core/pasid-detach-removes-all.js";
import { directMappingNeverBlocked } from "./core/direct-mapping-never-blocked.js";
import { oldDomainToldToDriver } from "./core/old-domain-told-to-driver.js";
import { enabledKeepsAcsPath } from "./pci/enabled-keeps-acs-path.js";
import { enableNeedsAcsPath } from "./pci/enable-needs-acs-path.js";
import { groupsNotOverMerged } from "./grouping/groups-not-over-merged.js";
import { p2pPeersInOneGroup } from "./grouping/p2p-peers-in-one-group.js";
import { hotplugKeepsOtherGroups } from "./grouping/hotplug-keeps-other-groups.js";
import { handleInstalledOnce } from "./core/handle-installed-once.js";
import { membersWithoutPasidIgnored } from "./core/members-without-pasid-ignored.js";
import { enableRefusedWithoutAcs } from "./pci/enable-refused-without-acs.js";
import { ownedGroupLeavesDefaultDomain } from "./users/owned-group-leaves-default-domain.js";
import { dmaOwnerExcludesDrivers } from "./users/dma-owner-excludes-drivers.js";
import { reservedRegionsWhileAttached } from "./users/reserved-regions-while-attached.js";
import { fdReplaceNeedsAttach } from "./users/fd-replace-needs-attach.js";
import { attachedHwptTranslates } from "./users/attached-hwpt-translates.js";
import { pasidNeedsPasidHwpts } from "./users/pasid-needs-pasid-hwpts.js";
import { handleNamesAttachedDevice } from "./users/handle-names-attached-device.js";
import { pasidCallLeavesRid } from "./users/pasid-call-leaves-rid.js";
import { refusedCallChangesNothing } from "./users/refused-call-changes-nothing.js";
import { svaBondsShareHandle } from "./users/sva-bonds-share-handle.js";
import { allocatedPasidAttachable } from "./users/allocated-pasid-attachable.js";
import { freedPasidNotAttached } from "./users/freed-pasid-not-attached.js";
import { pasidNumberUnique } from "./users/pasid-number-unique.js";
import { resetPrepareNeverFails } from "./lifecycle/reset-prepare-never-fails.js";
import { ridDetachRestoresDomain } from "./core/rid-detach-restores-domain.js";
import type { Invariant } from "./invariant.js";
import { hotAddedMemberGetsPasids } from "./lifecycle/hot-added-member-gets-pasids.js";
import { ebusyOnlyDuringReset } from "./lifecycle/ebusy-only-during-reset.js";
import { resetRestoresDomains } from "./lifecycle/reset-restores-domains.js";
import { unplugLeavesNothing } from "./lifecycle/unplug-leaves-nothing.js";
import { foreignDomainRefused } from "./core/foreign-domain-refused.js";
import { noStalePageTable } from "./users/no-stale-page-table.js";
import { noP2pUnderPasid } from "./pci/no-p2p-under-pasid.js";
import { pasidAllOrNothing } from "./core/pasid-all-or-nothing.js";
import { sharedRidSamePasids } from "./core/shared-rid-same-pasids.js";
import { pasidInRange } from "./pci/pasid-in-range.js";
import { pasidStaysLocal } from "./core/pasid-stays-local.js";
import { noKernelWarning } from "./agreement/no-kernel-warning.js";
import { entryVisibleAfterHardware } from "./core/entry-visible-after-hardware.js";
import { replaceHasNoHole } from "./core/replace-has-no-hole.js";
import { pasidReplaceNeedsAttach } from "./core/pasid-replace-needs-attach.js";
import { ridAllOrNothing } from "./core/rid-all-or-nothing.js";
import { sharedRidSameDomain } from "./core/shared-rid-same-domain.js";
import { parentsFirstSameGroups } from "./grouping/parents-first-same-groups.js";
import { membersProgrammedAlike } from "./core/members-programmed-alike.js";
import { noRequesterIdSpoofing } from "./grouping/no-requester-id-spoofing.js";
import { staticDomainsAttachToPasid } from "./core/static-domains-attach-to-pasid.js";
import { agreesWithLinux62, groupAndDeviceTablesAgree } from "./agreement/refinement.js";
import { attachNeedsPasidEnabled } from "./pci/attach-needs-pasid-enabled.js";
import { pasidEnabledAloneInGroup } from "./pci/pasid-enabled-alone-in-group.js";
import { vfPasidFollowsPf } from "./pci/vf-pasid-follows-pf.js";

export const invariants: readonly Invariant[] = [
  pasidStaysLocal,
  sharedRidSamePasids,
  sharedRidSameDomain,
  p2pPeersInOneGroup,
  aliasesInOneGroup,
  enableNeedsAcsPath,
  enabledKeepsAcsPath,
  enableRefusedWithoutAcs,
  noP2pUnderPasid,
  pasidInRange,
  foreignDomainRefused,
  ridAllOrNothing,
  pasidAllOrNothing,
  pasidDetachRemovesAll,
  replaceHasNoHole,
  directMappingNeverBlocked,
  attachNeedsPasidEnabled,
  vfPasidFollowsPf,
  membersWithoutPasidIgnored,
  staticDomainsAttachToPasid,
  oldDomainToldToDriver,
  entryVisibleAfterHardware,
  handleInstalledOnce,
  pasidReplaceNeedsAttach,
  membersProgrammedAlike,
  hotAddedMemberGetsPasids,
  unplugLeavesNothing,
  resetRestoresDomains,
  ebusyOnlyDuringReset,
  resetPrepareNeverFails,
  ridDetachRestoresDomain,
  ownedGroupLeavesDefaultDomain,
  dmaOwnerExcludesDrivers,
  reservedRegionsWhileAttached,
  fdReplaceNeedsAttach,
  attachedHwptTranslates,
  pasidNeedsPasidHwpts,
  handleNamesAttachedDevice,
  pasidCallLeavesRid,
  noStalePageTable,
  refusedCallChangesNothing,
  svaBondsShareHandle,
  allocatedPasidAttachable,
  freedPasidNotAttached,
  pasidNumberUnique,
  parentsFirstSameGroups,
  anyProbeOrderSameGroups,
  acsBitNeverMergesGroups,
  hotplugKeepsOtherGroups,
  groupAndDeviceTablesAgree,
  agreesWithLinux62,
  firstFailingCheckDecides,
  sameTablesAsReference,
  sameGroupsAsReference,
  noKernelWarning,
  pasidEnabledAloneInGroup,
  groupsNotOverMerged,
  noRequesterIdSpoofing,
];

export function invariantNamed(name: string): Invariant | null {
  return invariants.find((invariant) => invariant.name === name) ?? null;
}
