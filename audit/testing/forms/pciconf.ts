/**
 * What FreeBSD's `pciconf -lvbc` prints (FreeBSD usr.sbin/pciconf/pciconf.c, cap.c): kinds and ACS
 * as words; no bus numbers of bridges, no prefixes, no SR-IOV of a PF that has it off.
 */
import { ACS, type AcsBit } from "../../../model/vocabulary/topology/acs.js";
import { EXPRESS_AT, EXTENDED_BYTES, FIRST_EXTENDED } from "../config-space.js";
import { hex } from "./names.js";
import type { ShownFunction } from "./shown.js";

const TYPES: Readonly<Record<number, string>> = {
  0: "endpoint",
  1: "legacy endpoint",
  4: "root port",
  5: "upstream port",
  6: "downstream port",
  7: "PCI bridge",
  8: "PCI to PCIe bridge",
  9: "root endpoint",
  10: "event collector",
};

export function pciconfText(all: readonly ShownFunction[]): string {
  const counts = new Map<string, number>();
  return all.map((f) => functionText(f, counts)).join("");
}

function functionText(f: ShownFunction, counts: Map<string, number>): string {
  const driver = driverOf(f);
  const unit = counts.get(driver) ?? 0;
  counts.set(driver, unit + 1);
  const place = `pci${f.segment}:${f.bus}:${f.devfn >> 3}:${f.devfn & 7}`;
  const ids = `vendor=0x${hex(f.vendor, 4)} device=0x${hex(f.device, 4)}`;
  const code = `class=0x${hex(f.classCode, 4)}${hex(f.progIf, 2)}`;
  const header = `hdr=0x${hex(f.buses === null ? 0 : 1, 2)}`;
  const title = `${driver}${unit}@${place}:\t${code} rev=0x00 ${header} ${ids}`;
  const lines = [
    `${title} subvendor=0x0000 subdevice=0x0000`,
    `    vendor     = '${f.vendorName}'`,
    `    device     = '${f.deviceName}'`,
    ...capabilityLines(f),
  ];
  return `${lines.join("\n")}\n`;
}

function driverOf(f: ShownFunction): string {
  if (f.buses !== null) return "pcib";
  return f.classCode === 0x0600 ? "hostb" : "none";
}

function capabilityLines(f: ShownFunction): readonly string[] {
  if (f.expressType === null) return [];
  const type = TYPES[f.expressType] ?? "unknown";
  const lines = [`    cap 10[${hex(EXPRESS_AT, 2)}] = PCI-Express 2 ${type} max data 128(128)`];
  let n = 0;
  if (f.acs !== null) lines.push(...acsLines(f.acs, n++));
  if (f.pasid !== null) lines.push(`    ecap 001b[${at(n++)}] = Process Address Space ID 1`);
  if (f.ari) lines.push(`    ecap 000e[${at(n++)}] = ARI 1`);
  if (f.sriov === null) return lines;
  const { vfs, offset, stride } = f.sriov;
  const indent = " ".repeat(21);
  return [
    ...lines,
    `    ecap 0010[${at(n)}] = SR-IOV 1 IOV enabled, Memory Space disabled, ARI disabled`,
    `${indent}${vfs} VFs configured out of ${vfs} supported`,
    `${indent}First VF RID Offset 0x${hex(offset, 4)}, VF RID Stride 0x${hex(stride, 4)}`,
  ];
}

function at(n: number): string {
  return hex(FIRST_EXTENDED + n * EXTENDED_BYTES, 3);
}

function acsLines({ cap, ctrl }: { cap: number; ctrl: number }, n: number): readonly string[] {
  const word = (name: string, bit: AcsBit): string => {
    if ((cap & ACS[bit]) === 0) return `${name} unavailable`;
    return `${name} ${(ctrl & ACS[bit]) === 0 ? "disabled" : "enabled"}`;
  };
  const indent = " ".repeat(21);
  return [
    `    ecap 000d[${at(n)}] = ACS 1 ` +
      `${word("Source Validation", "SV")}, ${word("Translation Blocking", "TB")}`,
    `${indent}${word("P2P Req Redirect", "RR")}, ${word("P2P Cmpl Redirect", "CR")}`,
    `${indent}${word("P2P Upstream Forwarding", "UF")}, ${word("P2P Egress Control", "EC")}`,
    `${indent}${word("P2P Direct Translated", "DT")}, Enhanced Capability unavailable`,
  ];
}
