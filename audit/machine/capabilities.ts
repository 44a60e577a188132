/**
 * Capabilities as the topology has them, made from those of a record; and what is taken where a
 * source does not show them, or shows their names only (-v).
 */
import { ACS, ACS_ISOLATED, type Acs } from "../../model/vocabulary/topology/acs.js";
import type { Kind, Pasid } from "../../model/vocabulary/topology/topology.js";
import { egressPeers } from "./egress.js";
import type { Notes } from "../read/notes.js";
import { STAND_IN_TITLE, type FunctionRecord } from "../read/record.js";

const PASID_WIDTH_MAX = 20;

/**
 * Where the bits are not printed, those that Linux switches on with an IOMMU (drivers/pci/pci.c
 * pci_std_enable_acs): all four at a port, redirection at a function.
 */
export function acsPart(
  record: FunctionRecord,
  kind: Kind,
  bus: readonly FunctionRecord[],
  notes: Notes,
): Acs | null {
  if (record.acs === null) return null;
  const port = kind === "root-port" || kind === "downstream-port";
  const usual = port ? ACS_ISOLATED : ACS.RR | ACS.CR;
  const { cap, ctrl, egress } = record.acs;
  if (cap === null) {
    const bits = port ? "SV RR CR UF" : "RR CR";
    notes.add(`its ACS bits are not printed; taken as ${bits}, all on`, record);
    return { cap: usual, ctrl: usual, egress: [] };
  }
  if (ctrl === null) {
    notes.add(
      "its ACS control bits are not printed; taken as Linux sets them with an IOMMU",
      record,
    );
    return { cap, ctrl: cap & ACS_ISOLATED, egress: [] };
  }
  if ((ctrl & ~cap) !== 0)
    notes.add("has ACS bits on that it does not implement; taken as off", record);
  if (egress === null && (ctrl & cap & ACS.EC) !== 0)
    notes.add("its Egress Control Vector is not printed; taken as 0: nothing is blocked", record);
  return { cap, ctrl: ctrl & cap, egress: egressPeers(record, port, bus, notes) };
}

export function pasidPart(record: FunctionRecord, kind: Kind, notes: Notes): Pasid | null {
  if (record.pasid === null || kind === "vf") return null;
  const { width, exec, priv, enabled } = record.pasid;
  if (enabled === null) notes.add("whether PASID is on is not printed", record);
  if (width === null) {
    notes.add(`its PASID width is not printed; taken as ${PASID_WIDTH_MAX}`, record);
    return { width: PASID_WIDTH_MAX, exec: exec ?? false, priv: priv ?? false };
  }
  if (width > PASID_WIDTH_MAX) notes.add(`says a PASID width above ${PASID_WIDTH_MAX}`, record);
  return { width: Math.min(width, PASID_WIDTH_MAX), exec: exec ?? false, priv: priv ?? false };
}

/**
 * Linux asks the whole path for prefixes; where it is not printed they are taken as not
 * supported.
 */
export function prefixPart(record: FunctionRecord, kind: Kind, notes: Notes): boolean {
  if (record.express === null || kind === "vf") return false;
  if (record.express.prefix === null)
    notes.add("End-End TLP Prefix support is not printed; taken as not supported", record);
  return record.express.prefix ?? false;
}

/** What the model does not need, and an audit tells: that it is not known. */
export function noteServices(record: FunctionRecord, kind: Kind, notes: Notes): void {
  if (record.trouble !== null) notes.add(record.trouble, record);
  if (record.ats?.enabled === null) notes.add("whether ATS is on is not printed", record);
  if (record.pri?.enabled === null) notes.add("whether PRI is on is not printed", record);
  const seen = record.extended === "whole" || record.title === STAND_IN_TITLE;
  if (seen || record.express === null || kind === "vf") return;
  notes.add("its extended capabilities are not shown; taken as none", record);
}
