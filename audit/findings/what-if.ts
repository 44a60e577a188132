/**
 * The differences that a change of ACS bits makes to an audit: which groups split or merge, on
 * which functions PASID can be enabled, and what was not true and is, or the other way round; and
 * the lines that give the bits.
 */
import { readable, type Reading } from "../../model/vocabulary/reading/reading.js";
import { ACS_ISOLATED } from "../../model/vocabulary/topology/acs.js";
import {
  acsOf,
  type PciFunction,
  type Topology,
} from "../../model/vocabulary/topology/topology.js";
import type { Wanted } from "../lines/print.js";
import { applied, NO_FACTS, type Applied, type ChangeNote, type Facts } from "./apply.js";
import { audit, type Audit } from "./audit.js";
import { changedBits, type Change } from "./change.js";
import { booted, idealGrouped } from "./boot-groups.js";
import { meetingPairs, type MeetingPairs } from "./meeting-pairs.js";
import { notIsolatedOf, type NotIsolated } from "./not-isolated.js";
import { overMergedOf } from "./over-merged.js";
import { pasidOfAll } from "./pasid.js";
import { Standing } from "./peer-to-peer.js";
import { surePasid } from "./sure-pasid.js";
import { SureTurns } from "./sure-turns.js";

/** Groups that are others after the change: the same functions, before and after. */
export interface Regrouped {
  readonly was: readonly (readonly number[])[];
  readonly is: readonly (readonly number[])[];
}

export type BitsOf = readonly { readonly dev: number; readonly was: number; readonly is: number }[];

export interface WhatIf {
  readonly bits: BitsOf;
  readonly after: Audit;
  readonly regrouped: readonly Regrouped[];
  /** Functions on which PASID can be enabled after the change only, and before it only. */
  readonly pasidGained: readonly number[];
  readonly pasidLost: readonly number[];
  readonly notIsolatedGone: readonly NotIsolated[];
  readonly notIsolatedNew: readonly NotIsolated[];
  /** Endpoints that meet across groups after the change; with an ACS override also those before. */
  readonly meeting: MeetingPairs;
  /** Of each function whose bits change: what a line must say to give them. */
  readonly wanted: readonly LineWanted[];
  /** Some of it is written while Linux runs, when groups are formed already. */
  readonly atRunTime: boolean;
  /** Functions of which Linux takes it, by the ACS override, that they isolate. */
  readonly overridden: readonly number[];
  readonly notes: readonly ChangeNote[];
  /** The same, had firmware left on whatever is shown on; null where that makes no difference. */
  readonly ifKept: { readonly bits: BitsOf; readonly after: Audit } | null;
}

export interface LineWanted extends Wanted {
  readonly dev: number;
  /** Bits that Linux switches on at boot where an IOMMU is on, and that shall be off. */
  readonly againstLinux: number;
  /** Firmware and Linux come to just these bits without a line. */
  readonly byLinux: boolean;
}

/** What is known of the machine beside its topology. */
export interface Known {
  readonly facts: Facts;
  /** Further readings that the source permits: machine.ts. */
  readonly readings: readonly Topology[];
}

const NOTHING_KNOWN: Known = { facts: NO_FACTS, readings: [] };

export function whatIf(
  before: Audit,
  changes: readonly Change[],
  given: readonly (number | null)[] = [],
  { facts, readings }: Known = NOTHING_KNOWN,
): Reading<WhatIf> {
  const { functions } = before.topology;
  const made = applied(functions, changes, facts);
  if (!made.ok) return made;
  const others = readings.flatMap((reading) => {
    const other = applied(reading.functions, changes, facts, "off", true);
    return other.ok ? [other.value] : [];
  });
  const { now, atBoot, notes } = made.value;
  const after = auditAfter(before, made.value, others, given);
  const bits = changedBits(before.topology, booted(now));
  return readable({
    bits,
    after,
    regrouped: regrouped(before, after),
    pasidGained: enableableOnly(after, before),
    pasidLost: enableableOnly(before, after).filter(
      (dev) => after.pasid[dev]?.enableable === false,
    ),
    notIsolatedGone: without(before.notIsolated, after.notIsolated),
    notIsolatedNew: without(after.notIsolated, before.notIsolated),
    meeting: pairsOf(before, after, made.value),
    wanted: bits.flatMap(({ dev }) => wantedOf(now, dev)),
    atRunTime: now.some((f, dev) => f !== atBoot[dev]),
    overridden: made.value.overridden,
    notes,
    ifKept: keptOf(before, changes, facts, given, after),
  });
}

/**
 * Groups of what was there at boot; PASID as Linux sees it then, reach as the hardware does; all in
 * every reading. Given groups are those of the machine as it is, not of this one.
 */
