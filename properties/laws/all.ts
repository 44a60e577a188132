/** The list of all laws, in the order in which reports show them. */
import { acsNeverCoarsens } from "./grouping/acs-never-coarsens.js";
import {
  firstFailingCheckDecides,
  sameGroupsAsReference,
  sameTablesAsReference,
} from "./agreement/reference.js";
import { aliasComplete } from "./grouping/alias-complete.js";
import { anyOrderSameGroups } from "./grouping/any-order-same-groups.js";
import { detachIsTotal } from "./core/detach-is-total.js";
import { directMapStays } from "./core/direct-map-stays.js";
import { driverToldTheTruth } from "./core/driver-told-the-truth.js";
import { enabledKeepsAcsPath } from "./pci/enabled-keeps-acs-path.js";
import { enableNeedsAcsPath } from "./pci/enable-needs-acs-path.js";
import { groupsAreTight } from "./grouping/groups-are-tight.js";
import { groupsContainWhatMeets } from "./grouping/groups-contain-what-meets.js";
import { growthKeepsGroups } from "./grouping/growth-keeps-groups.js";
import { handlesAreLinear } from "./core/handles-are-linear.js";
import { incapableMembersIgnored } from "./core/incapable-members-ignored.js";
import { incompletePathRefused } from "./pci/incomplete-path-refused.js";
import { ownedIsNotDefault } from "./users/owned-is-not-default.js";
import { ownersExcludeDrivers } from "./users/owners-exclude-drivers.js";
import { reservedWhileAttached } from "./users/reserved-while-attached.js";
import { replaceNeedsAttachment } from "./users/replace-needs-attachment.js";
import { attachedMeansUsable } from "./users/attached-means-usable.js";
import { pasidTablesForPasids } from "./users/pasid-tables-for-pasids.js";
import { handlesNameTheAttached } from "./users/handles-name-the-attached.js";
import { targetStaysTarget } from "./users/target-stays-target.js";
import { refusedIsUndone } from "./users/refused-is-undone.js";
import { bondsShareOneHandle } from "./users/bonds-share-one-handle.js";
import { numbersCanBeAttached } from "./users/numbers-can-be-attached.js";
import { freedNumbersAreSilent } from "./users/freed-numbers-are-silent.js";
import { numbersHaveOneHolder } from "./users/numbers-have-one-holder.js";
import { resetsCanBegin } from "./lifecycle/resets-can-begin.js";
import { ridDetachIsTotal } from "./core/rid-detach-is-total.js";
import type { Law } from "./law.js";
import { joinerGetsTheTable } from "./lifecycle/joiner-gets-the-table.js";
import { onlyResetsHoldAGroup } from "./lifecycle/only-resets-hold-a-group.js";
import { resetRoundTrip } from "./lifecycle/reset-round-trip.js";
import { unplugLeavesNothing } from "./lifecycle/unplug-leaves-nothing.js";
import { noForeignDomain } from "./core/no-foreign-domain.js";
import { noStalePageTable } from "./users/no-stale-page-table.js";
import { noPeerUnderPasid } from "./pci/no-peer-under-pasid.js";
import { pasidAllOrNothing } from "./core/pasid-all-or-nothing.js";
import { pasidConsistent } from "./core/pasid-consistent.js";
import { pasidInRange } from "./pci/pasid-in-range.js";
import { pasidStaysLocal } from "./core/pasid-stays-local.js";
import { platformStaysQuiet } from "./agreement/platform-stays-quiet.js";
import { publishedAfterHardware } from "./core/published-after-hardware.js";
import { replaceHasNoHole } from "./core/replace-has-no-hole.js";
import { replaceNeedsEntry } from "./core/replace-needs-entry.js";
import { ridAllOrNothing } from "./core/rid-all-or-nothing.js";
import { ridConsistent } from "./core/rid-consistent.js";
import { sameOrderSameGroups } from "./grouping/same-order-same-groups.js";
import { siblingsEqual } from "./core/siblings-equal.js";
import { sourceValidated } from "./grouping/source-validated.js";
import { staticDomainsAttach } from "./core/static-domains-attach.js";
import { oldAndNewAgree, tablesAgree } from "./agreement/refinement.js";
import { translationNeedsEnable } from "./pci/translation-needs-enable.js";
import { vfSharesPf } from "./pci/vf-shares-pf.js";

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

export function lawNamed(name: string): Law | null {
  return laws.find((law) => law.name === name) ?? null;
}
