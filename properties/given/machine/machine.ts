/**
 * Defines how a dump becomes a topology. Whatever the dump does not say is taken in the way that
 * a note in `unknown` states; a function without an Express capability in a dump that root took
 * is conventional.
 */
import { addressText } from "../../../model/vocabulary/address.js";
import { impossible } from "../../../model/vocabulary/build.js";
import { PLAIN, functionOf } from "../../../model/vocabulary/parts.js";
import { readable, unreadable, type Reading } from "../../../model/vocabulary/reading.js";
import { isPort, type PciFunction, type Topology } from "../../../model/vocabulary/topology.js";
import { secondaryBuses } from "./buses.js";
import { acsPart, pasidPart, prefixPart } from "./capabilities.js";
import { isAri, kindOf, multifunctionBits, translated } from "./kinds.js";
import { readLspci, type LspciRecord } from "./lspci.js";
import { Notes } from "./notes.js";
import { physicalFunctions, realDmaFunctions } from "./relations.js";
import { withStandIns } from "./stand-ins.js";

/** A machine as its dump shows it. */
export interface RealMachine {
  readonly topology: Topology;
  /** Beside each function: what lspci calls it, and the IOMMU group that the dump prints for it. */
  readonly titles: readonly string[];
  readonly groups: readonly (number | null)[];
  /** What the dump does not say, and what was taken in its place. */
  readonly unknown: readonly string[];
}

/** Reads the text of `lspci -vv`, best with -D and -nn, as root. */
export function readMachine(text: string): Reading<RealMachine> {
  const dump = readLspci(text);
  if (!dump.ok) return dump;
  const notes = new Notes();
  const records = withStandIns(withoutRepeats(dump.value, notes), notes);
  const secondaries = secondaryBuses(records, notes);
  if ("crowded" in secondaries) {
    const { crowded } = secondaries;
    const message = `${addressText(crowded)}: no bus number is left for what is behind it`;
    return unreadable(message, { line: crowded.line });
  }
  const functions = functionsOf(records, secondaries, notes);
  const topology: Topology = { functions, probe: { scan: "boot", order: null } };
  const reason = impossible(topology);
  if (reason !== null) {
    const record = records[Number(/^functions\[(\d+)\]/.exec(reason.path)?.[1] ?? -1)];
    if (record === undefined) return unreadable(reason.message, { path: reason.path });
    const message = `${addressText(record)}: ${reason.message}`;
    return unreadable(message, { line: record.line === 0 ? null : record.line });
  }
  const titles = records.map((r) => r.title);
  const groups = records.map((r) => r.group);
  return readable({ topology, titles, groups, unknown: notes.texts() });
}

function withoutRepeats(records: readonly LspciRecord[], notes: Notes): LspciRecord[] {
  const seen = new Set<string>();
  return records.filter((r) => {
    const name = addressText(r);
    if (seen.has(name)) notes.add("is in the dump more than once; the first is taken", r);
    return !seen.has(name) && seen.add(name);
  });
}

function functionsOf(
  records: readonly LspciRecord[],
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
    const { segment, bus, devfn } = record;
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
        ari: !hidden && pf === null && isAri(record, above, notes),
        prefix: prefixPart(record, kind, notes),
        acs: hidden ? null : acsPart(record, kind, notes),
        pasid: hidden ? null : pasidPart(record, kind, notes),
      }),
    );
  }
  return functions;
}
