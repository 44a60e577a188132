/**
 * Kinds of functions whose Express capability is not shown, as far as something else says them: the
 * name (pci.ids), or an extended capability, which only PCI Express has.
 */
import type { ExpressKind, ExpressRecord, FunctionRecord } from "../read/record.js";
import { addressText } from "../../model/vocabulary/topology/address.js";
import type { Notes } from "../read/notes.js";

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

/** Each record, with a kind where its name says it; and the addresses of those. */
export function withNamedKinds(
  records: readonly FunctionRecord[],
  notes: Notes,
): { readonly records: readonly FunctionRecord[]; readonly named: ReadonlySet<string> } {
  const named = new Set<string>();
  const kinds = records.map((record) => {
    if (record.express !== null && record.express.kind !== null) return record;
    const kind = kindByName(record);
    if (kind === null) return record;
    named.add(addressText(record));
    notes.add(`its kind is not shown; taken as ${kind}, by its name`, record);
    return { ...record, express: { ...(record.express ?? UNKNOWN_EXPRESS), kind } };
  });
  return { records: kinds, named };
}

/** The records of which nothing but an extended capability shows that they are PCI Express. */
export function withExtendedKinds(records: readonly FunctionRecord[]): readonly FunctionRecord[] {
  return records.map((record) =>
    record.express === null && hasExtended(record)
      ? { ...record, express: UNKNOWN_EXPRESS }
      : record,
  );
}

function kindByName({ express, standard, title }: FunctionRecord): ExpressKind | null {
  // A list of capabilities that is whole, and has none of PCI Express: conventional.
  if (express === null && standard === "whole") return null;
  if (!PCI_BRIDGE.test(title)) return null;
  return NAMES.find(([name]) => name.test(title))?.[1] ?? null;
}

/** Extended capabilities are in the configuration space of PCI Express only. */
export function hasExtended(r: FunctionRecord): boolean {
  return [r.acs, r.pasid, r.ats, r.pri, r.sriov].some((c) => c !== null) || r.ari;
}
