/**
 * What FreeBSD's `pciconf -lvbc` prints of a function: usr.sbin/pciconf/pciconf.c list_devs, cap.c.
 * Its numbers of bus, device and function are decimal, and it shows no End-End TLP Prefixes.
 */
import { ACS, type AcsBit } from "../../../model/vocabulary/topology/acs.js";
import type { Address } from "../../../model/vocabulary/topology/address.js";
import {
  UNSEEN,
  type AcsRecord,
  type ExpressKind,
  type ExpressRecord,
  type Facts,
} from "../record.js";

/** `igb0@pci0:0:20:1:	class=0x020000 ...`. */
export const FREEBSD_HEADER = /^\s{0,40}[\w-]{1,40}@pci(\d{1,5}):(\d{1,3}):(\d{1,2}):(\d):(?:\s|$)/;

/** Null where the numbers are none that a function can have. */
export function freebsdAddress(header: string): Address | null {
  const [, domain, bus, slot, fn] = (FREEBSD_HEADER.exec(header) ?? []).map(Number);
  if (domain === undefined || bus === undefined || slot === undefined || fn === undefined)
    return null;
  if (bus > 255 || slot > 31 || fn > 7) return null;
  return { segment: domain, bus, devfn: (slot << 3) | fn };
}

/** Driver, title and facts; `body` has its white space collapsed. */
export function freebsdFunction(
  first: string,
  body: string,
): { readonly driver: string | null; readonly title: string; readonly facts: Facts } {
  // A mail breaks the first line, too; the lines below write `class = bridge`, with blanks.
  const header = `${first} ${body}`;
  const driver = /^\s*([\w-]{1,40})\d@/.exec(header)?.[1] ?? "none";
  const chip = number(header, "chip");
  const vendor = number(header, "vendor") ?? (chip === null ? null : chip & 0xffff);
  const device = number(header, "device") ?? (chip === null ? null : chip >>> 16);
  const classAndInterface = number(header, "class");
  const layout = number(header, "hdr");
  const capabilities = capabilitiesOf(body);
  const express = expressOf(capabilities.get("cap 10") ?? null);
  const facts: Facts = {
    ...UNSEEN,
    vendor,
    device,
    revision: number(header, "rev"),
    classCode: classAndInterface === null ? null : classAndInterface >>> 8,
    header: layoutOf(layout),
    multifunction: layout !== null && (layout & 0x80) !== 0 ? true : null,
    secondary: decimal(/\bbus range = (\d{1,3})-\d{1,3}\b/.exec(body)?.[1]),
    subordinate: decimal(/\bbus range = \d{1,3}-(\d{1,3})\b/.exec(body)?.[1]),
    standard: capabilities.size > 0 ? "whole" : "unseen",
    extended: capabilities.size > 0 ? "whole" : "unseen",
    express,
    acs: acsOf(capabilities.get("ecap 000d") ?? null),
    // Their fields are not printed, or not in the same way by all versions.
    pasid: capabilities.has("ecap 001b")
      ? { width: null, exec: null, priv: null, enabled: null }
      : null,
    ats: capabilities.has("ecap 000f") ? { enabled: null } : null,
    pri: capabilities.has("ecap 0013") ? { enabled: null } : null,
    ari: capabilities.has("ecap 000e"),
    sriov: sriovOf(capabilities.get("ecap 0010") ?? null),
  };
  return { driver: driver === "none" ? null : driver, title: titleOf(facts, body), facts };
}

function layoutOf(layout: number | null): 0 | 1 | 2 | null {
  const type = layout === null ? null : layout & 0x7f;
  return type === 0 || type === 1 || type === 2 ? type : null;
}

function number(header: string, name: string): number | null {
  const text = new RegExp(`\\b${name}=0x([0-9a-f]{1,8})\\b`, "i").exec(header)?.[1];
  return text === undefined ? null : parseInt(text, 16);
}

function decimal(text: string | undefined): number | null {
  return text === undefined ? null : parseInt(text, 10);
}

