/**
 * Defines deliberate changes of one rule of the reference each. A comparison with the real kernel
 * that does not notice every one of them compares too little; `npm run rule-changes` tries all. A
 * change is an edit of the compiled reference, so that nothing need be prepared for it there.
 *
 * Not here, because no group depends on them (tried, and not noticed in 71,000 scenarios each):
 * which of several aliases of bridges the climb begins at, NO_ALIAS, XLATE_ROOT. They decide
 * requester IDs; the way up through a bridge to a conventional bus is never isolated, so the climb
 * ends at the same place with them and without. And VFs come last: their ACS is never asked.
 */

export interface RuleChange {
  /** Lower case with dashes. */
  readonly name: string;
  /** What the changed reference believes, in a sentence. */
  readonly believes: string;
  /** Of the compiled file, below dist/. */
  readonly file: string;
  /** Occurs once in it. */
  readonly from: string;
  readonly to: string;
}

const GROUPING = "model/reference/grouping/linux.js";
const PROBING = "model/reference/grouping/probing.js";
const ACS = "model/fabric/acs.js";
const PASID_FACTS = "model/fabric/pasid.js";
const PCI = "model/reference/pci-pasid.js";
const PASID = "model/reference/pasid.js";
const MEMBERS = "model/reference/members.js";
const RID = "model/reference/rid.js";
const HANDLES = "model/reference/handles.js";
const DOMAINS = "model/reference/domains.js";
const HOT_PLUG = "model/reference/hot-plug.js";
const RESET = "model/reference/reset.js";

