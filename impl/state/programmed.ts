/**
 * The functions that a PASID operation concerns, worked out from the groups and the contract, at
 * boot and whenever a function comes or goes: on which functions a PASID is programmed, what bounds
 * it, and who is admitted. docs/reference/choices.md, PASID operations, steps 3, 4 and 7.
 */
import type { Contract } from "../../model/vocabulary/design/contract.js";
import type { Facts } from "../fabric/facts.js";
import { sizeOf, type Partition } from "../grouping/partition.js";
import { soleRequesters } from "../fabric/requester-id.js";

/** In place of a bound: none. */
const UNBOUNDED = 0x7fff_ffff;

/** Invariant: each array has one cell a function. */
export interface Programmed {
  /**
   * The functions that a PASID of dev is programmed on are targets[from[dev]] .. targets[to[dev]
   * - 1].
   */
  readonly targets: Int32Array;
  readonly from: Int32Array;
  readonly to: Int32Array;
  /** An attach needs a PASID below this. */
  readonly bound: Int32Array;
  /** 1: no PASID is ever attached or replaced here, whoever asks. */
  readonly excluded: Uint8Array;
  /** 1: no PASID is attached here, because the function has none. */
  readonly incapable: Uint8Array;
}

export function programmedOf(
  facts: Facts,
  contract: Contract,
  partition: Partition,
  max: Int32Array,
): Programmed {
  const { count } = facts;
  const programmed: Programmed = {
    targets: new Int32Array(count),
    from: new Int32Array(count),
    to: new Int32Array(count),
    bound: new Int32Array(count),
    excluded: new Uint8Array(count),
    incapable: new Uint8Array(count),
  };
  let length = 0;
  for (let group = 1; group <= partition.groups; group++)
    length = addGroup(programmed, contract, partition, group, max, length);
  exclude(programmed.excluded, facts, contract.admits, partition);
  if (contract.incapable === "refused")
    for (let dev = 0; dev < count; dev++) programmed.incapable[dev] = max[dev] === 0 ? 1 : 0;
  return programmed;
}

function addGroup(
  programmed: Programmed,
  contract: Contract,
  partition: Partition,
  group: number,
  max: Int32Array,
  at: number,
): number {
  const { members } = partition;
  const last = partition.from[group + 1]!;
  const everyMember = contract.programs === "every-member";
  const ownDevice = contract.programs === "own-device";
  const bound = groupBound(contract.range, partition, group, max);
  let length = at;
  for (let i = partition.from[group]!; i < last; i++) {
    const dev = members[i]!;
    programmed.bound[dev] = contract.range === "own-device" ? max[dev]! : bound;
    programmed.from[dev] = ownDevice ? length : at;
    if (ownDevice || everyMember || max[dev]! > 0) programmed.targets[length++] = dev;
    programmed.to[dev] = length;
  }
  if (!ownDevice)
    for (let i = partition.from[group]!; i < last; i++) programmed.to[members[i]!] = length;
  return length;
}

/** The smallest max_pasids of those members that the contract looks at. */
function groupBound(
  range: Contract["range"],
  partition: Partition,
  group: number,
  max: Int32Array,
): number {
  let bound = UNBOUNDED;
  if (range === "none" || range === "own-device") return bound;
  for (let i = partition.from[group]!; i < partition.from[group + 1]!; i++) {
    const own = max[partition.members[i]!]!;
    if (own < bound && (own > 0 || range === "every-member")) bound = own;
  }
  return bound;
}

function exclude(
  excluded: Uint8Array,
  facts: Facts,
  admits: Contract["admits"],
  partition: Partition,
): void {
  switch (admits) {
    case "any":
      return;
    case "singleton-group":
      for (let dev = 0; dev < facts.count; dev++)
        excluded[dev] = sizeOf(partition, partition.groupOf[dev]!) > 1 ? 1 : 0;
      return;
    case "no-rid-alias": {
      const sole = soleRequesters(facts);
      for (let dev = 0; dev < facts.count; dev++) excluded[dev] = 1 - sole[dev]!;
      return;
    }
    default:
      admits satisfies never;
  }
}