/** As lspci -nn would have it. */
function titleOf({ vendor, device, classCode, revision }: Facts, body: string): string {
  const words = (name: string): string =>
    new RegExp(`\\b${name} = '?([^'=]{1,100}?)'?(?= \\w+ (?:= |\\[)| cap | ecap | PCI-e |$)`).exec(
      body,
    )?.[1] ?? "";
  const cls = words("subclass") || words("class") || "Function";
  const ids = [vendor, device].map((id) => hex(id, 4)).join(":");
  const name = [words("vendor"), words("device")].filter((word) => word !== "").join(" ");
  return `${cls} [${hex(classCode, 4)}]: ${name} [${ids}] (rev ${hex(revision, 2)})`;
}

function hex(value: number | null, digits: number): string {
  return value?.toString(16).padStart(digits, "0") ?? "?".repeat(digits);
}

/** The text of each capability by what is printed before its offset: `cap 10`, `ecap 000d`. */
function capabilitiesOf(body: string): ReadonlyMap<string, string> {
  const found = new Map<string, string>();
  for (const text of body.split(/\b(?=e?cap [0-9a-f]{2,4}\[[0-9a-f]{2,3}\] = )/i)) {
    const name = /^(e?cap [0-9a-f]{2,4})\[/i.exec(text)?.[1]?.toLowerCase();
    if (name !== undefined && !found.has(name)) found.set(name, text);
  }
  return found;
}

/** The longer names first. */
const KINDS: readonly (readonly [string, ExpressKind])[] = [
  ["legacy endpoint", "legacy-endpoint"],
  ["root endpoint", "rciep"],
  ["endpoint", "endpoint"],
  ["root port", "root-port"],
  ["upstream port", "upstream-port"],
  ["downstream port", "downstream-port"],
  ["PCI bridge", "pcie-to-pci-bridge"],
  ["PCI to PCIe bridge", "pci-to-pcie-bridge"],
  ["event collector", "rcec"],
];

function expressOf(text: string | null): ExpressRecord | null {
  if (text === null) return null;
  const [, version, type = ""] = /= PCI-Express (\d) (.{0,40})/.exec(text) ?? [];
  const old = version === "1" ? false : null;
  const ari = /\bARI (enabled|disabled)\b/.exec(text)?.[1];
  return {
    kind: KINDS.find(([name]) => type.startsWith(name))?.[1] ?? null,
    prefix: old,
    port: null,
    ariForwarding: ari === undefined ? old : ari === "enabled",
  };
}

const ACS_NAMES: readonly (readonly [string, AcsBit])[] = [
  ["Source Validation", "SV"],
  ["Translation Blocking", "TB"],
  ["P2P Req Redirect", "RR"],
  ["P2P Cmpl Redirect", "CR"],
  ["P2P Upstream Forwarding", "UF"],
  ["P2P Egress Control", "EC"],
  ["P2P Direct Translated", "DT"],
];

/** Versions before 13 print its name only. */
function acsOf(text: string | null): AcsRecord | null {
  if (text === null) return null;
  let [cap, ctrl] = [0, 0];
  for (const [name, bit] of ACS_NAMES) {
    const state = new RegExp(`\\b${name} (unavailable|enabled|disabled)\\b`).exec(text)?.[1];
    if (state === undefined) return { cap: null, ctrl: null, egress: null, wide: null };
    if (state !== "unavailable") cap |= ACS[bit];
    if (state === "enabled") ctrl |= ACS[bit];
  }
  return { cap, ctrl, egress: (cap & ACS.EC) === 0 ? [] : null, wide: null };
}

function sriovOf(text: string | null): Facts["sriov"] {
  if (text === null) return null;
  const iov = /\bIOV (enabled|disabled)\b/.exec(text)?.[1];
  const hexOf = (pattern: RegExp): number => parseInt(pattern.exec(text)?.[1] ?? "0", 16);
  return {
    enabled: iov === undefined ? null : iov === "enabled",
    total: decimal(/\bout of (\d{1,5}) supported\b/.exec(text)?.[1]),
    vfs: decimal(/\b(\d{1,5}) VFs configured\b/.exec(text)?.[1]) ?? 0,
    offset: hexOf(/\bFirst VF RID Offset 0x([0-9a-f]{1,4})\b/i),
    stride: hexOf(/\bVF RID Stride 0x([0-9a-f]{1,4})\b/i),
  };
}
