/** The changes of rules of attach, replace and detach. */
import type { RuleChange } from "./rule-change.js";

const PASID = "model/reference/core/pasid.js";
const MEMBERS = "model/reference/core/group-pasid.js";
const RID = "model/reference/core/rid.js";
const HANDLES = "model/reference/core/handles.js";
const DOMAINS = "model/reference/core/domains.js";

export const ofOperations: readonly RuleChange[] = [
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
    from:
      "if (group.members.length !== 1)\n" +
      '        return s.decide("device-attach", null, "EINVAL");',
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
    believes:
      "A handle's domain is written only when the operation has succeeded (LEAD-5 repaired).",
    file: HANDLES,
    from: "if (first)\n        handleSucceeded",
    to: "if (false) handleSucceeded",
  },
  {
    name: "foreign-domains-fit",
    believes: "A RID attach takes the domain of another IOMMU driver.",
    file: DOMAINS,
    from: "!isForeign(domain) && exists(iommu, domain)",
    to: "exists(iommu, domain)",
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
    believes: "A PASID detach calls the driver for members in a reset as well (BUG-33).",
    file: MEMBERS,
    from: '!s.blocked(member) || s.contract.pausedRemoval === "repeated"',
    to: "true",
  },
];
