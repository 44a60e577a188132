/**
 * The functions that a machine treats as if they were plugged after boot (BUG-27): the given
 * groups, or PASID that is on, are what comes out where a function is grouped and enabled by its
 * own header bit, before pci_scan_slot() (drivers/pci/probe.c) marks it as a function of a
 * multifunction device. pci_acs_enabled() (drivers/pci/pci.c) asks no ACS of a function that is not
 * marked, and get_pci_function_alias_group() (drivers/iommu/iommu.c) holds it against nobody.
 */
import { acsEnabled, firstFailing } from "../../model/fabric/acs.js";
import { ACS_PASID } from "../../model/vocabulary/topology/acs.js";
import {
  functionNumber,
  pasidOf,
  slotOf,
  type PciFunction,
  type Topology,
} from "../../model/vocabulary/topology/topology.js";
import { booted, linuxGrouped, partsOf, type Grouped } from "./boot-groups.js";
import { pluggedGrouped, withBelow } from "./plugged-groups.js";

/** What of a machine shows that a function was plugged. Arrays stand beside the functions. */
export interface PluggedInput {
  readonly topology: Topology;
  /** Further readings of it: where one of them explains what is seen, nothing was plugged. */
  readonly readings: readonly Topology[];
  /** Header type bit 7, and whether PASID is on; null: not shown. Stand-ins are not shown. */
  readonly functions: readonly {
    readonly multifunction: boolean | null;
    readonly pasidEnabled: boolean | null;
    readonly shown: boolean;
  }[];
  /** The groups that the machine was seen with; null: not said. */
  readonly groups: readonly (number | null)[];
  /** What is not shown of each function; a `place` that is not shown could explain anything. */
  readonly unseen: readonly ReadonlySet<string>[];
}

/** Functions of one device that Linux treats as if they were plugged after boot. */
export interface Plugged {
  /** Those that were not marked multifunction in that moment, and show it. */
  readonly functions: readonly number[];
  /** All functions of the device that come with them, and what is below. */
  readonly late: readonly number[];
  /** That the own header bit of these is 0 is shown, and nothing else is assumed. */
  readonly sure: boolean;
  /** The given groups of those that a boot puts together; null where groups do not show it. */
  readonly groups: {
    readonly given: readonly (readonly number[])[];
    readonly rebooted: readonly (readonly number[])[];
  } | null;
  /** On these PASID is on, and cannot be enabled after a reboot: they lack ACS of their own. */
  readonly pasid: readonly number[];
}

export interface PluggedAnswer {
  readonly devices: readonly Plugged[];
  /** The groups with these plugged after boot; null where groups show none. */
  readonly groupOf: Grouped["groupOf"] | null;
}

type GroupOf = Grouped["groupOf"];

export function pluggedOf(input: PluggedInput): PluggedAnswer {
  const search = new Search(input);
  const tried = search.byGroups();
  const byPasid = search.byPasid();
  const devices = tried.map((trial) => search.plugged(trial, byPasid));
  const known = new Set(devices.flatMap(({ functions }) => functions));
  for (const dev of byPasid.keys())
    if (!known.has(dev)) devices.push(search.enabled(dev, byPasid.get(dev) === true));
  devices.sort((a, b) => (a.functions[0] ?? 0) - (b.functions[0] ?? 0));
  return { devices, groupOf: tried.length === 0 ? null : search.together(tried) };
}

/** One device, and which of its functions may have come late. */
interface Trial {
  readonly functions: readonly number[];
  readonly late: ReadonlySet<number>;
  /** The functions whose groups must come out as given. */
  readonly scope: readonly number[];
}

class Search {
  private readonly input: PluggedInput;
  private readonly functions: readonly PciFunction[];
  private readonly boot: GroupOf;
  /** The groups of the further readings with the same functions plugged. */
  private plugs: readonly GroupOf[] = [];
  private readonly slots: readonly (readonly number[])[];
  /** The members of each group, by what is given and at boot. */
  private readonly givenMembers: ReadonlyMap<number, readonly number[]>;
  private readonly bootMembers: ReadonlyMap<number, readonly number[]>;

