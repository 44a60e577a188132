/**
 * A topology made from what a source says of a machine. Whatever it does not say is taken in the
 * way that a note in `unknown` states; a function that shows its capabilities and has no Express
 * capability among them is conventional.
 */
import { addressText } from "../../model/vocabulary/topology/address.js";
import { impossible } from "../../model/vocabulary/topology/validate.js";
import { readable, unreadable, type Reading } from "../../model/vocabulary/reading/reading.js";
import {
  acsOf,
  type PciFunction,
  type Topology,
} from "../../model/vocabulary/topology/topology.js";
import { impossibleBridge } from "./bridges.js";
import { asWithIommu, bootIommu, type BootIommu } from "./boot.js";
import { busesOf } from "./buses.js";
import { caveatsOf } from "./caveats.js";
import { withExtendedKinds, withNamedKinds } from "./named-kinds.js";
import { fragments } from "./fragments.js";
import { readingIn, readingsOf, unseenOfAll, withGuessed, type Knowledge } from "./readings.js";
import { groupsTell } from "./shown-groups.js";
import { functionsOf, treeOf } from "./topology-of.js";
import { realFunction, type RealFunction } from "./functions.js";
import type { GroupList } from "../read/groups.js";
import type { BusNumber, ReadNote } from "../read/dump.js";
import { readLspci } from "../read/lspci.js";
import { Notes } from "../read/notes.js";
import { STAND_IN_TITLE, type FunctionRecord } from "../read/record.js";
import { reindexed, type Part } from "./part.js";
import { withRules, type AppliedRule } from "../quirks/apply.js";
import { withStandIns } from "./stand-ins.js";
import { readSysfs, type SysfsFiles } from "../read/sysfs.js";
import type { Unseen } from "../read/unseen.js";

/** A machine as its source shows it. */
export interface RealMachine {
  /** The reading that is told: what the source does not say is taken as the notes state. */
  readonly topology: Topology;
  /**
   * Further readings that the source permits: what it does not say, taken once so that as little
   * as possible is isolated, and once so that as much as possible is. The same functions at the
   * same indices; empty where nothing is unseen.
   */
  readonly readings: readonly Topology[];
  /**
   * The least isolating one of those readings in which bridges that are not in the dump isolate;
   * null where none is missing.
   */
  readonly supposing: Topology | null;
  /** Beside each function: what the source does not show of it. */
  readonly unseen: readonly ReadonlySet<Unseen>[];
  /** Whether it was booted with an IOMMU. */
  readonly boot: BootIommu;
  /** Beside each function: the ACS bits that are off, and taken as Linux would set them. */
  readonly switchedOn: readonly number[];
  /** Beside each function of the topology. */
  readonly functions: readonly RealFunction[];
  /** Beside each function: what lspci calls it, and the IOMMU group that the source has for it. */
  readonly titles: readonly string[];
  readonly groups: readonly (number | null)[];
  /** The device-specific rules of Linux that changed something, by function. */
  readonly rules: readonly AppliedRule[];
  /** What the source does not say, and what was taken in its place. */
  readonly unknown: readonly string[];
  /** What must be known before all else, the most important first; each a clause. */
  readonly caveats: readonly string[];
}

/** Of a dump of which only a part is wanted. */
const DUMP_FUNCTIONS_MAX = 65_536;

/**
 * Reads the text of `lspci -vv`, best with -D, -nn and all bytes (four x), as root. A list of
 * groups is believed before what the dump prints; that it names functions which are not there is
 * for `groupsOf` to say.
 */
export function readMachine(
  text: string,
  groups: GroupList | null = null,
  how: Partial<How> = {},
): Reading<RealMachine> {
  const wanted = { ...AS_USUAL, ...how };
  const dump = wanted.part === null ? readLspci(text) : readLspci(text, DUMP_FUNCTIONS_MAX);
  if (!dump.ok) return dump;
  const { records, roots, notes } = dump.value;
  const said = [...notes, ...(groups?.notes ?? [])];
  return machineOf({ records, roots, list: groups, without: false }, said, wanted);
}

function regrouped(
  records: readonly FunctionRecord[],
  { lines: groups }: GroupList,
): readonly FunctionRecord[] {
  const groupOf = new Map(groups.map(({ address, group }) => [addressText(address), group]));
  return records.map((r) => ({ ...r, group: groupOf.get(addressText(r)) ?? null }));
}