export const ruleChanges: readonly RuleChange[] = [
  {
    name: "aliases-of-functions-end",
    believes: "Grouping by alias does not go on through the siblings of the alias.",
    file: GROUPING,
    from: "this.aliasGroup(other) ?? this.functionGroup(other)",
    to: "this.aliasGroup(other)",
  },
  {
    name: "siblings-of-the-function",
    believes: "Siblings are those of the function, not of the bridge that the climb ends at.",
    file: GROUPING,
    from: "top = i;",
    to: "",
  },
  {
    name: "path-not-cumulative",
    believes: "A bridge isolates by itself, whatever stands above it.",
    file: GROUPING,
    from: "i !== null && whole; i = this.at(i).parent)",
    to: "i !== null && whole; i = null)",
  },
  {
    name: "aliases-one-way",
    believes: "Only the mask of the function being grouped says who is its alias.",
    file: GROUPING,
    from: "this.masks(x, y) || this.masks(y, x)",
    to: "this.masks(x, y)",
  },
  {
    name: "real-dma-is-no-alias",
    believes: "Being behind a VMD is no reason to be in its group.",
    file: GROUPING,
    from: "const real = this.at(dev).realDma ?? dev;",
    to: "const real = dev;",
  },
  {
    name: "isolated-siblings-join",
    believes: "A function joins its siblings in the slot even if they isolate.",
    file: GROUPING,
    from: "if (this.isolated(other))\n                continue;",
    to: "",
  },
  {
    name: "slots-do-not-matter",
    believes: "Functions of different slots of a bus are one device.",
    file: GROUPING,
    from: "slotOf(this.at(other)) === slotOf(f)",
    to: "true",
  },
  {
    name: "hot-sees-forced-multifunction",
    believes: "In a hot scan a function above 0 is multifunction while it is grouped.",
    file: PROBING,
    from: "if (this.hot && dev === this.current)",
    to: "if (false)",
  },
  {
    name: "hot-sees-all",
    believes: "In a hot scan all functions are there when the first is grouped.",
    file: PROBING,
    from: "this.devices = this.hot\n",
    to: "this.devices = false\n",
  },
  {
    name: "unimplemented-is-off",
    believes: "A wanted ACS bit that is not implemented counts as off.",
    file: ACS,
    from: "want & (acs.cap | ACS.EC)",
    to: "want",
  },
  {
    name: "upstream-ports-always-tested",
    believes: "An endpoint's ACS counts even if it is its device's only function.",
    file: ACS,
    from: "return multifunction ? acsFlagsEnabled(f.acs, want) : true;",
    to: "return acsFlagsEnabled(f.acs, want);",
  },
  {
    name: "bridges-isolate",
    believes: "Bridges to conventional buses and event collectors pass every ACS test.",
    file: ACS,
    from: 'case "rcec":\n            return false;',
    to: 'case "rcec":\n            return true;',
  },
  {
    name: "definite-no-is-no-opinion",
    believes: "A device-specific rule that claims nothing lets everything pass.",
    file: ACS,
    from: "(want & f.acsRule.mask & ~f.acsRule.claims) === 0",
    to: "!f.acsRule.claims || (want & f.acsRule.mask & ~f.acsRule.claims) === 0",
  },
  {
    name: "prefix-of-the-function-only",
    believes: "End-end prefixes need be supported by the function alone.",
    file: PASID_FACTS,
    from: "return f.parent !== null && prefixReachesRoot(t, f.parent);",
    to: "return true;",
  },
  {
    name: "width-is-not-capped",
    believes: "max_pasids does not heed the IOMMU's limit.",
    file: PASID_FACTS,
    from: "Math.min(2 ** pasid.width, 2 ** iommu.pasidBits)",
    to: "2 ** pasid.width",
  },
  {
    name: "enable-twice",
    believes: "pci_enable_pasid() on an enabled device succeeds.",
    file: PCI,
    from: 'return refusal("EBUSY");',
    to: "return OK;",
  },
  {
    name: "features-unchecked",
    believes: "pci_enable_pasid() takes features that are not supported.",
    file: PCI,
    from: "(features & ~supported) !== 0",
    to: "false",
  },
  {
    name: "vf-disables-its-pf",
    believes: "pci_disable_pasid() on a VF reaches its PF.",
    file: PCI,
    from: "export function disablePasid(s, dev) {",
    to: "export function disablePasid(s, dev) { dev = s.facts.pasidOwner(dev);",
  },
  {
    name: "range-of-the-named-device",
    believes: "Only the named device's width bounds a PASID.",
    file: PASID,
    from: "members.every((member) => s.maxPasids(member) === 0 || fits(member))",
    to: "s.maxPasids(dev) === 0 || fits(dev)",
  },
  {
    name: "present-before-range",
    believes: "An entry that is there is noticed before the range is.",
    file: PASID,
    from: "if (!inRange(s, dev, pasid))",
    to: 'if (s.table(dev).has(pasid)) return refusal("EBUSY");\nif (!inRange(s, dev, pasid))',
  },
  {
    name: "replace-programs-again",
    believes: "A replace by the same domain drives the hardware all the same.",
    file: PASID,
    from: "if (old !== domain) {",
    to: "{",
  },
  {
    name: "same-handle-replaces",
    believes: "A replace with the handle that is installed there succeeds.",
    file: PASID,
    from: "entry.handle === h)",
    to: "entry.handle === h && false)",
  },
  {
    name: "undo-in-reverse",
    believes: "After a failure members get back what they had in reverse order.",
    file: MEMBERS,
    from: "for (const member of changed) {",
    to: "for (const member of [...changed].reverse()) {",
  },
  {
    name: "undo-forgets-the-old",
    believes: "After a failed replace members are blocked instead of put back.",
    file: MEMBERS,
    from: "const restorable = old !== NO_DOMAIN &&",
    to: "const restorable = false &&",
  },
  {
    name: "attach-over-attach",
    believes: "A RID attach replaces another attach.",
    file: RID,
    from: "const free = group.domain === IDENTITY ||",
    to: "const free = true ||",
  },
  {
    name: "direct-map-may-be-blocked",
    believes: "A member that demands a direct mapping may be blocked.",
    file: RID,
    from: "directMap === true",
    to: "directMap === null",
  },
  {
    name: "device-attach-to-a-group",
    believes: "iommu_attach_device() attaches groups of any size.",
    file: RID,
    from: 'if (group.members.length !== 1)\n        return refusal("EINVAL");',
    to: "",
  },
  {
    name: "detach-keeps-the-handle",
    believes: "A RID detach leaves the handle where it is.",
    file: RID,
    from: "group.table.delete(0);",
    to: ";",
  },
  {
    name: "handle-written-on-success",
    believes: "A handle's domain is written only when the operation has succeeded (L5 repaired).",
    file: HANDLES,
    from: "if (first && handle !== 0)",
    to: "if (first && handle > 99)",
  },
  {
    name: "newcomers-are-told-identity",
    believes: "A function that comes is attached to the default domain, not to its group's.",
    file: HOT_PLUG,
    from: "s.hardware.attachDev(group.domain, dev, NO_DOMAIN)",
    to: "s.hardware.attachDev(IDENTITY, dev, NO_DOMAIN)",
  },
  {
    name: "vfs-are-not-passed",
    believes: "The scan of a slot leaves VFs as they are.",
    file: HOT_PLUG,
    from: "s.markMultifunction(vfs.after);",
    to: "",
  },
  {
    name: "resets-do-not-nest",
    believes: "A second prepare of a reset prepares anew.",
    file: RESET,
    from: "if (s.blocked(dev)) {\n        deepen(s, dev, 1);\n        return OK;\n    }",
    to: "",
  },
  {
    name: "foreign-domains-fit",
    believes: "A RID attach takes the domain of another IOMMU driver.",
    file: DOMAINS,
    from: "!isForeign(domain) && exists(iommu, domain)",
    to: "exists(iommu, domain)",
  },
  {
    name: "joiners-get-pasids",
    believes: "A function that is plugged gets the PASIDs of its group (L3 repaired).",
    file: HOT_PLUG,
    from: 's.contract.hotAdd !== "replays-pasids" || replay(s, dev)',
    to: "replay(s, dev)",
  },
  {
    name: "release-tells-the-truth",
    believes: "The release of a function tells the driver what it was really on.",
    file: HOT_PLUG,
    from: 's.contract.unplug === "leaks" ? groups : real',
    to: "real",
  },
  {
    name: "going-ends-a-reset",
    believes: "A group does not wait for the reset of a member that has gone (L7 repaired).",
    file: HOT_PLUG,
    from: "s.leave(dev);\n        release(",
    to: "if (blocked) group.recoveries--;\n        s.leave(dev);\n        release(",
  },
  {
    name: "going-removes-pasids",
    believes: "A function that goes is taken off its group's PASIDs first (L7 repaired).",
    file: HOT_PLUG,
    from: "const blocked = s.blocked(dev);",
    to: "const blocked = s.blocked(dev);\n        if (!blocked) removePasids(s, dev);",
  },
  {
    name: "any-function-is-found",
    believes: "The scan finds a function whether or not its function 0 is there and marked.",
    file: HOT_PLUG,
    from: "if (!scanFinds(",
    to: "if (false && !scanFinds(",
  },
  {
    name: "reset-blocks-the-rid-only",
    believes: "Preparing a reset leaves the PASIDs of the function where they are.",
    file: RESET,
    from: "remove(s, dev, pasid, domain);\n    group.recoveries++;",
    to: ";\n    group.recoveries++;",
  },
  {
    name: "one-done-is-enough",
    believes: "A reset that was prepared twice is over when it is done once.",
    file: RESET,
    from: "deepen(s, dev, -1);",
    to: "s.resetDepth[dev] = 0;",
  },
  {
    name: "resets-make-no-blocking-domain",
    believes: "A reset leaves its group without a blocking domain.",
    file: RESET,
    from: "group.blocking = true;",
    to: ";",
  },
  {
    name: "resets-hold-no-rid",
    believes: "A RID attach or replace does not wait for a reset.",
    file: RID,
    from: "if (group.recoveries > 0)",
    to: "if (false)",
  },
  {
    name: "resets-hold-no-pasid",
    believes: "A PASID attach or replace does not wait for a reset.",
    file: PASID,
    from: "(s.group(dev)?.recoveries ?? 0) > 0",
    to: "false",
  },
  {
    name: "detach-reaches-those-in-a-reset",
    believes: "A PASID detach calls the driver for members in a reset as well (B33).",
    file: MEMBERS,
    from: "if (!s.blocked(member))",
    to: "if (true)",
  },
];
