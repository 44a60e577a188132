/**
 * The groups that a machine was seen with, laid beside those formed here: as partitions of the
 * functions that have a given group, whatever the groups' numbers.
 */

/** A function that is in another group here than was given. */
export interface Difference {
  readonly dev: number;
  /** Its group here; null where it has none. */
  readonly group: number | null;
  /** The given one. */
  readonly given: number;
}

export interface Agreement {
  /** The given groups, by their numbers. */
  readonly groups: ReadonlyMap<number, readonly number[]>;
  /** How many functions have a given group. */
  readonly functions: number;
  readonly agrees: boolean;
  readonly differences: readonly Difference[];
}

type GroupOf = readonly (number | null)[];

/** Null where no function has a given group. */
export function agreementOf(groupOf: GroupOf, given: GroupOf): Agreement | null {
  const groups = new Map<number, number[]>();
  for (const [dev, group] of given.entries()) {
    if (group === null) continue;
    const members = groups.get(group);
    if (members === undefined) groups.set(group, [dev]);
    else members.push(dev);
  }
  if (groups.size === 0) return null;
  const sorted = new Map([...groups].sort(([a], [b]) => a - b));
  const partner = partners(groupOf, sorted);
  const differences: Difference[] = [];
  for (const [dev, is] of given.entries()) {
    const group = groupOf[dev] ?? null;
    if (is !== null && (group === null || partner.get(is) !== group))
      differences.push({ dev, group, given: is });
  }
  const functions = given.filter((group) => group !== null).length;
  return { groups: sorted, functions, agrees: differences.length === 0, differences };
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
