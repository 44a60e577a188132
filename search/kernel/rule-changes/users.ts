/** The changes of rules of owners, users and allocators. */
import type { RuleChange } from "./rule-change.js";

const OWNERSHIP = "model/reference/users/ownership.js";
const BIND = "model/reference/users/iommufd/bind.js";
const ATTACH = "model/reference/users/iommufd/attach.js";
const REPLACE = "model/reference/users/iommufd/replace.js";
const DETACH = "model/reference/users/iommufd/detach.js";
const TARGETS = "model/reference/users/iommufd/targets.js";
const VFIO = "model/reference/users/vfio.js";
const SVA = "model/reference/users/sva.js";

export const ofUsers: readonly RuleChange[] = [
  {
    name: "owners-share",
    believes: "A group that is owned may be claimed by another owner.",
    file: OWNERSHIP,
    from: "if (group.owner !== owner)",
    to: "if (false)",
  },
  {
    name: "claims-ignore-entries",
    believes: "A group may be claimed while PASIDs are attached.",
    file: OWNERSHIP,
    from: "if (group.domain !== IDENTITY || hasEntries(s, group))",
    to: "if (group.domain !== IDENTITY)",
  },
  {
    name: "bind-without-group",
    believes: "A function that no IOMMU serves cannot be bound because it has no group.",
    file: BIND,
    from: 'return s.decide("fd-bind", 2, "EINVAL");\n    // Row 6.',
    to: 'return refusal("ENODEV");\n    // Row 6.',
  },
  {
    name: "joins-any-table",
    believes: "Who joins may have another page table than its sibling.",
    file: ATTACH,
    from: "shared !== null && shared !== table",
    to: "false",
  },
  {
    name: "failed-replace-keeps-reservations",
    believes:
      "A replace that fails leaves the reservations of the old table alone (LEAD-1 repaired).",
    file: REPLACE,
    from: 'other || s.contract.fdUndo === "strips"',
    to: "other",
  },
  {
    name: "replace-keeps-the-named",
    believes: "A replace leaves the handle of who attached first.",
    file: REPLACE,
    from: 'const handle = { of: "iommufd", dev };',
    to: 'const handle = { of: "iommufd", dev: attachedAt(s, dev, pasid)[0] };',
  },
  {
    name: "any-detach-detaches",
    believes: "A detach detaches the group, also where siblings stay.",
    file: DETACH,
    from: "if (others.length > 0)",
    to: "if (false)",
  },
  {
    name: "walk-ends-at-the-first",
    believes: "An IOAS stands for its first page table, or for a new one where that refuses.",
    file: TARGETS,
    from: 'outcome.ok || outcome.errno !== "EINVAL"',
    to: "true",
  },
  {
    name: "fault-undoes-the-attach",
    believes:
      "Where VFIO's answer cannot be copied, what was attached is detached (LEAD-2 repaired).",
    file: VFIO,
    from: 's.contract.vfioFault === "detaches-rid")\n        detachVfio(s, dev);\n    else if',
    to: "false) detachVfio(s, dev); else if",
  },
  {
    name: "bonds-are-refused",
    believes: "A second bond of an address space does not find the first one's handle (BUG-15).",
    file: SVA,
    from: "if (installed !== 0)",
    to: "if (false)",
  },
];
