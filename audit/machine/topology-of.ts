/**
 * The functions of a topology, made from the records of a machine in one reading: who stands below
 * whom, and what each is.
 */
import { PLAIN, functionOf } from "../../model/vocabulary/topology/make-function.js";
import { isPort, type Kind, type PciFunction } from "../../model/vocabulary/topology/topology.js";
import type { Notes } from "../read/notes.js";
import type { FunctionRecord } from "../read/record.js";
import { acsPart, noteServices, pasidPart, prefixPart } from "./capabilities.js";
import { isAri, kindOf, multifunctionBits, translated } from "./kinds.js";
import type { Tree } from "./possible-kinds.js";
import { physicalFunctions, realDmaFunctions } from "./relations.js";
import { busKey } from "./root-buses.js";
import type { Unseen } from "../read/unseen.js";

/** The records of a machine, and beside each what is known of it. */
export interface Standing {
  readonly records: readonly FunctionRecord[];
  /** The bus below it. */
  readonly secondaries: readonly (number | null)[];
  /** Its kind; null where none is possible. */
  readonly kinds: readonly (Kind | null)[];
}

/** Who stands below whom; and the PFs, with notes of what is not known of them. */
export function treeOf(
  records: readonly FunctionRecord[],
  secondaries: readonly (number | null)[],
  notes: Notes,
): Tree {
  const pfs = physicalFunctions(records, notes);
  const bridgeOf = new Map<string, number>();
  for (const [i, { segment }] of records.entries()) {
    const secondary = secondaries[i] ?? null;
    if (secondary !== null) bridgeOf.set(busKey(segment, secondary), i);
  }
  const parents = records.map((record, i) => {
    const { segment, bus } = records[pfs[i] ?? -1] ?? record;
    return bridgeOf.get(busKey(segment, bus)) ?? null;
  });
  return { parents, pfs };
}

export function functionsOf(
  { records, secondaries, kinds }: Standing,
  { parents, pfs }: Tree,
  unseen: readonly ReadonlySet<Unseen>[],
  notes: Notes,
): PciFunction[] {
  const realDma = realDmaFunctions(records, notes);
  const multifunction = multifunctionBits(records, pfs, notes);
  const iommu = translated(records, unseen, notes);
  const onBus = new Map<string, FunctionRecord[]>();
  for (const record of records) {
    const key = busKey(record.segment, record.bus);
    const there = onBus.get(key);
    if (there === undefined) onBus.set(key, [record]);
    else there.push(record);
  }
  const high = new Set(
    records.flatMap(({ segment, bus, devfn }, i) =>
      devfn > 7 && (pfs[i] ?? null) === null ? [busKey(segment, bus)] : [],
    ),
  );
  const functions: PciFunction[] = [];
  const conventional: boolean[] = [];
  for (const [i, record] of records.entries()) {
    const pf = pfs[i] ?? null;
    const parent = parents[i] ?? null;
    const above = parent === null ? undefined : functions[parent];
    const hidden =
      parent !== null && above !== undefined && (!isPort(above) || conventional[parent] === true);
    conventional.push(hidden);
    const kind = pf === null ? kindOf(record, above, kinds[i] ?? null, notes) : "vf";
    noteServices(record, kind, notes);
    const { segment, bus, devfn } = record;
    const neighbours = onBus.get(busKey(segment, bus)) ?? [];
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
        ari: !hidden && pf === null && isAri(record, above, high.has(busKey(segment, bus)), notes),
        prefix: prefixPart(record, kind, notes),
        acs: hidden ? null : acsPart(record, kind, neighbours, notes),
        pasid: hidden ? null : pasidPart(record, kind, notes),
        ats: !hidden && record.ats !== null,
      }),
    );
  }
  return functions;
}
