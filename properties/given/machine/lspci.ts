/**
 * Defines how the text of `lspci -vv` (with -D, -n, -nn, -x) becomes records, one a function:
 * what the dump says, nothing concluded. Format: pciutils lspci.c, ls-caps.c, ls-ecaps.c. Dumps
 * come out of mails: they may be quoted, have lost their indentation, and have their lines broken
 * anywhere, so capabilities are looked for in the words of a record and not in its lines.
 */
import { ACS, ACS_BITS, type AcsBit } from "../../../model/vocabulary/acs.js";
import { parseAddress, type Address } from "../../../model/vocabulary/address.js";
import { readable, tooLarge, unreadable, type Reading } from "../../../model/vocabulary/reading.js";
import { FUNCTIONS_MAX, type Kind } from "../../../model/vocabulary/topology.js";

/** A dump with all configuration space (-xxxx) of hundreds of functions is this large. */
export const LSPCI_BYTES_MAX = 67_108_864;

/** The Express capability: the type, and whether End-End TLP Prefixes are supported. */
export interface ExpressRecord {
  /** Null for a type that this reader does not know. */
  readonly kind: ExpressKind | null;
  /** Null where the dump does not say. */
  readonly prefix: boolean | null;
}

/** The ACS capability; null bits where the dump has the capability without its bits (-v). */
export interface AcsRecord {
  readonly cap: number | null;
  readonly ctrl: number | null;
}

/** The PASID capability; null where the dump has the capability without its fields. */
export interface PasidRecord {
  readonly width: number | null;
  readonly exec: boolean;
  readonly priv: boolean;
}

/** The SR-IOV capability, as far as it says where the VFs are. */
export interface SriovRecord {
  readonly vfs: number;
  readonly offset: number;
  readonly stride: number;
}

export interface LspciRecord extends Address {
  /** Line of its header, from 1. */
  readonly line: number;
  /** The header without the address: `VGA compatible controller: ...`. */
  readonly title: string;
  /** PCI class code, 16 bits; null without -n or -nn. */
  readonly classCode: number | null;
  readonly vendor: number | null;
  readonly device: number | null;
  readonly group: number | null;
  /** Bus numbers behind it, where it is a bridge. */
  readonly secondary: number | null;
  readonly subordinate: number | null;
  /** Header type bit 7, where the dump has the bytes (-x). */
  readonly multifunction: boolean | null;
  /** Some of its capabilities could not be read, for want of privilege. */
  readonly denied: boolean;
  readonly express: ExpressRecord | null;
  readonly acs: AcsRecord | null;
  readonly pasid: PasidRecord | null;
  readonly ari: boolean;
  readonly sriov: SriovRecord | null;
  /** Address of its PF, where the dump says it. */
  readonly physical: Address | null;
}

const HEADER = /^((?:[0-9a-f]{4,8}:)?[0-9a-f]{2}:[01][0-9a-f]\.[0-7]) (\S.*)$/i;
const QUOTING = /^\uFEFF?(?:\s*> ?)*/;

/** The records of a dump, in its order. What stands before the first function is passed over. */
export function readLspci(text: string): Reading<readonly LspciRecord[]> {
  const large = tooLarge(text, LSPCI_BYTES_MAX);
  if (large !== null) return large;
  const records: LspciRecord[] = [];
  const lines = text.split(/\r\n|\r|\n/).map((line) => line.replace(QUOTING, ""));
  let start = -1;
  for (let at = 0; at <= lines.length; at++) {
    const ends = at === lines.length || HEADER.test(lines[at] ?? "");
    if (!ends) continue;
    if (start !== -1) {
      const record = recordOf(lines.slice(start, at), start + 1);
      if (record !== null) records.push(record);
    }
    if (records.length > FUNCTIONS_MAX)
      return unreadable(`more than ${FUNCTIONS_MAX} functions`, { line: start + 1 });
    start = at;
  }
  if (records.length > 0) return readable(records);
  return unreadable("no function in it; expected what `sudo lspci -vv` prints", { line: 1 });
}

function recordOf(lines: readonly string[], line: number): LspciRecord | null {
  const header = HEADER.exec(lines[0] ?? "");
  const address = parseAddress(header?.[1]?.toLowerCase() ?? "");
  if (header === null || address === null) return null;
  const title = header[2] ?? "";
  const body = lines.slice(1).join(" ").replaceAll(/\s+/g, " ");
  const ids = /\[([0-9a-f]{4}):([0-9a-f]{4})\]|^[0-9a-f]{4}: ([0-9a-f]{4}):([0-9a-f]{4})/i.exec(
    title,
  );
  const classCode = /^[^:]*\[([0-9a-f]{4})\]:|^([0-9a-f]{4}):/i.exec(title);
  const capabilities = capabilitiesOf(body);
  return {
    ...address,
    line,
    title,
    classCode: hex(classCode?.[1] ?? classCode?.[2]),
    vendor: hex(ids?.[1] ?? ids?.[3]),
    device: hex(ids?.[2] ?? ids?.[4]),
    group: decimal(/\bIOMMU group:? (\d+)/.exec(body)?.[1]),
    secondary: hex(/\bsecondary=([0-9a-f]{2})\b/i.exec(body)?.[1]),
    subordinate: hex(/\bsubordinate=([0-9a-f]{2})\b/i.exec(body)?.[1]),
    multifunction: headerType(lines),
    denied: /Capabilities: <access denied>/.test(body),
    express: expressOf(capabilities),
    acs: acsOf(capabilities),
    pasid: pasidOf(capabilities),
    ari: capabilities.some((c) => c.startsWith("Alternative Routing-ID Interpretation")),
    sriov: sriovOf(capabilities),
    physical: parseAddress(/\bPhysical Function: (\S+)/i.exec(body)?.[1] ?? ""),
  };
}

