/**
 * The changes that would make the group of a function smaller, each tried alone in a copy of the
 * machine whose groups are then formed again: ACS bits that are off, a capability that is missing,
 * another slot, and as the last resort the ACS override, which changes what Linux believes and
 * nothing else. Where no element helps alone, all of them are tried together.
 */
import { ACS_ISOLATED } from "../../model/vocabulary/topology/acs.js";
import { acsOf, isExpress, type PciFunction } from "../../model/vocabulary/topology/topology.js";
import { overridden, type AcsOverride } from "../lines/acs-override.js";
import { NO_IDS } from "../lines/device.js";
import type { Wanted } from "../lines/print.js";
import { booted, linuxGrouped } from "./boot-groups.js";
import { lackOf } from "./missing-acs.js";
import { crossing, type OpenPair } from "./open-pairs.js";
import { otherSlots, type Slot } from "./other-slots.js";
import {
  deviceOf,
  groupWith,
  readingsOf,
  staysWithHost,
  wayUp,
  type ShownMachine,
} from "./shown-machine.js";

export type WayOut =
  /** Implemented bits that are off, switched on. */
  | {
      readonly how: "bits";
      readonly at: readonly WantedAt[];
      readonly left: readonly number[];
      readonly open: readonly OpenPair[];
    }
  /** These would need an ACS capability, some of them bits as well. */
  | {
      readonly how: "capability";
      readonly without: readonly number[];
      readonly at: readonly WantedAt[];
      readonly left: readonly number[];
      readonly open: readonly OpenPair[];
    }
  /** Behind this port, whose whole way up isolates. */
  | ({ readonly how: "slot"; readonly left: readonly number[] } & Slot)
  | {
      readonly how: "override";
      readonly override: AcsOverride;
      /** Functions that Linux would then take to isolate. */
      readonly believed: readonly number[];
      readonly left: readonly number[];
      readonly open: readonly OpenPair[];
    };

export interface WantedAt extends Wanted {
  readonly dev: number;
  /** The bits that are off. */
  readonly bits: number;
}

/**
 * What must still go with it, as `left`, and whom it then meets untranslated across groups, as
 * `open`. Only ways that hold in every reading.
 */
export function waysOut(
  m: ShownMachine,
  dev: number,
  members: readonly number[],
): readonly WayOut[] {
  const trial = new Trial(m, dev, members);
  if (trial.before.every((company) => company.length === 0)) return [];
  const elements = elementsFor(m, dev, members);
  return [...byBits(trial, elements), ...bySlots(trial), ...byOverride(trial)];
}

/** All that may keep the members together: the ways up of all, and the devices on them. */
function elementsFor(m: ShownMachine, dev: number, members: readonly number[]): readonly number[] {
  const { functions } = m.topology;
  const ways = [dev, ...members].flatMap((member) => wayUp(functions, member));
  const all = new Set(ways.flatMap((element) => deviceOf(functions, element)));
  return [...all].sort((a, b) => a - b);
}

/** The machine after a change, in every reading, and who is then in the group. */
class Trial {
  readonly m: ShownMachine;
  readonly dev: number;
  readonly members: readonly number[];
  /** Who must go with it, in each reading. */
  readonly before: readonly (readonly number[])[];

  constructor(m: ShownMachine, dev: number, members: readonly number[]) {
    this.m = m;
    this.dev = dev;
    this.members = members;
    this.before = readingsOf(m).map((functions) => this.company(functions));
  }

  /** The smaller company; null where some reading has none that is smaller. */
  after(change: (f: PciFunction, dev: number) => PciFunction): readonly number[] | null {
    const left = readingsOf(this.m).map((functions) =>
      this.company(functions.map((f, dev) => change(f, dev))),
    );
    const smaller = left.every((some, i) => some.length < (this.before[i]?.length ?? 0));
    const same = left.every((some) => some.join() === left[0]?.join());
    return smaller && same ? (left[0] ?? null) : null;
  }

  company(functions: readonly PciFunction[]): readonly number[] {
    return groupWith(linuxGrouped(booted(functions)), this.dev).filter(
      (one) =>
        one !== this.dev && !staysWithHost(this.m, one) && this.m.functions[one]?.shown !== false,
    );
  }
}

interface Lacking {
  readonly dev: number;
  readonly bits: WantedAt | null;
  readonly whole: PciFunction;
}

function byBits(trial: Trial, elements: readonly number[]): readonly WayOut[] {
  const lacking = elements.flatMap((dev) => lackingAt(trial.m, dev) ?? []);
  const alone = best(lacking.flatMap((one) => wayBy(trial, [one]) ?? []));
  if (alone.length > 0) return alone;
  const off = lacking.filter(({ bits }) => bits !== null);
  const together = needed(trial, off) ?? needed(trial, lacking);
  return together === null ? [] : [together];
}

