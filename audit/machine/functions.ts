/**
 * Facts about each function of a real machine beside the topology: how it is named, and what it has
 * switched on.
 */
import { addressText } from "../../model/vocabulary/topology/address.js";
import {
  STAND_IN_TITLE,
  type AcsRecord,
  type FunctionRecord,
  type SriovRecord,
  type SwitchRecord,
} from "../read/record.js";

/** Of a capability: `present` where the source has it without saying whether it is on. */
export type Service = "absent" | "off" | "on" | "present" | "unknown";

/** A function as its source shows it. Null: not said. */
export interface RealFunction {
  /** `01:00.0`, with the segment in front where it is not 0. */
  readonly address: string;
  /** What lspci calls it. */
  readonly title: string;
  /** False for what stands in for a function that the source leaves out. */
  readonly shown: boolean;
  /** Some of its capabilities could not be read, for want of privilege. */
  readonly denied: boolean;
  /** The line of the dump it begins in; null where there is none. */
  readonly line: number | null;
  readonly vendor: number | null;
  readonly device: number | null;
  /** As the source has it; the ids stand at its end, if they are shown. */
  readonly subsystem: string | null;
  readonly revision: number | null;
  /** PCI class code, 16 bits. */
  readonly class: number | null;
  readonly driver: string | null;
  /** IOMMU group, as the kernel gave it. */
  readonly group: number | null;
  /** Null also where it has no PASID capability. A VF has none: it uses its PF's. */
  readonly pasidEnabled: boolean | null;
  readonly pasid: Service;
  readonly ats: Service;
  readonly pri: Service;
  /** The ACS registers as the source shows them, before anything was assumed. */
  readonly acs: AcsRecord | null;
  /** Where its VFs are, or would be. An `offset` of 0 is not shown. */
  readonly sriov: SriovRecord | null;
  /** The last bus number behind it, where it is a bridge. */
  readonly subordinate: number | null;
}

export function realFunction(record: FunctionRecord): RealFunction {
  const { title, line, vendor, device, subsystem, revision, classCode, driver, group, acs } =
    record;
  return {
    address: addressText(record),
    title,
    shown: title !== STAND_IN_TITLE,
    denied: record.denied,
    line: line === 0 ? null : line,
    vendor,
    device,
    subsystem,
    revision,
    class: classCode,
    driver,
    group,
    pasidEnabled: record.pasid?.enabled ?? null,
    pasid: serviceOf(record.pasid, record),
    ats: serviceOf(record.ats, record),
    pri: serviceOf(record.pri, record),
    acs,
    sriov: record.sriov,
    subordinate: record.subordinate,
  };
}

function serviceOf(capability: SwitchRecord | null, record: FunctionRecord): Service {
  if (capability === null) return record.extended === "whole" ? "absent" : "unknown";
  if (capability.enabled === null) return "present";
  return capability.enabled ? "on" : "off";
}
