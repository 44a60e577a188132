/**
 * The reason why groups of dump B are others than those of dump A: each changed fact is put back in
 * B, alone and together with others, and the groups are formed again; then functions that came or
 * went are left out. What gives the groups of A is the reason.
 */
import {
  acsOf,
  isExpress,
  type PciFunction,
  type Topology,
} from "../../model/vocabulary/topology/topology.js";
import { booted, linuxGrouped } from "./boot-groups.js";
import type { ChangedFact } from "./changed-facts.js";
import { partitionText, type GroupOf } from "./partitions.js";
import type { SameFunctions } from "./same-functions.js";
import type { ShownMachine } from "./shown-machine.js";

export type Cause =
  /** Each of these put back alone gives the groups of A. */
  | { readonly why: "fact"; readonly facts: readonly ChangedFact[] }
  /** All of these together do, and none of them can be left out. */
  | { readonly why: "facts"; readonly facts: readonly ChangedFact[] }
  /** Functions of B that A has not. */
  | { readonly why: "came" }
  /** Functions of A that B has not. */
  | { readonly why: "went" }
  /** Functions that came and went, and facts, together. */
  | { readonly why: "several" }
  /** These stand below another bridge than in A; functions of B. */
  | { readonly why: "moved"; readonly functions: readonly number[] }
  /**
   * Nothing that is shown: a kernel, its command line, or the way in which functions were found
   * must be another.
   */
  | { readonly why: "not-shown" };

export interface Change {
  readonly a: ShownMachine;
  readonly b: ShownMachine;
  readonly same: SameFunctions;
  readonly changed: readonly ChangedFact[];
  /** The functions whose groups changed, as indices of the pairs; beside them the groups. */
  readonly set: readonly number[];
  readonly was: GroupOf;
  readonly is: GroupOf;
}

/** So many facts are put back, each of which costs a grouping of the whole machine. */
const TRIALS_MAX = 256;

export function causeOf(change: Change): Cause {
  const { a, b, same, set, was, changed } = change;
  const facts = changed.filter(({ fact }) => canBePutBack(fact)).slice(0, TRIALS_MAX);
  const pairs = set.flatMap((i) => same.pairs[i] ?? []);
  const target = partitionText(was, set);
  const inB = (functions: readonly PciFunction[]): string =>
    textOf(
      functions,
      pairs.map((pair) => pair.b),
    );
  const gives = (some: readonly ChangedFact[]): boolean =>
    inB(putBack(a.topology, b.topology, some)) === target;
  if (inB(b.topology.functions) === target) return { why: "not-shown" };
  const alone = facts.filter((one) => gives([one]));
  if (alone.length > 0) return { why: "fact", facts: alone };
  if (facts.length > 1 && gives(facts)) return { why: "facts", facts: needed(facts, gives) };
  return functionsCause(change, facts, target);
}

/** Without those that can be left out, one after the other. */
function needed(
  facts: readonly ChangedFact[],
  gives: (some: readonly ChangedFact[]) => boolean,
): readonly ChangedFact[] {
  let kept = facts;
  for (const one of facts) {
    const fewer = kept.filter((other) => other !== one);
    if (gives(fewer)) kept = fewer;
  }
  return kept;
}

function functionsCause(
  { a, b, same, set, is }: Change,
  facts: readonly ChangedFact[],
  target: string,
): Cause {
  const pairs = set.flatMap((i) => same.pairs[i] ?? []);
  const restB = without(b.topology.functions, same.onlyB);
  const restA = without(a.topology.functions, same.onlyA);
  const back = without(putBack(a.topology, b.topology, facts), same.onlyB);
  const text = (rest: Rest | null, side: "a" | "b"): string | null =>
    rest === null
      ? null
      : textOf(
          rest.functions,
          pairs.map((pair) => rest.now.get(pair[side]) ?? 0),
        );
  if (same.onlyB.length > 0 && text(restB, "b") === target) return { why: "came" };
  const after = partitionText(is, set);
  if (same.onlyA.length > 0 && text(restA, "a") === after) return { why: "went" };
  const together = text(back, "b");
  if (together !== null && together === text(restA, "a")) return { why: "several" };
  const moved = movedOf(a, b, same);
  return moved.length > 0 ? { why: "moved", functions: moved } : { why: "not-shown" };
}

function textOf(functions: readonly PciFunction[], devs: readonly number[]): string {
  const { groupOf } = linuxGrouped(booted(functions));
  const own = devs.map((dev) => groupOf[dev] ?? null);
  return partitionText(own, [...devs.keys()]);
}

function canBePutBack(fact: ChangedFact["fact"]): boolean {
  return fact === "acs-cap" || fact === "acs-ctrl" || fact === "iommu";
}

/** The functions of B, with these facts as they are in A. */
function putBack(a: Topology, b: Topology, facts: readonly ChangedFact[]): readonly PciFunction[] {
  const after = b.functions.slice();
  for (const one of facts) {
    const f = after[one.b];
    const before = a.functions[one.a];
    if (f !== undefined && before !== undefined) after[one.b] = withFact(f, before, one.fact);
  }
  return after;
}

function withFact(f: PciFunction, before: PciFunction, fact: ChangedFact["fact"]): PciFunction {
  if (fact === "iommu") return { ...f, iommu: before.iommu };
  if (!isExpress(f)) return f;
  const [acs, was] = [acsOf(f), acsOf(before)];
  if (acs === null || was === null) return { ...f, acs: was };
  if (fact === "acs-ctrl") return { ...f, acs: { ...acs, ctrl: was.ctrl } };
  return { ...f, acs: { ...acs, cap: was.cap } };
}

/** The functions that are left, and where each now is. */
interface Rest {
  readonly functions: readonly PciFunction[];
  readonly now: ReadonlyMap<number, number>;
}

/** Null where something stands below one of these, or is a VF of it. */
function without(functions: readonly PciFunction[], devs: readonly number[]): Rest | null {
  const gone = new Set(devs);
  const kept = [...functions.keys()].filter((dev) => !gone.has(dev));
  const now = new Map(kept.map((dev, i) => [dev, i]));
  const left: PciFunction[] = [];
  for (const dev of kept) {
    const f = functions[dev];
    if (f === undefined) continue;
    const needs = [f.parent, f.realDma, f.kind === "vf" ? f.pf : null];
    if (needs.some((one) => one !== null && gone.has(one))) return null;
    const place = (one: number | null): number | null =>
      one === null ? null : (now.get(one) ?? 0);
    const relatives = { parent: place(f.parent), realDma: place(f.realDma) };
    left.push(
      f.kind === "vf" ? { ...f, ...relatives, pf: now.get(f.pf) ?? 0 } : { ...f, ...relatives },
    );
  }
  return { functions: left, now };
}

function movedOf(a: ShownMachine, b: ShownMachine, { pairs }: SameFunctions): readonly number[] {
  const there = new Map(pairs.map((pair) => [pair.a, pair.b]));
  return pairs.flatMap((pair) => {
    const was = a.topology.functions[pair.a]?.parent ?? null;
    const is = b.topology.functions[pair.b]?.parent ?? null;
    return (was === null ? null : there.get(was)) === is ? [] : [pair.b];
  });
}