  constructor(input: PluggedInput) {
    this.input = input;
    this.functions = input.topology.functions;
    this.boot = linuxGrouped(booted(this.functions)).groupOf;
    this.slots = slotsOf(this.functions);
    this.givenMembers = membersOf(input.groups);
    this.bootMembers = membersOf(this.boot);
  }

  /**
   * All that could explain something are plugged together, then only those that did, until each
   * does: devices do not depend on each other, unless one is below the other.
   */
  byGroups(): readonly Trial[] {
    let trials = this.candidates();
    while (trials.length > 0) {
      const groupOf = this.together(trials);
      const left = trials.flatMap((trial) => {
        if (this.fits(trial, groupOf)) return [trial];
        const alone = this.alone(trial);
        return alone === null ? [] : [alone];
      });
      const same = left.every((trial, i) => trial === trials[i]) && left.length === trials.length;
      trials = left;
      if (same) break;
    }
    const { readings } = this.input;
    if (trials.length > 0) this.plugs = readings.map((t) => this.groupsOf(t.functions, trials));
    return trials;
  }

  /** Where PASID is on, though only a function that is not marked can have it; true: for sure. */
  byPasid(): ReadonlyMap<number, boolean> {
    const found = new Map<number, boolean>();
    const { topology, readings, functions } = this.input;
    for (const [dev, f] of this.functions.entries()) {
      const isOn = functions[dev]?.pasidEnabled === true && functions[dev].shown;
      if (!isOn || !this.isUnmarked(dev) || pasidOf(f) === null) continue;
      if (!onlyItselfRefuses(topology, dev)) continue;
      if (!readings.every((reading) => onlyItselfRefuses(reading, dev))) continue;
      found.set(dev, functions[dev]?.multifunction === false);
    }
    return found;
  }

  plugged({ functions, late, scope }: Trial, byPasid: ReadonlyMap<number, boolean>): Plugged {
    const { groups } = this.input;
    const clear = functions.every((dev) => this.input.functions[dev]?.multifunction === false);
    const inAll = this.plugs.every((groupOf) => samePartition(scope, groups, groupOf));
    const together = new Set(functions.map((dev) => this.boot[dev]));
    const concerned = scope.filter((dev) => together.has(this.boot[dev]));
    return {
      functions,
      late: [...late],
      sure: clear && inAll,
      groups: { given: partsOf(concerned, groups), rebooted: partsOf(concerned, this.boot) },
      pasid: functions.filter((dev) => byPasid.has(dev)),
    };
  }

  /** PASID alone shows it. */
  enabled(dev: number, sure: boolean): Plugged {
    const late = this.slots[dev] ?? [];
    return { functions: [dev], late, sure, groups: null, pasid: [dev] };
  }

  together(trials: readonly Trial[]): GroupOf {
    return this.groupsOf(this.functions, trials);
  }

  /** A device of which functions did not join those before them, though a boot joins them. */
  private candidates(): readonly Trial[] {
    const trials: Trial[] = [];
    let boots: readonly GroupOf[] | null = null;
    for (const device of new Set(this.slots)) {
      const apart = device.filter((dev) => this.isApart(dev, device, this.boot));
      if (apart.length === 0) continue;
      boots ??= this.input.readings.map((t) => linuxGrouped(booted(t.functions)).groupOf);
      const others = boots;
      const functions = apart.filter((dev) => others.every((b) => this.isApart(dev, device, b)));
      if (functions.length === 0) continue;
      const late = withBelow(this.functions, device);
      trials.push({ functions, late, scope: this.scopeOf(late) });
    }
    return trials;
  }

  /** The trial with just those functions plugged: they were removed, and found by a rescan. */
  private alone(trial: Trial): Trial | null {
    const late = withBelow(this.functions, trial.functions);
    return late.size === trial.late.size ? null : { ...trial, late };
  }

