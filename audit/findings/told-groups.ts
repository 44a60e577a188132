/**
 * The groups that may be told of a machine of which not all is shown: those that are formed in
 * every reading of it, else those that the source itself gives, else none.
 */
import type { Topology } from "../../model/vocabulary/topology/topology.js";
import type { Grouped } from "./boot-groups.js";
import type { UnseenOf } from "./deciding.js";

/**
 * Where the group of a function is known from; "supposed": it is formed so only if the bridges that
 * are not in the dump isolate; "unknown": it cannot be said.
 */
export type Basis = "formed" | "given" | "supposed" | "unknown";

export type GroupOf = readonly (number | null)[];

/** Of the functions that the source shows; what stands in for others has no group here. */
export interface ToldGroups extends Grouped {
  /** Beside each function. */
  readonly basis: readonly Basis[];
  /**
   * Blocks of functions: those of different blocks are in different groups in every reading. Null
   * for what has no group in some reading, and for what may stand elsewhere.
   */
  readonly apart: GroupOf;
  /** Classes of functions: those of one class are in one group in every reading. */
  readonly together: GroupOf;
}

export interface Source {
  readonly topology: Topology;
  readonly unseen: UnseenOf;
  /** False for what stands in for a function that is not shown. */
  readonly shown: readonly boolean[];
}

/**
 * `groupings`: of the reading that is told, of the least isolating one and of all others.
 * `supposing`: of the least isolating one in which bridges that are not in the dump isolate; null
 * where none is missing.
 */
export function toldGroups(
  source: Source,
  groupings: readonly [Grouped, ...Grouped[]],
  supposing: Grouped | null,
  given: GroupOf,
): ToldGroups {
  const classes = new Classes(source, groupings);
  const { apart, together } = classes;
  const isFormed = formedIn(classes);
  const [told0, , ...most] = groupings;
  const isSupposed =
    supposing === null
      ? () => false
      : formedIn(new Classes(placedBelow(source), [told0, supposing, ...most]));
  const basis = source.shown.map((isShown, dev): Basis => {
    if (!isShown) return "unknown";
    if (isFormed(dev)) return "formed";
    if ((given[dev] ?? null) !== null) return "given";
    return isSupposed(dev) ? "supposed" : "unknown";
  });
  return { ...told(groupings[0], basis, given, classes), basis, apart, together };
}

/** The same with what stands below bridges that are not in the dump taken to stand there. */
function placedBelow(source: Source): Source {
  const { functions } = source.topology;
  const isBelow = functions.map((_, dev) => {
    for (let i = functions[dev]?.parent ?? null; i !== null; i = functions[i]?.parent ?? null)
      if (source.shown[i] === false) return true;
    return false;
  });
  const unseen = source.unseen.map((some, dev) =>
    isBelow[dev] === true ? new Set([...some].filter((fact) => fact !== "place")) : some,
  );
  return { ...source, unseen };
}

/** Whether a function has the same mates in all readings, or no group in any. */
function formedIn(classes: Classes): (dev: number) => boolean {
  const { apart, together } = classes;
  const sizes = new Map<number, Set<number>>();
  for (const [dev, block] of apart.entries()) {
    const one = together[dev] ?? null;
    if (block === null || one === null) continue;
    const some = sizes.get(block);
    if (some === undefined) sizes.set(block, new Set([one]));
    else some.add(one);
  }
  return (dev) => {
    const block = apart[dev] ?? null;
    return (block !== null && sizes.get(block)?.size === 1) || classes.isWithout(dev);
  };
}

/** In the order in which Linux makes them; of a given one what cannot be formed. */
function told(formed: Grouped, basis: readonly Basis[], given: GroupOf, classes: Classes): Grouped {
  const groups: (readonly number[])[] = [];
  const groupOf: (number | null)[] = basis.map(() => null);
  const add = (members: readonly number[]): void => {
    for (const dev of members) groupOf[dev] = groups.length;
    groups.push(members);
  };
  const all = [...formed.groups.flat(), ...formed.groupOf.keys()];
  const asGiven = new Map<number, number[]>();
  for (const dev of new Set(all)) {
    const number = given[dev] ?? null;
    if (basis[dev] !== "given" || number === null) continue;
    const members = asGiven.get(number);
    if (members === undefined) asGiven.set(number, [dev]);
    else members.push(dev);
  }
  for (const dev of new Set(all)) {
    if (groupOf[dev] !== null) continue;
    const group = formed.groupOf[dev] ?? null;
    if (basis[dev] === "given") add(asGiven.get(given[dev] ?? -1) ?? [dev]);
    else if (isOwn(basis[dev]) && group !== null && !classes.isWithout(dev))
      add((formed.groups[group] ?? []).filter((mate) => isOwn(basis[mate])));
  }
  return { groups, groupOf };
}

function isOwn(basis: Basis | undefined): boolean {
  return basis === "formed" || basis === "supposed";
}

class Classes {
  readonly apart: GroupOf;
  readonly together: GroupOf;
  private readonly without: readonly boolean[];

  constructor({ topology, unseen, shown }: Source, groupings: readonly Grouped[]) {
    const afloat = afloatIn(topology, unseen);
    const inAll = (dev: number, group: (of: GroupOf) => boolean): boolean =>
      groupings.every(({ groupOf }) => group(groupOf));
    this.without = shown.map((_, dev) => inAll(dev, (of) => (of[dev] ?? null) === null));
    const keys = new Map<string, number>();
    this.together = shown.map((isShown, dev) => {
      if (!isShown || afloat[dev] === true || !inAll(dev, (of) => (of[dev] ?? null) !== null))
        return null;
      const key = groupings.map(({ groupOf }) => groupOf[dev]).join(" ");
      const known = keys.get(key);
      if (known !== undefined) return known;
      keys.set(key, keys.size);
      return keys.size - 1;
    });
    this.apart = blocksOf(this.together, groupings);
  }

  /** Whether it has no group in any reading. */
  isWithout(dev: number): boolean {
    return this.without[dev] === true;
  }
}

/** Classes that are in one group in some reading, put together. */
function blocksOf(together: GroupOf, groupings: readonly Grouped[]): GroupOf {
  const block: number[] = [];
  for (const one of together) if (one !== null) block[one] = one;
  const root = (one: number): number => {
    let at = one;
    for (let up = block[at]; up !== undefined && up !== at; up = block[at]) at = up;
    return at;
  };
  for (const { groups } of groupings)
    for (const members of groups) {
      const classes = members.flatMap((dev) => together[dev] ?? []);
      const [first, ...others] = classes.map((one) => root(one));
      if (first !== undefined) for (const other of others) block[root(other)] = root(first);
    }
  return together.map((one) => (one === null ? null : root(one)));
}

/** Beside each function whether its place is not known, or the place of something above it. */
export function afloatIn({ functions }: Topology, unseen: UnseenOf): readonly boolean[] {
  const afloat: boolean[] = [];
  for (const [dev, { parent }] of functions.entries())
    afloat.push(unseen[dev]?.has("place") === true || (parent !== null && afloat[parent] === true));
  return afloat;
}
