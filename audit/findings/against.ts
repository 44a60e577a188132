/**
 * Two dumps of one machine, A and B, laid beside each other: which functions are in one alone,
 * which facts of the others changed, and which groups, and why. Only what both show is a
 * difference; a group has changed if no reading of A has it as some reading of B does.
 */
import type { Deciding } from "./deciding.js";
import { causeOf, type Cause } from "./against-causes.js";
import { comparedFacts, type FactsCompared } from "./changed-facts.js";
import { cut, differingSets, partitionText, type GroupOf } from "./partitions.js";
import { sameFunctions, type Pair, type SameFunctions } from "./same-functions.js";
import { groupings, missingOf, wayUp, type ShownMachine } from "./shown-machine.js";

/** Functions that are in other groups; members are functions of A in `was`, of B in `is`. */
export interface GroupChange {
  readonly was: readonly (readonly number[])[];
  readonly is: readonly (readonly number[])[];
  readonly cause: Cause;
}

export interface GroupsCompared {
  /** `given`: both sources show the groups that their kernel made. */
  readonly basis: "given" | "formed";
  readonly changed: readonly GroupChange[];
  /** Where groups are given: those that are formed and change, though the given ones do not. */
  readonly pending: readonly GroupChange[];
  /** Functions of A whose groups differ as they are told, but not in every reading. */
  readonly unsure: readonly number[];
  readonly missing: { readonly a: readonly Deciding[]; readonly b: readonly Deciding[] };
}

export interface AgainstAnswer extends SameFunctions, FactsCompared {
  readonly groups: GroupsCompared;
}

export function against(a: ShownMachine, b: ShownMachine): AgainstAnswer {
  const same = sameFunctions(a, b);
  const facts = comparedFacts(a, b, same.pairs);
  return { ...same, ...facts, groups: comparedGroups(a, b, same, facts) };
}

function comparedGroups(
  a: ShownMachine,
  b: ShownMachine,
  same: SameFunctions,
  facts: FactsCompared,
): GroupsCompared {
  const { pairs } = same;
  const formed = {
    a: groupings(a).map(({ groupOf }) => pairs.map((pair) => groupOf[pair.a] ?? null)),
    b: groupings(b).map(({ groupOf }) => pairs.map((pair) => groupOf[pair.b] ?? null)),
  };
  const given = givenOf(a, b, pairs);
  const [was, is] = given ?? [formed.a[0] ?? [], formed.b[0] ?? []];
  const sets = differingSets(was, is);
  const floats = (set: readonly number[]): boolean =>
    set.some((i) => isFloating(a, pairs[i]?.a ?? 0) || isFloating(b, pairs[i]?.b ?? 0));
  const isFormed = (set: readonly number[]): boolean => !floats(set) && isSure(formed, set);
  const sure = sets.filter((set) => given !== null || isFormed(set));
  const changeOf = (set: readonly number[], from: GroupOf, to: GroupOf): GroupChange => ({
    was: cut(from, set).map((some) => some.map((i) => pairs[i]?.a ?? 0)),
    is: cut(to, set).map((some) => some.map((i) => pairs[i]?.b ?? 0)),
    cause: causeOf({ a, b, same, changed: facts.changed, set, was: from, is: to }),
  });
  const changed = sure.map((set) => changeOf(set, was, is));
  const [before = [], after = []] = given === null ? [] : [formed.a[0], formed.b[0]];
  const told = new Set(sure.flat());
  const pending = differingSets(before, after)
    .filter((set) => isFormed(set) && !set.some((i) => told.has(i)))
    .map((set) => changeOf(set, before, after));
  const unsure = sets.filter((set) => !sure.includes(set)).flat();
  const ways = (m: ShownMachine, side: keyof Pair): readonly number[] =>
    unsure.flatMap((i) => wayUp(m.topology.functions, pairs[i]?.[side] ?? 0));
  return {
    basis: given === null ? "formed" : "given",
    changed,
    pending,
    unsure: unsure.map((i) => pairs[i]?.a ?? 0),
    missing: { a: missingOf(a, ways(a, "a")), b: missingOf(b, ways(b, "b")) },
  };
}

/** Null where not both show groups. A function of which one side shows none is left out. */
function givenOf(
  a: ShownMachine,
  b: ShownMachine,
  pairs: readonly Pair[],
): readonly [GroupOf, GroupOf] | null {
  if (!showsGroups(a) || !showsGroups(b)) return null;
  const both = pairs.map((pair) => [a.groups[pair.a] ?? null, b.groups[pair.b] ?? null] as const);
  const shown = both.map(([was, is]) => was !== null && is !== null);
  return [
    both.map(([was], i) => (shown[i] === true ? was : null)),
    both.map(([, is], i) => (shown[i] === true ? is : null)),
  ];
}

/** It is not known where it stands: no reading of the machine says all of that. */
function isFloating({ topology, unseen }: ShownMachine, dev: number): boolean {
  return wayUp(topology.functions, dev).some((i) => unseen[i]?.has("place") === true);
}

function showsGroups({ groups }: ShownMachine): boolean {
  return groups.some((group) => group !== null);
}

/** No partition of the set is permitted on both sides. */
function isSure(
  formed: { readonly a: readonly GroupOf[]; readonly b: readonly GroupOf[] },
  set: readonly number[],
): boolean {
  const before = new Set(formed.a.map((groupOf) => partitionText(groupOf, set)));
  return formed.b.every((groupOf) => !before.has(partitionText(groupOf, set)));
}
