/**
 * The ways of forming groups that the optimized designs know. The others of the contract's
 * `grouping` belong to historic bugs and seeded faults, and are interpreted by the reference only.
 */
import type { Grouping } from "../../model/vocabulary/design/contract.js";
import type { Facts } from "../fabric/facts.js";
import { fabricGrowing, fabricGroups } from "./ideal.js";
import type { Growing } from "./membership.js";
import { linuxGrowing, linuxGroups } from "./linux.js";
import type { Partition } from "./partition.js";
import { proposalV3Growing, proposalV3Groups } from "./proposal-v3.js";

/** Puts the functions of a topology into groups. */
export interface Grouper {
  /** The groups after boot; shared, so not to be changed. */
  readonly atBoot: (facts: Facts) => Partition;
  /** The same groups under the same numbers, to be joined and left. */
  readonly growing: (facts: Facts) => Growing;
}

const linux: Grouper = { atBoot: latestKept(linuxGroups), growing: linuxGrowing };
const proposalV3: Grouper = { atBoot: latestKept(proposalV3Groups), growing: proposalV3Growing };
const fabric: Grouper = { atBoot: latestKept(fabricGroups), growing: fabricGrowing };

/** The function that forms groups in this way. Throws if only the reference knows it. */
export function grouperOf(grouping: Grouping): Grouper {
  switch (grouping) {
    case "linux":
      return linux;
    case "proposal-v3":
      return proposalV3;
    case "fabric":
      return fabric;
    case "linux-slot-aliases":
    case "linux-function-0":
    case "linux-255-aliases":
    case "fabric-validated":
    case "fabric-late-acs":
    case "first-come":
    case "isolated-splits-inverted":
      throw new Error(`grouping ${grouping} has no optimized implementation, only a reference`);
    default:
      return grouping satisfies never;
  }
}

/**
 * Remembers the latest answer: several designs form the same groups of one topology, one after
 * the other.
 */
function latestKept(form: Grouper["atBoot"]): Grouper["atBoot"] {
  let facts: Facts | undefined;
  let partition: Partition | undefined;
  return (given) => {
    if (partition === undefined || facts !== given) {
      partition = form(given);
      facts = given;
    }
    return partition;
  };
}
