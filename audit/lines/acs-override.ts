/**
 * The parameter of the "ACS override" patch, which is in no release of Linux and in many
 * distributions for desktops: `pcie_acs_override=downstream,multifunction,id:vvvv:dddd`. Of a
 * function that has no ACS capability Linux then takes it that it isolates; the hardware is as it
 * was. By the patch's pcie_acs_override_setup() and pcie_acs_overrides(), the last row of
 * pci_dev_acs_enabled[] in drivers/pci/quirks.c.
 */
import { readable, unreadable, type Reading } from "../../model/vocabulary/reading/reading.js";
import type { AcsRule } from "../../model/vocabulary/topology/acs.js";
import {
  acsOf,
  multifunctionAfterScan,
  type PciFunction,
} from "../../model/vocabulary/topology/topology.js";
import type { Ids } from "./device.js";

export interface AcsOverride {
  /** Root ports and downstream ports. */
  readonly downstream: boolean;
  /** Endpoints and upstream ports that are functions of a multifunction device. */
  readonly multifunction: boolean;
  /** Of any kind. */
  readonly ids: readonly { readonly vendor: number; readonly device: number }[];
}

/** NUM_ACS_IDS - 1: the patch takes no more. */
const IDS_MAX = 15;
const ID = /^id:([0-9a-f]{1,4}):([0-9a-f]{1,4})$/i;

export function readAcsOverride(text: string): Reading<AcsOverride> {
  const ids: { vendor: number; device: number }[] = [];
  let downstream = false;
  let multifunction = false;
  for (const word of text.split(",")) {
    const id = ID.exec(word);
    if (word === "downstream") downstream = true;
    else if (word === "multifunction") multifunction = true;
    else if (id !== null)
      ids.push({ vendor: parseInt(id[1] ?? "", 16), device: parseInt(id[2] ?? "", 16) });
    else
      return unreadable(
        `'${word}' is no word of the ACS override: downstream, multifunction or id:8086:1234`,
      );
  }
  if (ids.length > IDS_MAX)
    return unreadable(`the ACS override takes ${IDS_MAX} ids, not ${ids.length}`);
  return readable({ downstream, multifunction, ids });
}

/** The word of the kernel command line. */
export function acsOverrideText({ downstream, multifunction, ids }: AcsOverride): string {
  const words = [
    ...(downstream ? ["downstream"] : []),
    ...(multifunction ? ["multifunction"] : []),
    ...ids.map(({ vendor, device }) => `id:${hex(vendor)}:${hex(device)}`),
  ];
  return `pcie_acs_override=${words.join(",")}`;
}

function hex(id: number): string {
  return id.toString(16).padStart(4, "0");
}

/** It answers 1, whatever bits are asked for. */
const OVERRIDDEN: AcsRule = { claims: 0x7f, mask: 0x7f };

/** The function as Linux then takes it to be; null where the patch has no opinion of it. */
export function overridden(f: PciFunction, override: AcsOverride, ids: Ids): PciFunction | null {
  // Rows of the kernel's own table come before the patch's.
  if (f.acsRule !== undefined || f.kind === "pci-device" || f.kind === "pci-bridge") return null;
  if (acsOf(f) !== null) return null;
  const named = override.ids.some((id) => id.vendor === ids.vendor && id.device === ids.device);
  return named || byKind(f, override) ? { ...f, acsRule: OVERRIDDEN } : null;
}

function byKind(f: PciFunction, { downstream, multifunction }: AcsOverride): boolean {
  switch (f.kind) {
    case "root-port":
    case "downstream-port":
      return downstream;
    case "endpoint":
    case "legacy-endpoint":
    case "rciep":
    case "upstream-port":
    case "vf":
      return multifunction && multifunctionAfterScan(f);
    case "rcec":
    case "pcie-to-pci-bridge":
    case "pci-to-pcie-bridge":
    case "pci-bridge":
    case "pci-device":
      return false;
    default:
      return f satisfies never;
  }
}
