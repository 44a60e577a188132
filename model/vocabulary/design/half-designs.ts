/**
 * Policies that contradict each other: a contract that has two of them is half a design, for one
 * undoes or does not need the other. The reference interprets it all the same, so this is said and
 * not refused. Derived from docs/reference/choices.md; the section stands beside each row.
 */
import type { Contract } from "./contract.js";
import type { PolicyName } from "./policies.js";

interface Contradiction {
  /** The policies that the row is about; it is told where one of them was chosen. */
  readonly of: readonly PolicyName[];
  readonly in: (c: Contract) => boolean;
  /** What follows, and which value makes it whole. */
  readonly says: string;
}

const IOMMUFD_POLICIES = [
  "fdReplace",
  "fdUndo",
  "reservations",
  "fdJoin",
  "fdCompat",
  "fdHandle",
  "vfioZero",
  "vfioFault",
] as const;

/** A policy that is never asked under another one's value. */
function idle(policy: PolicyName, by: PolicyName, value: string): Contradiction {
  return {
    of: [policy],
    in: (c) => c[by] === value,
    says: `${policy} has no effect with ${by}=${value}`,
  };
}

const CONTRADICTIONS: readonly Contradiction[] = [
  {
    // PASID operations, step 1 of `table: device`: the device's own table and hardware.
    of: ["table", "programs"],
    in: (c) => c.table === "device" && c.programs !== "own-device",
    says:
      "a table for each device, but an attach programs other members of the group as well " +
      "(programs=own-device)",
  },
  {
    of: ["table", "programs"],
    in: (c) => c.table === "group" && c.programs === "own-device",
    says:
      "one table for the group, but an attach programs only the device that is named " +
      "(programs=capable-members, or table=device)",
  },
  {
    // PASID operations, step 2: whose max_pasids bounds the PASID.
    of: ["table", "range"],
    in: (c) =>
      c.table === "device" && (c.range === "every-member" || c.range === "capable-members"),
    says:
      "a table for each device, but its PASIDs are bounded by other members of the group " +
      "(range=own-device)",
  },
  {
    of: ["programs", "range"],
    in: (c) => c.range === "own-device" && c.programs !== "own-device",
    says:
      "members are programmed whose range nobody tests (range=capable-members, or " +
      "programs=own-device)",
  },
  {
    // PASID 0 under `zero: accepted` is an entry at index 0 of the table, the RID's handle.
    of: ["table", "zero"],
    in: (c) => c.table === "device" && c.zero === "accepted",
    says: "PASID 0 of a device's table is the entry of the group's RID (zero=refused)",
  },
  {
    // Semantics 8.5: the rule says nothing unless nobody can join a group while PASIDs are
    // attached.
    of: ["admits", "hotAdd"],
    in: (c) => c.admits === "singleton-group" && c.hotAdd !== "refused-while-attached",
    says:
      "a group is alone when a PASID is attached, but others may be hot-added to it afterwards " +
      "(hotAdd=refused-while-attached)",
  },
  {
    // Allocators: a number is one driver's or one device's own, and the group has one table.
    of: ["allocator", "table"],
    in: (c) => c.allocator !== "global" && c.table === "group" && c.admits !== "singleton-group",
    says:
      "PASIDs are numbered apart, but members of a group share a table, where the same number " +
      "is -EBUSY (table=device)",
  },
  {
    // ACS control: what is kept is what enabling demanded.
    of: ["acsChange", "enableCheck"],
    in: (c) => c.acsChange === "keeps-enabled-paths" && c.enableCheck === "none",
    says: "ACS is kept that enabling does not demand (enableCheck=acs-path)",
  },
  {
    // iommufd: its replace is the core's.
    of: ["iommufd", "ridReplace", "pasidReplace"],
    in: (c) =>
      c.iommufd === "present" && (c.ridReplace === "absent" || c.pasidReplace === "absent"),
    says:
      "iommufd replaces what the core cannot replace (ridReplace=unchecked and " +
      "pasidReplace=needs-entry)",
  },
  {
    // iommufd passes a new handle of its own to each attach and replace.
    of: ["iommufd", "handle"],
    in: (c) => c.iommufd === "present" && c.handle === "absent",
    says: "iommufd passes handles that the core does not keep (handle=linear)",
  },
  {
    // Plug, row 4: only for `table: group` unless `programs: own-device`.
    of: ["hotAdd"],
    in: (c) =>
      c.hotAdd === "replays-pasids" && (c.table === "device" || c.programs === "own-device"),
    says: "hotAdd=replays-pasids has no effect where each device has PASIDs of its own",
  },
  {
    // iommufd, `fdJoin: as-attach`: refused where `incapable: refused` would have refused it.
    of: ["fdJoin", "incapable"],
    in: (c) => c.fdJoin === "as-attach" && c.incapable === "accepted",
    says: "who joins is tested as in an attach, which tests nothing (incapable=refused)",
  },
  ...IOMMUFD_POLICIES.map((policy) => idle(policy, "iommufd", "absent")),
  idle("pausedRemoval", "reset", "absent"),
  idle("ridDetach", "reset", "absent"),
];

/** What makes a contract half a design, where one of these policies was chosen; empty: nothing. */
export function contradictions(
  contract: Contract,
  chosen: readonly PolicyName[],
): readonly string[] {
  return CONTRADICTIONS.filter(
    (one) => one.in(contract) && one.of.some((policy) => chosen.includes(policy)),
  ).map(({ says }) => says);
}
