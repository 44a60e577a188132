/**
 * Two groupings of the same functions, laid beside each other: the smallest sets of functions that
 * are whole groups in both, and in which the two differ.
 */

/** Beside each function; null: in no group. */
export type GroupOf = readonly (number | null)[];

/** The sets of indices in which the groupings differ, each ascending. */
export function differingSets(was: GroupOf, is: GroupOf): readonly (readonly number[])[] {
  return joinedSets(was, is).filter((set) => partitionText(was, set) !== partitionText(is, set));
}

/** Whether two are in one set: they are in one group in either grouping. */
function joinedSets(was: GroupOf, is: GroupOf): readonly (readonly number[])[] {
  const inWas = membersOf(was);
  const inIs = membersOf(is);
  const done = new Set<number>();
  const sets: number[][] = [];
  for (const first of was.keys()) {
    if (done.has(first)) continue;
    const set = new Set([first]);
    for (const one of set) {
      done.add(one);
      for (const other of inWas.get(was[one] ?? null) ?? []) set.add(other);
      for (const other of inIs.get(is[one] ?? null) ?? []) set.add(other);
    }
    sets.push([...set].sort((a, b) => a - b));
  }
  return sets;
}

/** Those without group belong to nobody. */
function membersOf(groupOf: GroupOf): ReadonlyMap<number | null, readonly number[]> {
  const members = new Map<number | null, number[]>();
  for (const [one, group] of groupOf.entries()) {
    if (group === null) continue;
    const others = members.get(group);
    if (others === undefined) members.set(group, [one]);
    else others.push(one);
  }
  return members;
}

/** Equal for equal partitions of the set, whatever the numbers of the groups. */
export function partitionText(groupOf: GroupOf, set: readonly number[]): string {
  const names = new Map<number, number>();
  return set
    .map((one) => {
      const group = groupOf[one] ?? null;
      if (group === null) return "-";
      const name = names.get(group) ?? names.size;
      names.set(group, name);
      return String(name);
    })
    .join(" ");
}

/** The set, cut into its groups; those without group stand alone. */
export function cut(groupOf: GroupOf, set: readonly number[]): readonly (readonly number[])[] {
  const groups = new Map<number | string, number[]>();
  for (const one of set) {
    const key = groupOf[one] ?? `alone ${one}`;
    const others = groups.get(key);
    if (others === undefined) groups.set(key, [one]);
    else others.push(one);
  }
  return [...groups.values()];
}