/** Reads a machine from its /sys, or from a copy of it in a folder. */
export async function readSysfsMachine(
  files: SysfsFiles,
  root: string,
  how: Partial<How> = {},
): Promise<Reading<RealMachine>> {
  const read = await readSysfs(files, root);
  if (!read.ok) return read;
  // The folder is there with every kernel that can have groups; without an IOMMU it is empty.
  const groups = await files.namesIn(`${root}/kernel/iommu_groups`);
  const without = groups?.length === 0 && !read.value.some((r) => r.group !== null);
  const source = { records: read.value, roots: [], list: null, without };
  return machineOf(source, [], { ...AS_USUAL, ...how });
}

/** How a machine is to be read. */
export interface How {
  /** With just those of its functions; null: all. */
  readonly part: Part | null;
  /** The ACS bits as they are, also where the boot was one without an IOMMU. */
  readonly acsAsShown: boolean;
}

const AS_USUAL: How = { part: null, acsAsShown: false };

/** A machine as it was read. */
interface Source {
  readonly records: readonly FunctionRecord[];
  /** Buses that it shows to be root buses. */
  readonly roots: readonly BusNumber[];
  /** Its groups, where a list of them stands beside it. */
  readonly list: GroupList | null;
  /** It shows that the boot was one without an IOMMU. */
  readonly without: boolean;
}

function machineOf(source: Source, said: readonly ReadNote[], how: How): Reading<RealMachine> {
  const boot = bootOf(source, how);
  const given = source.list === null ? boot.records : regrouped(boot.records, source.list);
  const refused = impossibleBridge(given);
  if (refused !== null) return refused;
  const here = { ...source, records: given };
  const switchedOn = boot.iommu === "on" || (boot.iommu === "off" && !how.acsAsShown);
  const notes = [...said, ...boot.notes];
  const guessing = standingOf(here, notes, { guess: true, switchedOn });
  // A guess where a bridge leads gives way to what cannot stand there.
  const standing =
    guessing.ok &&
    guessing.value.knowledge.floating.size > 0 &&
    impossible(booted(guessing.value.functions))
      ? standingOf(here, notes, { guess: false, switchedOn })
      : guessing;
  if (!standing.ok) return standing;
  const { records, functions: ruled, rules, unseen: all, knowledge } = standing.value;
  const chosen = how.part === null ? readable([...ruled.keys()]) : how.part(ruled);
  if (!chosen.ok) return chosen;
  const indices = chosen.value;
  const kept = indices.flatMap((dev) => records[dev] ?? []);
  const topology = booted(how.part === null ? ruled : reindexed(ruled, indices));
  const reason = impossible(topology);
  if (reason !== null) {
    const record = kept[Number(/^functions\[(\d+)\]/.exec(reason.path)?.[1] ?? -1)];
    if (record === undefined) return unreadable(reason.message, { path: reason.path });
    return problemOf(record, reason.message);
  }
  const { shown: bare, secondaries } = standing.value;
  const stand = { records: bare, secondaries };
  const { readings, supposing, possible } = readingsOf(stand, all, knowledge, indices);
  const unseen = indices.map((dev) => all[dev] ?? new Set<Unseen>());
  const shownAcs = new Map(source.records.map((r) => [addressText(r), r.acs]));
  const functions = kept.map((r) => ({
    ...realFunction(r),
    acs: shownAcs.get(addressText(r)) ?? null,
  }));
  const switched = topology.functions.map((f, dev) => switchedOnIn(f, functions[dev]));
  const now = new Map(indices.map((dev, i) => [dev, i]));
  const shown = how.part === null ? null : new Set(kept.map((r) => addressText(r)));
  const floats = unseen.some((some) => some.has("place"));
  return readable({
    topology,
    readings,
    supposing,
    unseen: possible
      ? withGuessed(unseen, topology, readings.at(-1) ?? topology)
      : unseen.map((some) => new Set<Unseen>([...some, "place"])),
    boot: boot.iommu,
    switchedOn: boot.iommu === "off" && !how.acsAsShown ? switched : switched.map(() => 0),
    functions,
    titles: functions.map((f) => f.title),
    groups: functions.map((f) => f.group),
    rules: rules.flatMap((rule) => {
      const dev = now.get(rule.dev);
      return dev === undefined ? [] : [{ ...rule, dev }];
    }),
    unknown: standing.value.notes.texts(shown),
    caveats: caveatsOf({ boot: boot.iommu, acsAsShown: how.acsAsShown, said, floats }, kept),
  });
}

