/**
 * A part of a machine, for those that are larger than what somebody asks about: the functions that
 * are named, with all that they need to be found and to be grouped as on the machine.
 */
import { addressText } from "../../model/vocabulary/topology/address.js";
import { addNeeded, partOf } from "../../model/vocabulary/topology/part.js";
import { readable, unreadable, type Reading } from "../../model/vocabulary/reading/reading.js";
import { FUNCTIONS_MAX, type PciFunction } from "../../model/vocabulary/topology/topology.js";

/** Chooses functions of a machine: their indices, ascending; or why there is nothing to choose. */
export type Part = (functions: readonly PciFunction[]) => Reading<readonly number[]>;

/** All of it, if a scenario may have so many functions. */
export const wholeMachine: Part = (functions) =>
  functions.length <= FUNCTIONS_MAX
    ? readable([...functions.keys()])
    : unreadable(
        `${functions.length} functions, and a scenario has at most ${FUNCTIONS_MAX}: ` +
          "name those that matter with --only",
      );

/**
 * The functions with these addresses (as addressText writes them); all that is above them; what is
 * below them, where they are bridges; the physical function of a VF; the function as which one
 * emits; and function 0 of each device, without which Linux would not find the others.
 */
export function onlyThese(addresses: readonly string[]): Part {
  return (functions) => {
    const index = new Map(functions.map((f, dev) => [addressText(f), dev]));
    const absent = addresses.find((address) => !index.has(address));
    if (absent !== undefined) return unreadable(`${absent} is not a function of this machine`);
    const named = new Set(addresses.map((address) => index.get(address)));
    const kept = new Set<number>();
    const below = new Set<number>();
    for (const [dev, f] of functions.entries()) {
      if (!named.has(dev) && !below.has(f.parent ?? -1)) continue;
      below.add(dev);
      addNeeded(functions, dev, kept);
    }
    const indices = [...kept].sort((a, b) => a - b);
    if (indices.length <= FUNCTIONS_MAX) return readable(indices);
    return unreadable(`these are ${indices.length} functions; at most ${FUNCTIONS_MAX}`);
  };
}

/** Those functions alone, with their relatives by their new indices. */
export function reindexed(
  functions: readonly PciFunction[],
  indices: readonly number[],
): readonly PciFunction[] {
  return partOf({ functions, probe: { scan: "boot", order: null } }, indices).functions;
}