/** The texts of the capabilities of a function, each from its name to the next capability. */
function capabilitiesOf(body: string): readonly string[] {
  return body
    .split(/\bCapabilities: /)
    .slice(1)
    .map((text) => text.replace(/^\[[0-9a-f]+(?: v\d+)?\] /i, ""));
}

/** The types as ls-caps.c prints them; by their beginnings, for mails that lose ends of lines. */
const EXPRESS_KINDS = [
  ["Root Port", "root-port"],
  ["Upstream Port", "upstream-port"],
  ["Downstream Port", "downstream-port"],
  ["Endpoint", "endpoint"],
  ["Legacy Endpoint", "legacy-endpoint"],
  ["Root Complex Integrated", "rciep"],
  ["Root Complex Event Collector", "rcec"],
  ["PCI-Express to PCI", "pcie-to-pci-bridge"],
  ["PCI/PCI-X to PCI-Express", "pci-to-pcie-bridge"],
] as const satisfies readonly (readonly [string, Kind])[];

export type ExpressKind = (typeof EXPRESS_KINDS)[number][1];

/** `Express (v2) Root Port (Slot+), MSI 00 ...`, `Express Root Port (Slot-), IntMsgNum 0`. */
function expressOf(capabilities: readonly string[]): ExpressRecord | null {
  const text = capabilities.find((c) => c.startsWith("Express "));
  if (text === undefined) return null;
  const type = text.replace(/^Express (?:\(v\d+\) )?/, "");
  const kind = EXPRESS_KINDS.find(([name]) => type.startsWith(name))?.[1] ?? null;
  const sign = /\bEETLPPrefix([+-])/.exec(text)?.[1];
  // The first version of the capability has no Device Capabilities 2, so nothing is left open.
  const old = text.startsWith("Express (v1)");
  const prefix = sign === undefined && !old ? null : sign === "+";
  return { kind, prefix };
}

const ACS_NAMES: Readonly<Record<AcsBit, string>> = {
  SV: "SrcValid",
  TB: "TransBlk",
  RR: "ReqRedir",
  CR: "CmpltRedir",
  UF: "UpstreamFwd",
  EC: "EgressCtrl",
  DT: "DirectTrans",
};

function acsOf(capabilities: readonly string[]): AcsRecord | null {
  const text = capabilities.find((c) => c.startsWith("Access Control Services"));
  if (text === undefined) return null;
  const [cap = "", ctrl = ""] = text.split(/\bACSCtl:/);
  return { cap: bitsOf(cap), ctrl: bitsOf(ctrl) };
}

/** Null if not every bit is there. */
function bitsOf(text: string): number | null {
  let bits = 0;
  for (const name of ACS_BITS) {
    const sign = new RegExp(`\\b${ACS_NAMES[name]}([+-])`).exec(text)?.[1];
    if (sign === undefined) return null;
    if (sign === "+") bits |= ACS[name];
  }
  return bits;
}

/** `PASIDCap: Exec- Priv-, Max PASID Width: 14`: the width is printed as %02x. */
function pasidOf(capabilities: readonly string[]): PasidRecord | null {
  const text = capabilities.find((c) => c.startsWith("Process Address Space ID (PASID)"));
  if (text === undefined) return null;
  const cap = /\bPASIDCap: Exec([+-]) Priv([+-]), Max PASID Width: ([0-9a-f]{2})\b/i.exec(text);
  return { width: hex(cap?.[3]), exec: cap?.[1] === "+", priv: cap?.[2] === "+" };
}

function sriovOf(capabilities: readonly string[]): SriovRecord | null {
  const text = capabilities.find((c) => c.startsWith("Single Root I/O Virtualization"));
  if (text === undefined) return null;
  const vfs = decimal(/\bNumber of VFs: (\d+)/.exec(text)?.[1]);
  const offset = decimal(/\bVF offset: (\d+)/.exec(text)?.[1]);
  const stride = decimal(/\bstride: (\d+)/.exec(text)?.[1]);
  return { vfs: vfs ?? 0, offset: offset ?? 0, stride: stride ?? 0 };
}

const HEADER_TYPE_AT = 0x0e;
const MULTIFUNCTION = 0x80;

/**
 * The multifunction bit from the first sixteen bytes of configuration space, if they are printed.
 */
function headerType(lines: readonly string[]): boolean | null {
  const bytes = lines.find((line) => /^\s*00:(?: [0-9a-f]{2}){16}\s*$/i.test(line));
  const type = hex(bytes?.trim().split(" ")[HEADER_TYPE_AT + 1]);
  return type === null ? null : (type & MULTIFUNCTION) !== 0;
}

function hex(text: string | undefined): number | null {
  return text === undefined ? null : parseInt(text, 16);
}

function decimal(text: string | undefined): number | null {
  return text === undefined ? null : parseInt(text, 10);
}
