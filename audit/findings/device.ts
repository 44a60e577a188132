/**
 * The answer to what one function is grouped with: which members are sure, what goes with it where
 * it is passed through, what would set it free, and whom it meets untranslated already. Where the
 * source shows groups, these are the kernel's own; else they are formed, and asserted as far as
 * every reading of the machine has them.
 */
import type { Deciding } from "./deciding.js";
import type { Audit } from "./audit.js";
import { booted, linuxGrouped } from "./boot-groups.js";
import { passThrough, type PassThrough } from "./pass-through.js";
import {
  deviceOf,
  groupings,
  groupWith,
  missingOf,
  wayUp,
  type ShownMachine,
} from "./shown-machine.js";
import { crossing, type OpenPair } from "./open-pairs.js";
import { waysOut, type WayOut } from "./ways-out.js";

export interface DeviceAnswer {
  readonly dev: number;
  /** `given`: the source shows its group. `none`: no IOMMU translates it. */
  readonly group: "given" | "formed" | "none";
  /** As the kernel numbers it; null where it is formed. */
  readonly number: number | null;
  /** In its group for sure, itself among them. */
  readonly members: readonly number[];
  /** In its group in some reading only. */
  readonly perhaps: readonly number[];
  /** In some reading what is not in the dump stands in its group: there may be more members. */
  readonly beyond: boolean;
  /** The group that is formed here, by the reading that is told. */
  readonly formed: readonly number[];
  /** False where the source gives another one: nothing that is shown then explains it. */
  readonly agrees: boolean;
  /** What is not shown, and decides who is in the group or why; empty where nothing does. */
  readonly missing: readonly Deciding[];
  readonly together: PassThrough;
  readonly ways: readonly WayOut[];
  /** Across groups, as the machine is. */
  readonly open: readonly OpenPair[];
}

export function deviceAnswer(m: ShownMachine, a: Audit, dev: number): DeviceAnswer {
  const whole = groupings(m).map((grouped) => groupWith(grouped, dev));
  const all = whole.map((some) => shown(m, some));
  const beyond = whole.some((some, i) => some.length > (all[i]?.length ?? 0));
  const everywhere = (all[0] ?? []).filter((one) => all.every((some) => some.includes(one)));
  const anywhere = new Set(all.flat());
  const number = m.groups[dev] ?? null;
  const given = number === null ? null : membersGiven(m, number);
  const formed = shown(m, groupWith(a.formed, dev));
  const members = given ?? everywhere;
  const perhaps = given === null ? [...anywhere].filter((one) => !members.includes(one)) : [];
  const none = given === null && m.topology.functions[dev]?.iommu !== true;
  const missing = none ? [] : missingFor(m, dev, [...members, ...whole.flat()]);
  const agrees = given === null || sameSet(given, formed);
  const floats = missing.some(({ fact }) => fact === "place");
  const same = all.every((some) => some.join() === all[0]?.join());
  const sure = same && !floats && !beyond;
  return {
    dev,
    group: given !== null ? "given" : none ? "none" : "formed",
    number,
    members,
    perhaps: perhaps.sort((x, y) => x - y),
    beyond: beyond && !none,
    formed,
    missing: sure ? [] : missing,
    together: passThrough(m, dev, members),
    agrees,
    ways: sure && agrees ? waysOut(m, dev, members) : [],
    open: sure ? openIn(m, dev) : [],
  };
}

function shown(m: ShownMachine, devs: readonly number[]): readonly number[] {
  return devs.filter((one) => m.functions[one]?.shown !== false);
}

function sameSet(some: readonly number[], others: readonly number[]): boolean {
  return some.length === others.length && some.every((one) => others.includes(one));
}

function membersGiven(m: ShownMachine, number: number): readonly number[] {
  return [...m.groups.keys()].filter((one) => m.groups[one] === number);
}

/** The elements on which its group may rest: the ways up of all that may be in it. */
function missingFor(m: ShownMachine, dev: number, others: readonly number[]): readonly Deciding[] {
  const { functions } = m.topology;
  const ways = [dev, ...others].flatMap((one) => wayUp(functions, one));
  return missingOf(
    m,
    ways.flatMap((element) => deviceOf(functions, element)),
  );
}

/** Pairs that meet across groups in every reading; of given groups that are shown. */
function openIn(m: ShownMachine, dev: number): readonly OpenPair[] {
  const given = (m.groups[dev] ?? null) === null ? null : m.groups;
  const [first = [], ...others] = [m.topology, ...m.readings].map((topology) =>
    crossing({ ...m, topology }, dev, given ?? linuxGrouped(booted(topology.functions)).groupOf),
  );
  return first.filter(({ from, to }) =>
    others.every((pairs) => pairs.some((pair) => pair.from === from && pair.to === to)),
  );
}
