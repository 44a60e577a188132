/**
 * Kinds of functions whose Express capability is not shown, as far as something else says them: the
 * name (pci.ids), an extended capability, which only PCI Express has, or an Express function on the
 * bus below.
 */
import type { ExpressKind, ExpressRecord, FunctionRecord } from "../read/record.js";
import { addressText } from "../../model/vocabulary/topology/address.js";
import type { Notes } from "../read/notes.js";
import { isBridgeRecord } from "./bridge-record.js";
import { busKey } from "./root-buses.js";

/** Of a function that is PCI Express, and shows nothing else. */
const UNKNOWN_EXPRESS: ExpressRecord = {
  kind: null,
  prefix: null,
  port: null,
  ariForwarding: null,
};

const NAMES: readonly (readonly [RegExp, ExpressKind])[] = [
  [/\bRoot Port\b|\bPCI-?E(?:xpress)? (?:Graphics )?Root\b/i, "root-port"],
  [/\bGPP Bridge\b/, "root-port"],
  [/\bDownstream (?:Switch )?Port\b|\bSwitch Downstream\b/i, "downstream-port"],
  [/\bUpstream (?:Switch )?Port\b|\bSwitch Upstream\b/i, "upstream-port"],
  [/\bPCI-?E(?:xpress)?[- ]to[- ]PCI(?:-X)?[ -]Bridge\b/i, "pcie-to-pci-bridge"],
];

/** The class of every port, PCI Express or not. */
const PCI_BRIDGE = /^(?:PCI bridge\b|0604\b)/i;

/** Each record, with a kind where its name says it, or VFs of which it is the PF. */
export function withNamedKinds(
  records: readonly FunctionRecord[],
  notes: Notes,
): readonly FunctionRecord[] {
  const pfs = new Set(records.flatMap((r) => (r.physical === null ? [] : addressText(r.physical))));
  return records.map((record) => {
    if (record.express !== null && record.express.kind !== null) return record;
    const hasVfs = pfs.has(addressText(record));
    const physical = record.bus === 0 ? "rciep" : "endpoint";
    const kind = hasVfs ? physical : kindByName(record);
    if (kind === null) return record;
    const why = hasVfs ? "because it has VFs" : "by its name";
    notes.add(`its kind is not shown; taken as ${kind}, ${why}`, record);
    return { ...record, express: { ...(record.express ?? UNKNOWN_EXPRESS), kind } };
  });
}

/** What stands on a bus, as far as it tells the kind of the bridge above it. */
interface Below {
  /** A PCI Express function: the bridge is a port. */
  express: boolean;
  /** A device above 0 that no ARI explains: the bridge is no port that has one device below it. */
  slots: boolean;
}

/** Each record, with what is known of its kind by the buses below: `secondaries`. */
export function withKindsAbove(
  records: readonly FunctionRecord[],
  secondaries: readonly (number | null)[],
): readonly FunctionRecord[] {
  const onBus = new Map<string, Below>();
  for (const r of records) {
    const key = busKey(r.segment, r.bus);
    const below = onBus.get(key) ?? { express: false, slots: false };
    onBus.set(key, below);
    if (isExpressRecord(r)) below.express = true;
    else if (r.devfn > 7 && r.physical === null) below.slots = true;
  }
  return records.map((record, i) => {
    if (record.express !== null && record.express.kind !== null) return record;
    const bus = secondaries[i] ?? null;
    const below = bus === null ? undefined : onBus.get(busKey(record.segment, bus));
    const conventional = record.standard === "whole";
    const leads = isBridgeRecord(record) && !conventional && below?.express === true;
    if (record.express === null && !leads && !hasExtended(record)) return record;
    // Of the bridges of PCI Express only those to PCI have several devices below them.
    const toPci = below?.slots === true && !leads ? "pcie-to-pci-bridge" : null;
    return { ...record, express: { ...(record.express ?? UNKNOWN_EXPRESS), kind: toPci } };
  });
}

function kindByName({ express, standard, title }: FunctionRecord): ExpressKind | null {
  // A list of capabilities that is whole, and has none of PCI Express: conventional.
  if (express === null && standard === "whole") return null;
  if (!PCI_BRIDGE.test(title)) return null;
  return NAMES.find(([name]) => name.test(title))?.[1] ?? null;
}

function isExpressRecord(r: FunctionRecord): boolean {
  return r.express !== null || hasExtended(r);
}

/** Extended capabilities are in the configuration space of PCI Express only. */
function hasExtended(r: FunctionRecord): boolean {
  return [r.acs, r.pasid, r.ats, r.pri, r.sriov].some((c) => c !== null) || r.ari;
}