/** All of them together, without those that can be left out; null where that does not help. */
function needed(trial: Trial, some: readonly Lacking[]): WayOut | null {
  const all = some.length < 2 ? null : wayBy(trial, some);
  if (all === null) return null;
  let way = all;
  let kept = some;
  // What is on its own way up is left for the end: a change there says most about it.
  const own = new Set(wayUp(trial.m.topology.functions, trial.dev));
  const aside = some.filter(({ dev }) => !own.has(dev)).toReversed();
  for (const one of [...aside, ...some.filter(({ dev }) => own.has(dev)).toReversed()]) {
    const rest = kept.filter((other) => other !== one);
    const fewer = wayBy(trial, rest);
    if (fewer === null || fewer.left.length > way.left.length) continue;
    way = fewer;
    kept = rest;
  }
  return way;
}

/** Those that leave the fewest; bits that can be set come before what must be bought. */
function best(ways: readonly WayOut[]): readonly WayOut[] {
  const least = (how: WayOut["how"]): readonly WayOut[] => {
    const some = ways.filter((way) => way.how === how);
    const fewest = Math.min(...some.map(({ left }) => left.length));
    return some.filter(({ left }) => left.length === fewest);
  };
  const bits = least("bits");
  const capability = least("capability");
  const more = (capability[0]?.left.length ?? Infinity) < (bits[0]?.left.length ?? Infinity);
  return more ? [...bits, ...capability] : bits;
}

function wayBy(trial: Trial, some: readonly Lacking[]): WayOut | null {
  const whole = new Map(some.map((one) => [one.dev, one.whole]));
  const change = (f: PciFunction, dev: number): PciFunction => whole.get(dev) ?? f;
  const left = trial.after(change);
  if (left === null) return null;
  const at = some.flatMap(({ bits }) => bits ?? []);
  const without = some.flatMap(({ dev, bits }) => (bits === null ? [dev] : []));
  const open = openAfter(trial, change);
  return without.length === 0
    ? { how: "bits", at, left, open }
    : { how: "capability", without, at, left, open };
}

/** By the hardware after the change, whom it meets though the groups are then two. */
function openAfter(
  { m, dev }: Trial,
  change: (f: PciFunction, dev: number) => PciFunction,
): readonly OpenPair[] {
  const topology = booted(m.topology.functions.map((f, i) => change(f, i)));
  return crossing({ ...m, topology }, dev, linuxGrouped(topology).groupOf);
}

/** What an element lacks, if all of it is shown; null where it lacks nothing that could be. */
function lackingAt({ topology, unseen, functions }: ShownMachine, dev: number): Lacking | null {
  const f = topology.functions[dev];
  const hidden = ["function", "kind", "place", "acs", "acs-bits"] as const;
  if (f === undefined || functions[dev]?.shown === false) return null;
  if (!isExpress(f) || hidden.some((fact) => unseen[dev]?.has(fact))) return null;
  const lack = lackOf(f, ACS_ISOLATED);
  const acs = acsOf(f);
  if (lack?.why === "off" && acs !== null) {
    const ctrl = acs.ctrl | lack.bits;
    const bits = { dev, at: f, cap: acs.cap, ctrl, bits: lack.bits };
    return { dev, bits, whole: { ...f, acs: { ...acs, ctrl } } };
  }
  if (lack?.why !== "absent") return null;
  return {
    dev,
    bits: null,
    whole: { ...f, acs: { cap: ACS_ISOLATED, ctrl: ACS_ISOLATED, egress: [] } },
  };
}

function bySlots({ m, dev, before }: Trial): readonly WayOut[] {
  const { slots, left } = otherSlots(m, dev);
  if (before.some((company) => left.length >= company.length)) return [];
  return slots.map((slot) => ({ how: "slot", ...slot, left }));
}

const OVERRIDES: readonly AcsOverride[] = [
  { downstream: true, multifunction: false, ids: [] },
  { downstream: false, multifunction: true, ids: [] },
  { downstream: true, multifunction: true, ids: [] },
];

/** The weakest words that help. */
function byOverride(trial: Trial): readonly WayOut[] {
  const { m } = trial;
  for (const override of OVERRIDES) {
    const left = trial.after((f) => overridden(f, override, NO_IDS) ?? f);
    if (left === null) continue;
    const believed = m.topology.functions.flatMap((f, dev) =>
      overridden(f, override, NO_IDS) === null ? [] : [dev],
    );
    return [{ how: "override", override, believed, left, open: openPairs(trial, override) }];
  }
  return [];
}

/** Pairs with the function itself, by the hardware as it is. */
function openPairs({ m, dev }: Trial, override: AcsOverride): readonly OpenPair[] {
  const { topology } = m;
  const after = linuxGrouped(
    booted(topology.functions.map((f) => overridden(f, override, NO_IDS) ?? f)),
  );
  return crossing(m, dev, after.groupOf);
}
