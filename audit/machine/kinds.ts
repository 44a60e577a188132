/**
 * Conclusions about one function beyond its capabilities: its kind, whether it is marked
 * multifunction, whether an IOMMU translates it, whether it uses ARI.
 */
import { deviceText } from "../../model/vocabulary/topology/address.js";
import type { Kind, PciFunction } from "../../model/vocabulary/topology/topology.js";
import { isBridgeRecord } from "./bridge-record.js";
import type { Notes } from "../read/notes.js";
import type { Unseen } from "../read/unseen.js";
import { STAND_IN_TITLE, type FunctionRecord } from "../read/record.js";

/**
 * The kind of a record: `chosen` of those that are possible, null where none is. What is taken in
 * place of what it says, or does not say, is noted.
 */
export function kindOf(
  record: FunctionRecord,
  above: PciFunction | undefined,
  chosen: Kind | null,
  notes: Notes,
): Kind {
  if (record.denied)
    notes.add("its capabilities could not be read (not root); taken as none", record);
  else if (record.standard !== "whole" && record.title !== STAND_IN_TITLE)
    notes.add("its capabilities are not shown; what is missing is taken as none", record);
  const conventional = isBridgeRecord(record) ? "pci-bridge" : "pci-device";
  if (record.express === null) return chosen ?? conventional;
  const kind = record.express.kind;
  if (kind === null) {
    const taken = chosen ?? conventional;
    const said = taken === conventional ? "conventional" : taken;
    notes.add(`the type of its Express capability is not known; taken as ${said}`, record);
    return taken;
  }
  if (record.secondary !== null && !/-(?:port|bridge)$/.test(kind)) {
    notes.add(`is a bridge that says it is of kind ${kind}; taken as conventional`, record);
    return "pci-bridge";
  }
  const corrected = chosen ?? correctedKind(kind, above?.kind ?? null);
  if (corrected !== kind)
    notes.add(
      `says it is of kind ${kind}, which cannot stand there; taken as ${corrected}`,
      record,
    );
  return corrected;
}

/**
 * Ports that misname themselves. The first two are as drivers/pci/probe.c set_pcie_port_type has
 * it. Linux leaves the others alone: a root port below a switch is to it what a downstream port
 * is; an upstream port on a root bus (Loongson) has no place in the model, and is taken as what
 * isolates least.
 */
export function correctedKind(kind: Kind, above: Kind | null): Kind {
  if (kind === "downstream-port" && (above === "downstream-port" || above === "root-port"))
    return "upstream-port";
  if (kind === "upstream-port" && above === "upstream-port") return "downstream-port";
  if (kind === "root-port" && above === "upstream-port") return "downstream-port";
  if (kind === "root-port" && above === "pci-to-pcie-bridge") return "upstream-port";
  if (kind === "upstream-port" && above === null) return "pci-to-pcie-bridge";
  if (kind === "downstream-port" && above === null) return "root-port";
  return kind;
}

/**
 * Header type bit 7: as the bytes say it, or where other functions of the device are in the dump.
 */
export function multifunctionBits(
  records: readonly FunctionRecord[],
  pfs: readonly (number | null)[],
  notes: Notes,
): readonly boolean[] {
  const crowded = new Set<string>();
  for (const [i, r] of records.entries())
    if (pfs[i] === null && (r.devfn & 7) !== 0) crowded.add(deviceText(r));
  return records.map((r, i) => {
    if (pfs[i] !== null) return false;
    const shared = crowded.has(deviceText(r));
    if (r.multifunction === null && shared)
      notes.add("marked multifunction, because its device has several functions", r);
    if (r.multifunction === null && !shared && r.pasid !== null)
      notes.add("whether it is marked multifunction is not printed; taken as not", r);
    if ((r.devfn & 7) !== 0) return r.multifunction ?? shared;
    if (r.multifunction === false && shared)
      notes.add("is not marked multifunction, but its device has several functions; marked", r);
    return shared || r.multifunction === true;
  });
}

const IOMMU_CLASS = 0x0806;

/** Whether a function has an IOMMU: in a dump that prints groups, whether it has one. */
export function translated(
  records: readonly FunctionRecord[],
  unseen: readonly ReadonlySet<Unseen>[],
  notes: Notes,
): readonly boolean[] {
  const grouped = records.some((r) => r.group !== null);
  if (!grouped)
    notes.addOfAll("no IOMMU group is shown; every function is taken to be behind an IOMMU");
  return records.map((r, i) => {
    if (r.title === STAND_IN_TITLE || r.group !== null) return true;
    if (unseen[i]?.has("iommu") === true) return true;
    if (r.classCode === IOMMU_CLASS || /^IOMMU\b/.test(r.title)) return false;
    if (grouped) notes.add("no IOMMU group is shown for it; taken as without IOMMU", r);
    return !grouped;
  });
}

/**
 * The ARI capability; also where only ARI explains that there are device numbers above 0 below a
 * port: function 0, through which they are found, and they themselves. `above7`: its bus has some.
 */
export function isAri(
  record: FunctionRecord,
  above: PciFunction | undefined,
  above7: boolean,
  notes: Notes,
): boolean {
  if (record.ari) return true;
  const link = above?.kind === "root-port" || above?.kind === "downstream-port";
  if (!link) return false;
  if (record.devfn > 7)
    notes.add("has a function number above 7 below a port; taken as ARI", record);
  return record.devfn > 7 || (record.devfn === 0 && above7);
}
