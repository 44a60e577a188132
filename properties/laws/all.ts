/**
 * Defines the list of all laws, in the order in which reports show them.
 */
import { acsNeverCoarsens } from "./acs-never-coarsens.js";
import {
  firstFailingCheckDecides,
  sameGroupsAsReference,
  sameTablesAsReference,
} from "./agreement.js";
import { aliasComplete } from "./alias-complete.js";
import { anyOrderSameGroups } from "./any-order-same-groups.js";
import { detachIsTotal } from "./detach-is-total.js";
import { directMapStays } from "./direct-map-stays.js";
import { driverToldTheTruth } from "./driver-told-the-truth.js";
import { enabledKeepsAcsPath } from "./enabled-keeps-acs-path.js";
import { enableNeedsAcsPath } from "./enable-needs-acs-path.js";
import { groupsAreTight } from "./groups-are-tight.js";
import { groupsContainWhatMeets } from "./groups-contain-what-meets.js";
import { growthKeepsGroups } from "./growth-keeps-groups.js";
import { handlesAreLinear } from "./handles-are-linear.js";
import { incapableMembersIgnored } from "./incapable-members-ignored.js";
import { incompletePathRefused } from "./incomplete-path-refused.js";
import { ownedIsNotDefault } from "./owned-is-not-default.js";
import { ownersExcludeDrivers } from "./owners-exclude-drivers.js";
import { reservedWhileAttached } from "./reserved-while-attached.js";
import { replaceNeedsAttachment } from "./replace-needs-attachment.js";
import { attachedMeansUsable } from "./attached-means-usable.js";
import { pasidTablesForPasids } from "./pasid-tables-for-pasids.js";
import { handlesNameTheAttached } from "./handles-name-the-attached.js";
import { targetStaysTarget } from "./target-stays-target.js";
import { refusedIsUndone } from "./refused-is-undone.js";
import { bondsShareOneHandle } from "./bonds-share-one-handle.js";
import { numbersCanBeAttached } from "./numbers-can-be-attached.js";
import { freedNumbersAreSilent } from "./freed-numbers-are-silent.js";
import { numbersHaveOneHolder } from "./numbers-have-one-holder.js";
import { resetsCanBegin } from "./resets-can-begin.js";
import { ridDetachIsTotal } from "./rid-detach-is-total.js";
import type { Law } from "./law.js";
import { joinerGetsTheTable } from "./joiner-gets-the-table.js";
import { onlyResetsHoldAGroup } from "./only-resets-hold-a-group.js";
import { resetRoundTrip } from "./reset-round-trip.js";
import { unplugLeavesNothing } from "./unplug-leaves-nothing.js";
import { noForeignDomain } from "./no-foreign-domain.js";
import { noStalePageTable } from "./no-stale-page-table.js";
import { noPeerUnderPasid } from "./no-peer-under-pasid.js";
import { pasidAllOrNothing } from "./pasid-all-or-nothing.js";
import { pasidConsistent } from "./pasid-consistent.js";
import { pasidInRange } from "./pasid-in-range.js";
import { pasidStaysLocal } from "./pasid-stays-local.js";
import { platformStaysQuiet } from "./platform-stays-quiet.js";
import { publishedAfterHardware } from "./published-after-hardware.js";
import { replaceHasNoHole } from "./replace-has-no-hole.js";
import { replaceNeedsEntry } from "./replace-needs-entry.js";
import { ridAllOrNothing } from "./rid-all-or-nothing.js";
import { ridConsistent } from "./rid-consistent.js";
import { sameOrderSameGroups } from "./same-order-same-groups.js";
import { siblingsEqual } from "./siblings-equal.js";
import { sourceValidated } from "./source-validated.js";
import { staticDomainsAttach } from "./static-domains-attach.js";
import { oldAndNewAgree, tablesAgree } from "./tables-agree.js";
import { translationNeedsEnable } from "./translation-needs-enable.js";
import { vfSharesPf } from "./vf-shares-pf.js";

export const laws: readonly Law[] = [
  pasidStaysLocal,
  pasidConsistent,
  ridConsistent,
  groupsContainWhatMeets,
  aliasComplete,
  enableNeedsAcsPath,
  enabledKeepsAcsPath,
  incompletePathRefused,
  noPeerUnderPasid,
  pasidInRange,
  noForeignDomain,
  ridAllOrNothing,
  pasidAllOrNothing,
  detachIsTotal,
  replaceHasNoHole,
  directMapStays,
  translationNeedsEnable,
  vfSharesPf,
  incapableMembersIgnored,
  staticDomainsAttach,
  driverToldTheTruth,
  publishedAfterHardware,
  handlesAreLinear,
  replaceNeedsEntry,
  siblingsEqual,
  joinerGetsTheTable,
  unplugLeavesNothing,
  resetRoundTrip,
  onlyResetsHoldAGroup,
  resetsCanBegin,
  ridDetachIsTotal,
  ownedIsNotDefault,
  ownersExcludeDrivers,
  reservedWhileAttached,
  replaceNeedsAttachment,
  attachedMeansUsable,
  pasidTablesForPasids,
  handlesNameTheAttached,
  targetStaysTarget,
  noStalePageTable,
  refusedIsUndone,
  bondsShareOneHandle,
  numbersCanBeAttached,
  freedNumbersAreSilent,
  numbersHaveOneHolder,
  sameOrderSameGroups,
  anyOrderSameGroups,
  acsNeverCoarsens,
  growthKeepsGroups,
  tablesAgree,
  oldAndNewAgree,
  firstFailingCheckDecides,
  sameTablesAsReference,
  sameGroupsAsReference,
  platformStaysQuiet,
  groupsAreTight,
  sourceValidated,
];
