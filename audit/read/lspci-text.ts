/**
 * The words of one function in a dump: its title, its header, and the capabilities that matter
 * here. Format: pciutils lspci.c, ls-caps.c, ls-ecaps.c.
 */
import { ACS, ACS_BITS } from "../../model/vocabulary/topology/acs.js";
import { LSPCI_ACS_NAMES } from "../../model/vocabulary/topology/acs-notation.js";
import {
  UNSEEN,
  type AcsRecord,
  type ExpressKind,
  type ExpressRecord,
  type Extent,
  type Facts,
  type PasidRecord,
  type SriovRecord,
  type SwitchRecord,
} from "./record.js";

/** `VGA controller [0300]: Maker Name [1a03:2000] (rev 41)`, `0300: 1a03:2000 (rev 41)`. */
export function titleFacts(
  title: string,
): Pick<Facts, "classCode" | "vendor" | "device" | "revision"> {
  const classCode = /^[^:]*\[([0-9a-f]{4})\]:|^(?:Class )?([0-9a-f]{4}):/i.exec(title);
  const ids =
    /\[([0-9a-f]{4}):([0-9a-f]{4})\]|^(?:Class )?[0-9a-f]{4}: ([0-9a-f]{4}):([0-9a-f]{4})/i.exec(
      title,
    );
  // A revision of 0 is not printed.
  const revision = hex(/\(rev ([0-9a-f]{2})\)/i.exec(title)?.[1]) ?? (ids === null ? null : 0);
  return {
    classCode: hex(classCode?.[1] ?? classCode?.[2]),
    vendor: hex(ids?.[1] ?? ids?.[3]),
    device: hex(ids?.[2] ?? ids?.[4]),
    revision,
  };
}

/** What follows the title; `body` has its white space collapsed. */
export function textFacts(body: string): Facts {
  const capabilities = capabilitiesOf(body);
  const extent = extentOf(body, capabilities.length);
  const express = expressOf(capabilities) ?? (hasExtended(body) ? UNSAID_EXPRESS : null);
  return {
    ...UNSEEN,
    secondary: hex(/\bsecondary=([0-9a-f]{2})\b/i.exec(body)?.[1]),
    subordinate: hex(/\bsubordinate=([0-9a-f]{2})\b/i.exec(body)?.[1]),
    // A list that has capabilities of PCI Express and no Express one was not printed as a whole.
    standard:
      extent === "whole" && express?.kind === null && express.prefix === null ? "part" : extent,
    extended: extent,
    express,
    acs: acsOf(capabilities),
    pasid: pasidOf(capabilities),
    ats: switchOf(capabilities, "Address Translation Service", /\bATSCtl: Enable([+-])/),
    pri: switchOf(capabilities, "Page Request Interface", /\bPRICtl: Enable([+-])/),
    ari: capabilities.some((c) => c.startsWith("Alternative Routing-ID Interpretation")),
    sriov: sriovOf(capabilities),
    subsystem: SUBSYSTEM.exec(body)?.[1] ?? null,
    trouble: troubleOf(body),
  };
}

/** Up to what lspci prints next; a name is hardly longer. */
const SUBSYSTEM =
  /\bSubsystem: (\S.{0,120}?)(?= (?:Flags|Control|Physical Slot|Device tree node|!!!))/;

/** Without -v no capability is printed, and without privilege none is known. */
function extentOf(body: string, capabilities: number): Extent {
  if (/<access denied/.test(body)) return "unseen";
  if (capabilities > 0) return "whole";
  if (/!!! Unknown header type|\bStatus: Cap\+/.test(body)) return "unseen";
  return /\bFlags: |\bControl: |\bStatus: Cap-/.test(body) ? "whole" : "unseen";
}

function troubleOf(body: string): string | null {
  if (/!!! Unknown header type 7f/.test(body))
    return "its configuration space reads as all ones: switched off or gone";
  const type = /!!! Unknown header type ([0-9a-f]{2})/.exec(body)?.[1];
  if (type !== undefined) return `has the unknown header type ${parseInt(type, 16)}`;
  return /<chain (?:looped|broken)>/.test(body) ? "its list of capabilities does not end" : null;
}

const UNSAID_EXPRESS = { kind: null, prefix: null, port: null, ariForwarding: null };

