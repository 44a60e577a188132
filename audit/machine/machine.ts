/**
 * A topology made from what a source says of a machine. Whatever it does not say is taken in the
 * way that a note in `unknown` states; a function that shows its capabilities and has no Express
 * capability among them is conventional.
 */
import { addressText } from "../../model/vocabulary/topology/address.js";
import { impossible } from "../../model/vocabulary/topology/validate.js";
import { PLAIN, functionOf } from "../../model/vocabulary/topology/make-function.js";
import { readable, unreadable, type Reading } from "../../model/vocabulary/reading/reading.js";
import {
  isPort,
  type PciFunction,
  type Topology,
} from "../../model/vocabulary/topology/topology.js";
import { impossibleBridge } from "./bridges.js";
import { secondaryBuses } from "./buses.js";
import { acsPart, noteServices, pasidPart, prefixPart } from "./capabilities.js";
import { realFunction, type RealFunction } from "./functions.js";
import type { GroupLine } from "../read/groups.js";
import { isAri, kindOf, multifunctionBits, translated } from "./kinds.js";
import { readLspci } from "../read/lspci.js";
import { Notes } from "../read/notes.js";
import type { FunctionRecord } from "../read/record.js";
import { reindexed, type Part } from "./part.js";
import { physicalFunctions, realDmaFunctions } from "./relations.js";
import { withRules, type AppliedRule } from "../quirks/apply.js";
import { withStandIns } from "./stand-ins.js";
import { readSysfs, type SysfsFiles } from "../read/sysfs.js";
import type { Unseen } from "./unseen.js";

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
  /** Beside each function: what the source does not show of it. */
  readonly unseen: readonly ReadonlySet<Unseen>[];
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
 * for `groupsOf` to say. With a `part` the machine has just those of its functions.
 */
export function readMachine(
  text: string,
  groups: readonly GroupLine[] | null = null,
  part: Part | null = null,
): Reading<RealMachine> {
  const dump = part === null ? readLspci(text) : readLspci(text, DUMP_FUNCTIONS_MAX);
  if (!dump.ok) return dump;
  const notes = new Notes();
  const last = dump.value.at(-1);
  if (last !== undefined && !/[\r\n]$/.test(text))
    notes.add("the text ends within a line here; more may be missing", last);
  return machineOf(groups === null ? dump.value : regrouped(dump.value, groups), notes, part);
}

function regrouped(
  records: readonly FunctionRecord[],
  groups: readonly GroupLine[],
): readonly FunctionRecord[] {
  const groupOf = new Map(groups.map(({ address, group }) => [addressText(address), group]));
  return records.map((r) => ({ ...r, group: groupOf.get(addressText(r)) ?? null }));
}

/** Reads a machine from its /sys, or from a copy of it in a folder. */
export async function readSysfsMachine(
  files: SysfsFiles,
  root: string,
  part: Part | null = null,
): Promise<Reading<RealMachine>> {
  const read = await readSysfs(files, root);
  return read.ok ? machineOf(read.value, new Notes(), part) : read;
}

function machineOf(
  given: readonly FunctionRecord[],
  notes: Notes,
  part: Part | null,
): Reading<RealMachine> {
  const refused = impossibleBridge(given);
  if (refused !== null) return refused;
  const records = withStandIns(given, notes);
  const secondaries = secondaryBuses(records, notes);
  if ("crowded" in secondaries)
    return problemOf(secondaries.crowded, "no bus number is left for what is behind it");
  const plain = functionsOf(records, secondaries, notes);
  const { functions: ruled, rules } = withRules(records, plain, notes);
  const chosen = part === null ? readable([...ruled.keys()]) : part(ruled);
  if (!chosen.ok) return chosen;
  const indices = chosen.value;
  const topology = booted(part === null ? ruled : reindexed(ruled, indices));
  const kept = indices.flatMap((dev) => records[dev] ?? []);
  const reason = impossible(topology);
  if (reason !== null) {
    const record = kept[Number(/^functions\[(\d+)\]/.exec(reason.path)?.[1] ?? -1)];
    if (record === undefined) return unreadable(reason.message, { path: reason.path });
    return problemOf(record, reason.message);
  }
  const functions = kept.map((r) => realFunction(r));
  const now = new Map(indices.map((dev, i) => [dev, i]));
  const shown = part === null ? null : new Set(kept.map((r) => addressText(r)));
  return readable({
    topology,
    readings: [],
    unseen: functions.map(() => new Set<Unseen>()),
    functions,
    titles: functions.map((f) => f.title),
    groups: functions.map((f) => f.group),
    rules: rules.flatMap((rule) => {
      const dev = now.get(rule.dev);
      return dev === undefined ? [] : [{ ...rule, dev }];
    }),
    unknown: notes.texts(shown),
    caveats: [],
  });
}

function booted(functions: readonly PciFunction[]): Topology {
  return { functions, probe: { scan: "boot", order: null } };
}

function problemOf(record: FunctionRecord, message: string): Reading<never> {
  const line = record.line === 0 ? null : record.line;
  return unreadable(`${addressText(record)}: ${message}`, { line });
}

function functionsOf(
  records: readonly FunctionRecord[],
  secondaries: readonly (number | null)[],
  notes: Notes,
): PciFunction[] {
  const pfs = physicalFunctions(records, notes);
  const realDma = realDmaFunctions(records, notes);
  const multifunction = multifunctionBits(records, pfs, notes);
  const bridgeOf = new Map<string, number>();
  for (const [i, { segment }] of records.entries()) {
    const secondary = secondaries[i] ?? null;
    if (secondary !== null) bridgeOf.set(`${segment}:${secondary}`, i);
  }
  const iommu = translated(records, notes);
  const onBus = new Map<string, FunctionRecord[]>();
  for (const record of records) {
    const key = `${record.segment}:${record.bus}`;
    const there = onBus.get(key);
    if (there === undefined) onBus.set(key, [record]);
    else there.push(record);
  }
  const high = new Set(
    records.flatMap(({ segment, bus, devfn }, i) =>
      devfn > 7 && (pfs[i] ?? null) === null ? [`${segment}:${bus}`] : [],
    ),
  );
  const functions: PciFunction[] = [];
  const conventional: boolean[] = [];
  for (const [i, record] of records.entries()) {
    const pf = pfs[i] ?? null;
    const stands = pf === null ? record : (records[pf] ?? record);
    const parent = bridgeOf.get(`${stands.segment}:${stands.bus}`) ?? null;
    const above = parent === null ? undefined : functions[parent];
    const hidden =
      parent !== null && above !== undefined && (!isPort(above) || conventional[parent] === true);
    conventional.push(hidden);
    const kind = pf === null ? kindOf(record, above, notes) : "vf";
    noteServices(record, kind, notes);
    const { segment, bus, devfn } = record;
    const neighbours = onBus.get(`${segment}:${bus}`) ?? [];
    functions.push(
      functionOf(kind, {
        ...PLAIN,
        segment,
        bus,
        devfn,
        parent,
        secondary: secondaries[i] ?? 0,
        pf: pf ?? 0,
        realDma: realDma[i] ?? null,
        iommu: iommu[i] ?? true,
        multifunction: multifunction[i] ?? false,
        ari: !hidden && pf === null && isAri(record, above, high.has(`${segment}:${bus}`), notes),
        prefix: prefixPart(record, kind, notes),
        acs: hidden ? null : acsPart(record, kind, neighbours, notes),
        pasid: hidden ? null : pasidPart(record, kind, notes),
        ats: !hidden && record.ats !== null,
      }),
    );
  }
  return functions;
}
