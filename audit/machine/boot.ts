/**
 * A boot without an IOMMU, recognised, and the ACS bits that Linux would switch on with one:
 * drivers/pci/pci.c pci_enable_acs and pci_std_enable_acs, which do so only after an IOMMU driver
 * has called pci_request_acs (docs/reference/semantics.md 2.1).
 */
import { ACS, ACS_ISOLATED } from "../../model/vocabulary/topology/acs.js";
import { WIDE_ACS } from "../quirks/acs-registers.js";
import { identified } from "../quirks/names.js";
import type { FunctionRecord } from "../read/record.js";
import { isBridgeRecord } from "./bridge-record.js";

/** Whether the source was taken on a boot with an IOMMU. */
export type BootIommu = "on" | "off" | "unknown";

/**
 * `grouped`: the source shows groups. Without groups it is a boot without an IOMMU if RR is off on
 * every port that implements it: Linux would have switched it on.
 */
export function bootIommu(records: readonly FunctionRecord[], grouped: boolean): BootIommu {
  if (grouped) return "on";
  const ports = records.filter((r) => {
    const kind = r.express?.kind;
    return (kind === "root-port" || kind === "downstream-port") && showsRr(r);
  });
  const off = ports.every((r) => ((r.acs?.ctrl ?? 0) & ACS.RR) === 0);
  return ports.length > 0 && off && !records.some((r) => hidesAcs(r)) ? "off" : "unknown";
}

/** A bridge of which it is not shown whether it has RR on. */
function hidesAcs(r: FunctionRecord): boolean {
  if (!isBridgeRecord(r) || identified(WIDE_ACS, r) !== null) return false;
  const conventional = r.express === null && r.standard === "whole";
  if (r.acs === null) return !conventional && r.extended !== "whole";
  return r.acs.cap === null || r.acs.ctrl === null;
}

/** Of some root ports of Intel lspci prints a control word that is not there. */
function showsRr(r: FunctionRecord): boolean {
  if (r.acs === null || r.acs.cap === null || r.acs.ctrl === null) return false;
  return (r.acs.cap & ACS.RR) !== 0 && identified(WIDE_ACS, r) === null;
}

/** The record with the bits on that Linux would switch on. */
export function asWithIommu(record: FunctionRecord): FunctionRecord {
  const { acs } = record;
  if (acs === null || acs.cap === null || acs.ctrl === null) return record;
  const wide =
    acs.wide === null
      ? null
      : { cap: acs.wide.cap, ctrl: acs.wide.ctrl | (acs.wide.cap & ACS_ISOLATED) };
  return { ...record, acs: { ...acs, ctrl: acs.ctrl | (acs.cap & ACS_ISOLATED), wide } };
}