/** Capabilities from 100 on are those of PCI Express (and of PCI-X mode 2, which nobody built). */
function hasExtended(body: string): boolean {
  return /\bCapabilities: \[[1-9a-f][0-9a-f]{2}\b/i.test(body);
}

/** Extended capabilities by their id, for an lspci too old to name them: `[100] #0d [0001]`. */
const NAMES: Readonly<Record<number, string>> = {
  0x0d: "Access Control Services",
  0x0e: "Alternative Routing-ID Interpretation",
  0x0f: "Address Translation Service",
  0x10: "Single Root I/O Virtualization",
  0x13: "Page Request Interface",
  0x1b: "Process Address Space ID",
};

/** The texts of the capabilities of a function, each from its name to the next capability. */
function capabilitiesOf(body: string): readonly string[] {
  return body
    .split(/\bCapabilities: /)
    .slice(1)
    .filter((text) => text.startsWith("["))
    .map((text) => {
      const name = text.replace(/^\[[0-9a-f]+(?: v\d+)?\] /i, "");
      const extended = /^\[[0-9a-f]{3}\b/i.test(text);
      const id = hex(/^(?:#|Capability ID (?:0x)?)([0-9a-f]{1,4})\b/i.exec(name)?.[1]);
      return extended && id !== null ? (NAMES[id] ?? name) : name;
    });
}

/** The types as ls-caps.c prints them; by their beginnings, for mails that lose ends of lines. */
const EXPRESS_KINDS: readonly (readonly [string, ExpressKind])[] = [
  ["Root Port", "root-port"],
  ["Upstream Port", "upstream-port"],
  ["Downstream Port", "downstream-port"],
  ["Endpoint", "endpoint"],
  ["Legacy Endpoint", "legacy-endpoint"],
  ["Root Complex Integrated", "rciep"],
  ["Root Complex Event Collector", "rcec"],
  ["PCI-Express to PCI", "pcie-to-pci-bridge"],
  ["PCI/PCI-X to PCI-Express", "pci-to-pcie-bridge"],
];

/** `Express (v2) Root Port (Slot+), MSI 00 ...`, `Express Root Port (Slot-), IntMsgNum 0`. */
function expressOf(capabilities: readonly string[]): ExpressRecord | null {
  const text = capabilities.find((c) => c.startsWith("Express "));
  if (text === undefined) return null;
  const type = text.replace(/^Express (?:\(v\d+\) )?/, "");
  const kind = EXPRESS_KINDS.find(([name]) => type.startsWith(name))?.[1] ?? null;
  // The first version of the capability has no Device Capabilities 2, so nothing is left open.
  const old = text.startsWith("Express (v1)") ? false : null;
  return {
    kind,
    prefix: signOf(/\bEETLPPrefix([+-])/, text) ?? old,
    port: decimal(/\bLnkCap: Port #(\d{1,3})\b/.exec(text)?.[1]),
    ariForwarding: signOf(/\bARIFwd([+-])/, text.split("DevCtl2:")[1] ?? "") ?? old,
  };
}

function acsOf(capabilities: readonly string[]): AcsRecord | null {
  const text = capabilities.find((c) => c.startsWith("Access Control Services"));
  if (text === undefined) return null;
  const [capText = "", ctrlText = ""] = text.split(/\bACSCtl:/);
  const cap = bitsOf(capText);
  const egress = cap === null || (cap & ACS.EC) !== 0 ? null : [];
  return { cap, ctrl: bitsOf(ctrlText), egress, wide: null };
}

/** Null if not every bit is there. */
function bitsOf(text: string): number | null {
  let bits = 0;
  for (const name of ACS_BITS) {
    const on = signOf(new RegExp(`\\b${LSPCI_ACS_NAMES[name]}([+-])`), text);
    if (on === null) return null;
    if (on) bits |= ACS[name];
  }
  return bits;
}

/**
 * `PASIDCap: Exec- Priv-, Max PASID Width: 14`, in older versions with a comma after Exec: the
 * width is printed as %02x.
 */
function pasidOf(capabilities: readonly string[]): PasidRecord | null {
  const text = capabilities.find((c) => c.startsWith("Process Address Space ID"));
  if (text === undefined) return null;
  const [cap = ""] = /\bPASIDCap:[^:]{0,80}: ?(?:[0-9a-f]{2}\b)?/i.exec(text) ?? [];
  return {
    width: hex(/\bMax PASID Width: ([0-9a-f]{2})\b/i.exec(cap)?.[1]),
    exec: signOf(/\bExec([+-])/, cap),
    priv: signOf(/\bPriv([+-])/, cap),
    enabled: signOf(/\bPASIDCtl: Enable([+-])/, text),
  };
}

function switchOf(
  capabilities: readonly string[],
  name: string,
  control: RegExp,
): SwitchRecord | null {
  const text = capabilities.find((c) => c.startsWith(name));
  return text === undefined ? null : { enabled: signOf(control, text) };
}

function sriovOf(capabilities: readonly string[]): SriovRecord | null {
  const text = capabilities.find((c) => c.startsWith("Single Root I/O Virtualization"));
  if (text === undefined) return null;
  const number = (pattern: RegExp): number | null => decimal(pattern.exec(text)?.[1]);
  return {
    enabled: signOf(/\bIOVCtl: Enable([+-])/, text),
    total: number(/\bTotal VFs: (\d{1,5})\b/),
    vfs: number(/\bNumber of VFs: (\d{1,5})\b/) ?? 0,
    offset: number(/\bVF offset: (\d{1,5})\b/) ?? 0,
    stride: number(/\bstride: (\d{1,5})\b/) ?? 0,
  };
}

function signOf(pattern: RegExp, text: string): boolean | null {
  const sign = pattern.exec(text)?.[1];
  return sign === undefined ? null : sign === "+";
}

function hex(text: string | undefined): number | null {
  return text === undefined ? null : parseInt(text, 16);
}

export function decimal(text: string | undefined): number | null {
  return text === undefined ? null : parseInt(text, 10);
}