function auditAfter(
  before: Audit,
  made: Applied,
  others: readonly Applied[],
  given: readonly (number | null)[],
): Audit {
  const { unseen, shown, denied } = before;
  const functions = shown.map((is, dev) => ({ shown: is, denied: denied[dev] === true }));
  const topology = booted(made.believedAtBoot);
  const readings = others.map((other) => booted(other.believedAtBoot));
  const machine = { topology, readings, unseen, functions };
  const atBoot = audit(machine, given, { tellGiven: false });
  if (made.believedAtBoot === made.atBoot && made.now.every((f, i) => f === made.atBoot[i]))
    return atBoot;
  const hardware = booted(made.now);
  const more = others.map((other) => booted(other.now));
  const first = new Standing(hardware);
  const standings = [first, ...more.map((t) => new Standing(t))] as const;
  const turns = new SureTurns(standings, shown);
  const believed = [made, ...others].map((one) => booted(one.believed));
  const answers = believed.map((t, i) => pasidOfAll(t, standings[i] ?? first));
  const now = booted(made.believed);
  return {
    ...atBoot,
    topology: now,
    pasid: surePasid({ topology: now, unseen, shown }, answers),
    notIsolated: notIsolatedOf(hardware, turns, atBoot.apart, more),
    overMerged: overMergedOf(
      atBoot.topology,
      atBoot,
      idealGrouped(booted(made.atBoot)),
      atBoot.because,
      others.map((other) => booted(other.atBoot)),
      (dev) => atBoot.basis[dev] === "formed",
    ),
  };
}

function pairsOf(before: Audit, after: Audit, { now, overridden }: Applied): MeetingPairs {
  if (after.notIsolated.length === 0) return { pairs: [], total: 0, fresh: 0 };
  return meetingPairs(
    before.notIsolated.length === 0 ? null : { hardware: before.topology, groupOf: before.groupOf },
    { hardware: booted(now), groupOf: after.groupOf },
    overridden.length > 0,
  );
}

function keptOf(
  before: Audit,
  changes: readonly Change[],
  facts: Facts,
  given: readonly (number | null)[],
  after: Audit,
): WhatIf["ifKept"] {
  const made = applied(before.topology.functions, changes, facts, "as-shown");
  if (!made.ok || !made.value.notes.some(({ what }) => what === "firmware")) return null;
  const kept = auditAfter(before, made.value, [], given);
  if (changedBits(after.topology, kept.topology).length === 0) return null;
  return { bits: changedBits(before.topology, booted(made.value.now)), after: kept };
}

function wantedOf(functions: readonly PciFunction[], dev: number): readonly LineWanted[] {
  const f = functions[dev];
  const acs = f === undefined ? null : acsOf(f);
  if (f === undefined || acs === null) return [];
  const byDefault = acs.cap & ACS_ISOLATED;
  return [
    {
      dev,
      at: f,
      cap: acs.cap,
      ctrl: acs.ctrl,
      againstLinux: byDefault & ~acs.ctrl,
      byLinux: acs.ctrl === byDefault,
    },
  ];
}

function enableableOnly(of: Audit, than: Audit): readonly number[] {
  return of.pasid.flatMap(({ enableable }, dev) =>
    enableable && than.pasid[dev]?.enableable !== true ? [dev] : [],
  );
}

function without(
  some: readonly NotIsolated[],
  others: readonly NotIsolated[],
): readonly NotIsolated[] {
  const known = new Set(others.map((one) => JSON.stringify(one)));
  return some.filter((one) => !known.has(JSON.stringify(one)));
}

/** Groups of both sides that have functions in common belong together. */
function regrouped(before: Audit, after: Audit): readonly Regrouped[] {
  const done = new Set<number>();
  const found: Regrouped[] = [];
  for (const first of before.groups.keys()) {
    if (done.has(first)) continue;
    const was = new Set([first]);
    const is = new Set<number>();
    for (const group of was) {
      done.add(group);
      for (const dev of before.groups[group] ?? []) {
        const now = after.groupOf[dev] ?? null;
        if (now === null || is.has(now)) continue;
        is.add(now);
        for (const other of after.groups[now] ?? []) was.add(before.groupOf[other] ?? group);
      }
    }
    if (was.size === 1 && is.size === 1) continue;
    const members = [...was].flatMap((group) => before.groups[group] ?? []);
    // What cannot be said of them before or after is no change.
    if (members.some((dev) => isOpen(before, dev) || isOpen(after, dev))) continue;
    found.push({
      was: [...was].map((group) => before.groups[group] ?? []),
      is: [...is].map((group) => after.groups[group] ?? []),
    });
  }
  return found;
}

function isOpen({ basis }: Audit, dev: number): boolean {
  return basis[dev] !== "formed";
}
