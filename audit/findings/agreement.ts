/**
 * The groups that a machine was seen with, laid beside those formed here: as partitions of the
 * functions that have a given group, whatever the groups' numbers. A function differs only if it
 * does so in every reading of the machine.
 */
import type { GroupOf, ToldGroups } from "./told-groups.js";

/** A function that is in another group here than was given. */
export interface Difference {
  readonly dev: number;
  /** Its group here; null where it has none, or none that is known. */
  readonly group: number | null;
  /** The given one. */
  readonly given: number;
}

export interface Agreement {
  /** The given groups, by their numbers. */
  readonly groups: ReadonlyMap<number, readonly number[]>;
  /** How many functions have a given group. */
  readonly functions: number;
  /** Null: nothing differs, and of some functions it cannot be said. */
  readonly agrees: boolean | null;
  readonly differences: readonly Difference[];
  /** Functions of which it cannot be said, for want of facts. */
  readonly unsaid: readonly number[];
  /** Of the groups that may be, those that are nearest to the given ones; by numbers of its own. */
  readonly nearest: GroupOf;
}

/** Null where no function has a given group. */
export function agreementOf(groupOf: GroupOf, given: GroupOf): Agreement | null {
  return compared(groupOf, given, () => false);
}

/** What differs in every reading of a machine. */
export function sureAgreement(told: ToldGroups, given: GroupOf): Agreement | null {
  const { apart, together, basis, groupOf } = told;
  const is = compared(nearest({ apart, together }, given), given, (dev) => basis[dev] !== "formed");
  if (is === null) return null;
  const differences = is.differences.map((one) => ({ ...one, group: groupOf[one.dev] ?? null }));
  return { ...is, differences };
}

function compared(
  groupOf: GroupOf,
  given: GroupOf,
  isUnsaid: (dev: number) => boolean,
): Agreement | null {
  const groups = membersOf(given);
  if (groups.size === 0) return null;
  const sorted = new Map([...groups].sort(([a], [b]) => a - b));
  const partner = partners(groupOf, sorted);
  const unsaid: number[] = [];
  const differences: Difference[] = [];
  for (const [dev, is] of given.entries()) {
    if (is === null) continue;
    const group = groupOf[dev] ?? null;
    const differs = group === null ? !isUnsaid(dev) : partner.get(is) !== group;
    if (differs) differences.push({ dev, group, given: is });
    else if (isUnsaid(dev)) unsaid.push(dev);
  }
  const functions = given.filter((group) => group !== null).length;
  const agrees = differences.length > 0 ? false : unsaid.length > 0 ? null : true;
  return { groups: sorted, functions, agrees, differences, unsaid, nearest: groupOf };
}

function membersOf(groupOf: GroupOf): Map<number, number[]> {
  const groups = new Map<number, number[]>();
  for (const [dev, group] of groupOf.entries()) {
    if (group === null) continue;
    const members = groups.get(group);
    if (members === undefined) groups.set(group, [dev]);
    else members.push(dev);
  }
  return groups;
}

/**
 * Of all groups that the source permits those nearest to the given ones: classes of functions that
 * are together in every reading, put together within their blocks where a given group has both.
 */
function nearest(
  { apart, together }: Pick<ToldGroups, "apart" | "together">,
  given: GroupOf,
): GroupOf {
  const root: number[] = [];
  for (const one of together) if (one !== null) root[one] = one;
  const rootOf = (one: number): number => {
    let at = one;
    for (let up = root[at]; up !== undefined && up !== at; up = root[at]) at = up;
    return at;
  };
  const first = new Map<string, number>();
  for (const [dev, one] of together.entries()) {
    const is = given[dev] ?? null;
    if (one === null || is === null) continue;
    const key = `${apart[dev]} ${is}`;
    const other = first.get(key);
    if (other === undefined) first.set(key, one);
    else root[rootOf(one)] = rootOf(other);
  }
  return together.map((one) => (one === null ? null : rootOf(one)));
}

/** Each given group and the one here that has most of it, so that few functions differ. */
function partners(
  groupOf: GroupOf,
  groups: ReadonlyMap<number, readonly number[]>,
): ReadonlyMap<number, number> {
  const overlaps: { readonly given: number; readonly here: number; readonly size: number }[] = [];
  for (const [given, members] of groups) {
    const sizes = new Map<number, number>();
    for (const dev of members) {
      const here = groupOf[dev] ?? null;
      if (here !== null) sizes.set(here, (sizes.get(here) ?? 0) + 1);
    }
    for (const [here, size] of sizes) overlaps.push({ given, here, size });
  }
  overlaps.sort((a, b) => b.size - a.size || a.given - b.given || a.here - b.here);
  const partner = new Map<number, number>();
  const taken = new Set<number>();
  for (const { given, here } of overlaps) {
    if (partner.has(given) || taken.has(here)) continue;
    partner.set(given, here);
    taken.add(here);
  }
  return partner;
}