/** The functions of a machine in their places, in the reading that is told. */
interface Placed {
  /** As the source and the stand-ins have them, and as the reading does. */
  readonly shown: readonly FunctionRecord[];
  readonly records: readonly FunctionRecord[];
  readonly secondaries: readonly (number | null)[];
  readonly knowledge: Knowledge;
  readonly unseen: readonly ReadonlySet<Unseen>[];
  readonly functions: readonly PciFunction[];
  readonly rules: readonly AppliedRule[];
  readonly notes: Notes;
}

/** `guess`: a bridge that shows no bus number leads to a bus that has no bridge. */
function standingOf(
  { records: given, roots, list }: Source,
  said: readonly ReadNote[],
  { guess, switchedOn }: { readonly guess: boolean; readonly switchedOn: boolean },
): Reading<Placed> {
  const notes = new Notes();
  for (const { reason, at } of said) {
    if (at === null) notes.addOfAll(reason);
    else notes.add(reason, at);
  }
  const { records: called, named } = withNamedKinds(given, notes);
  const shown = withStandIns(withExtendedKinds(called), roots, notes);
  const buses = busesOf(shown, roots, notes, guess);
  if ("crowded" in buses)
    return problemOf(buses.crowded, "no bus number is left for what is behind it");
  const { secondaries, guessed } = buses;
  const tree = treeOf(shown, secondaries, notes);
  const knowledge: Knowledge = {
    tree,
    floating: new Set([...guessed, ...fragments(shown, tree)]),
    named: new Set(shown.flatMap((r, i) => (named.has(addressText(r)) ? [i] : []))),
    told: groupsTell(shown, tree),
    switchedOn,
    grouped: list === null && shown.some((r) => r.group !== null),
  };
  const unseen = unseenOfAll(shown, knowledge);
  const { records, kinds } = readingIn(shown, unseen, knowledge, "told");
  const told = functionsOf({ records, secondaries, kinds }, tree, unseen, notes);
  noteIsolating(shown, records, notes);
  const placed = { shown, records, secondaries, knowledge, unseen, notes };
  return readable({ ...placed, ...withRules(records, told, notes) });
}

function noteIsolating(
  shown: readonly FunctionRecord[],
  told: readonly FunctionRecord[],
  notes: Notes,
): void {
  for (const [i, r] of told.entries())
    if (r !== shown[i] && r.title !== STAND_IN_TITLE)
      notes.add("its ACS is not shown; its groups show that it isolates", r);
}

/** What the source says of the boot, and the records with the bits that Linux would set on one. */
function bootOf({ records: shown, list, without }: Source, { acsAsShown }: How): Boot {
  const grouped = shown.some((r) => r.group !== null);
  const seen = without ? "off" : bootIommu(shown, grouped);
  // A list may be of another boot than the dump, whose ACS says of which it is.
  const iommu = seen === "unknown" && list !== null ? "on" : seen;
  if (iommu !== "off" || acsAsShown) return { iommu, records: shown, notes: [] };
  const reason =
    "ACS bits are taken as Linux would set them with an IOMMU: SV RR CR UF where implemented";
  return { iommu, records: shown.map((r) => asWithIommu(r)), notes: [{ reason, at: null }] };
}

interface Boot {
  readonly iommu: BootIommu;
  readonly records: readonly FunctionRecord[];
  readonly notes: readonly ReadNote[];
}

/** The bits that a topology has on, and that its source shows to be off. */
function switchedOnIn(f: PciFunction, real: RealFunction | undefined): number {
  const acs = real?.acs ?? null;
  if (acs === null) return 0;
  return (acsOf(f)?.ctrl ?? 0) & ~(acs.wide?.ctrl ?? acs.ctrl ?? ~0);
}

function booted(functions: readonly PciFunction[]): Topology {
  return { functions, probe: { scan: "boot", order: null } };
}

function problemOf(record: FunctionRecord, message: string): Reading<never> {
  const line = record.line === 0 ? null : record.line;
  return unreadable(`${addressText(record)}: ${message}`, { line });
}
