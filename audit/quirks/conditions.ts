/**
 * Conditions that quirks put on a function beside its ids, and how they are answered from what a
 * source shows. Where Linux would look at what no source shows, the answer is a note as well.
 */
import {
  multifunctionAfterScan,
  type Kind,
  type PciFunction,
} from "../../model/vocabulary/topology/topology.js";
import type { FunctionRecord } from "../read/record.js";
import { isOfVendor } from "./names.js";
import { VENDOR, type Condition } from "./row.js";

/** A function as rules see it. */
export interface Subject {
  readonly record: FunctionRecord;
  readonly f: PciFunction;
  /** The bridge whose secondary side it is on; null on a root bus. */
  readonly above: PciFunction | null;
  /** The function as which it does its DMA, if that is another one. */
  readonly vmd: FunctionRecord | null;
  /** ACPI has a table IVRS. */
  readonly ivrs: boolean;
  /** The Root Complex Base Address is known to be off in the LPC bridge of its bus. */
  readonly rcbaOff: boolean;
}

export function fulfils(subject: Subject, condition: Condition): boolean {
  const { record, f, above } = subject;
  switch (condition) {
    case "multifunction":
      return multifunctionAfterScan(f);
    case "root-bus":
      return above === null;
    case "root-port":
      return f.kind === "root-port";
    case "port":
      return f.kind === "root-port" || f.kind === "downstream-port";
    case "rciep":
      return f.kind === "rciep" || (f.kind === "vf" && record.express?.kind === "rciep");
    case "ivrs":
      return subject.ivrs;
    case "rcba-off":
      return subject.rcbaOff;
    case "hidden-express":
      return f.kind === "pci-bridge" && above !== null && EXPRESS_ABOVE.has(above.kind);
    case "at-14.5":
      return f.devfn === 0xa5;
    case "below-root-port":
      return above?.kind === "root-port";
    case "other-bridge":
      return record.classCode === OTHER_BRIDGE || /^Bridge\b/.test(record.title);
    case "revision-21-or-30":
      return record.revision === 0x21 || record.revision === 0x30;
    case "adaptec-3405-or-3805":
      return ADAPTEC_3405_OR_3805.test(record.subsystem ?? "");
    default:
      return condition satisfies never;
  }
}

/** Bridges with an Express capability, but for those to a conventional bus. */
const EXPRESS_ABOVE: ReadonlySet<Kind> = new Set([
  "root-port",
  "upstream-port",
  "downstream-port",
  "pci-to-pcie-bridge",
]);
/** PCI_CLASS_BRIDGE_OTHER. */
const OTHER_BRIDGE = 0x0680;
const ADAPTEC_3405_OR_3805 = /\b9005:02b[bc]\b|^Adaptec (?:3405|3805)\b/;

const IOMMU_CLASS = 0x0806;

export function isAmdIommu(record: FunctionRecord): boolean {
  if (record.classCode !== IOMMU_CLASS && !/^IOMMU\b/.test(record.title)) return false;
  return isOfVendor(VENDOR.AMD, record) || isOfVendor(VENDOR.ATI, record);
}

const LPC_BRIDGE_DEVFN = 0xf8;

/** The buses, as `segment:bus`, whose LPC bridge shows that RCBA is off. */
export function busesWithoutRcba(records: readonly FunctionRecord[]): ReadonlySet<string> {
  const off = records.filter((r) => r.devfn === LPC_BRIDGE_DEVFN && r.rcbaEnabled === false);
  return new Set(off.map(({ segment, bus }) => `${segment}:${bus}`));
}
