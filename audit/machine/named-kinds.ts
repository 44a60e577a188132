/**
 * Kinds of functions whose Express capability is not shown, as far as something else says them: the
 * name (pci.ids), an extended capability, which only PCI Express has, or an Express function on the
 * bus below.
 */
import type { ExpressKind, ExpressRecord, FunctionRecord } from "../read/record.js";
import type { Notes } from "../read/notes.js";
import { isBridgeRecord } from "./buses.js";

/** Of a function that is PCI Express, and shows nothing else. */
const UNKNOWN_EXPRESS: ExpressRecord = {
  kind: null,
  prefix: null,
  port: null,
  ariForwarding: null,
};

const NAMES: readonly (readonly [RegExp, ExpressKind])[] = [
  [/\bRoot Port\b|\bPCI-?E(?:xpress)? (?:Graphics )?Root\b/i, "root-port"],
  [/\bDownstream (?:Switch )?Port\b|\bSwitch Downstream\b/i, "downstream-port"],
  [/\bUpstream (?:Switch )?Port\b|\bSwitch Upstream\b/i, "upstream-port"],
  [/\bPCI-?E(?:xpress)?[- ]to[- ]PCI(?:-X)?[ -]Bridge\b/i, "pcie-to-pci-bridge"],
];

/** The class of every port, PCI Express or not. */
const PCI_BRIDGE = /^(?:PCI bridge\b|0604\b)/i;

/** Each record, with what else is known of its kind; `secondaries` are the buses below them. */
export function withKnownKinds(
  records: readonly FunctionRecord[],
  secondaries: readonly (number | null)[],
  notes: Notes,
): readonly FunctionRecord[] {
  const onBus = new Map<string, boolean>();
  for (const r of records) {
    const key = `${r.segment}:${r.bus}`;
    onBus.set(key, (onBus.get(key) ?? false) || isExpressRecord(r));
  }
  return records.map((record, i) => {
    const { segment, express, standard, title } = record;
    if (express !== null && express.kind !== null) return record;
    // A list of capabilities that is whole, and has none of PCI Express: conventional.
    if (express === null && standard === "whole" && !hasExtended(record)) return record;
    const kind = PCI_BRIDGE.test(title) ? NAMES.find(([name]) => name.test(title))?.[1] : undefined;
    if (kind !== undefined) {
      notes.add(`its kind is not shown; taken as ${kind}, by its name`, record);
      return { ...record, express: { ...(express ?? UNKNOWN_EXPRESS), kind } };
    }
    const below = secondaries[i] ?? null;
    const leads = below !== null && onBus.get(`${segment}:${below}`) === true;
    const is = hasExtended(record) || (isBridgeRecord(record) && leads);
    return express !== null || !is ? record : { ...record, express: UNKNOWN_EXPRESS };
  });
}

function isExpressRecord(r: FunctionRecord): boolean {
  return r.express !== null || hasExtended(r);
}

/** Extended capabilities are in the configuration space of PCI Express only. */
function hasExtended(r: FunctionRecord): boolean {
  return [r.acs, r.pasid, r.ats, r.pri, r.sriov].some((c) => c !== null) || r.ari;
}