  /** The given group of an unmarked function has none of those that it joins at boot. */
  private isApart(dev: number, device: readonly number[], boot: GroupOf): boolean {
    const { groups } = this.input;
    const given = groups[dev] ?? null;
    const here = boot[dev] ?? null;
    if (given === null || here === null || !this.isUnmarked(dev)) return false;
    const before = device.filter((x) => x < dev && boot[x] === here && groups[x] !== null);
    return before.length > 0 && before.every((x) => groups[x] !== given);
  }

  /** A function above 0 whose header bit is 0, or not shown; it stands where it is taken to. */
  private isUnmarked(dev: number): boolean {
    const f = this.functions[dev];
    const shown = this.input.functions[dev];
    if (f === undefined || f.kind === "vf" || functionNumber(f) === 0) return false;
    if (this.input.unseen[dev]?.has("place") === true) return false;
    return shown?.shown === true && shown.multifunction !== true;
  }

  /** Those of `late` with a given group, and who is with them, by what is given or at boot. */
  private scopeOf(late: ReadonlySet<number>): readonly number[] {
    const { groups } = this.input;
    const scope = new Set<number>();
    for (const dev of late) {
      const given = this.givenMembers.get(groups[dev] ?? -1) ?? [];
      const here = this.bootMembers.get(this.boot[dev] ?? -1) ?? [];
      for (const other of [...given, ...here]) if (groups[other] !== null) scope.add(other);
    }
    return [...scope].sort((a, b) => a - b);
  }

  private fits({ scope }: Trial, groupOf: GroupOf): boolean {
    return samePartition(scope, this.input.groups, groupOf);
  }

  private groupsOf(functions: readonly PciFunction[], trials: readonly Trial[]): GroupOf {
    const late = new Set(trials.flatMap((trial) => [...trial.late]));
    const apart = new Set(trials.flatMap((trial) => trial.functions));
    const withBits = functions.map((f, dev) => {
      const bit = this.input.functions[dev]?.multifunction ?? null;
      if (!late.has(dev) || f.kind === "vf") return f;
      // Where the bit is not shown, whether it joined the others says what it must be.
      return { ...f, multifunction: bit ?? (functionNumber(f) === 0 || !apart.has(dev)) };
    });
    return pluggedGrouped(withBits, late).groupOf;
  }
}

/** Whether the enable check refuses for the function's own ACS alone, once it is marked. */
function onlyItselfRefuses(t: Topology, dev: number): boolean {
  const f = t.functions[dev];
  if (f === undefined || firstFailing(t, dev, ACS_PASID) !== dev) return false;
  const above = f.parent;
  if (above !== null && firstFailing(t, above, ACS_PASID) !== null) return false;
  return acsEnabled(f, ACS_PASID, false);
}

function samePartition(devs: readonly number[], one: GroupOf, other: GroupOf): boolean {
  const to = new Map<number | null, number | null>();
  const back = new Map<number | null, number | null>();
  return devs.every((dev) => {
    const [a, b] = [one[dev] ?? null, other[dev] ?? null];
    if (b === null) return false;
    if (!to.has(a)) to.set(a, b);
    if (!back.has(b)) back.set(b, a);
    return to.get(a) === b && back.get(b) === a;
  });
}

function membersOf(groupOf: GroupOf): ReadonlyMap<number, readonly number[]> {
  const members = new Map<number, number[]>();
  for (const [dev, group] of groupOf.entries()) {
    if (group === null) continue;
    const some = members.get(group);
    if (some === undefined) members.set(group, [dev]);
    else some.push(dev);
  }
  return members;
}

/** The functions of each slot, as pci_scan_slot() finds them; a VF is no part of one. */
function slotsOf(functions: readonly PciFunction[]): readonly (readonly number[])[] {
  const slots = new Map<string, number[]>();
  return functions.map((f, dev) => {
    if (f.kind === "vf") return [dev];
    const key = `${f.segment} ${f.parent ?? ""} ${f.bus} ${slotOf(f)}`;
    const slot = slots.get(key) ?? [];
    slots.set(key, slot);
    slot.push(dev);
    return slot;
  });
}
