/**
 * The reader of the text of `lspci` (-v to -vvv, -n, -nn, -D, -x and more x), which makes one
 * record of each function: what the dump says, nothing concluded. Format: pciutils lspci.c. Dumps
 * come out of mails: they may be quoted, indented or not, and have their lines broken anywhere, so
 * fields are looked for in the words of a record and not in its lines. Bytes are believed before
 * the text.
 */
import { addressText, parseAddress } from "../../model/vocabulary/topology/address.js";
import {
  readable,
  tooLarge,
  unreadable,
  type Reading,
} from "../../model/vocabulary/reading/reading.js";
import { FUNCTIONS_MAX } from "../../model/vocabulary/topology/topology.js";
import { decodeConfigSpace } from "./config-space.js";
import type { Dump, Form } from "./dump.js";
import { hexBytes } from "./hex-dump.js";
import { decimal, textFacts, titleFacts } from "./lspci-text.js";
import { merged } from "./merge.js";
import { PCI_CFG_SPACE_SIZE } from "./pci-regs.js";
import type { FunctionRecord } from "./record.js";

/** A dump with all configuration space (-xxxx) of hundreds of functions is this large. */
export const LSPCI_BYTES_MAX = 67_108_864;

const BDF = "(?:[0-9a-f]{4,8}:)?[0-9a-f]{2}:[01][0-9a-f]\\.[0-7]";
/** An indented line is a header only if it has a class, as the words of a mail hardly have. */
const HEADER = new RegExp(`^(?:\\s+(?=${BDF} [^":]{2,60}: ))?(${BDF}) (\\S.*)$`, "i");
/** As deep as mails are quoted; without a limit the expression runs out of stack. */
const QUOTING = /^\uFEFF?(?:\s*> ?){0,32}/;
/** What lspci prints of one function is a tenth of this, all bytes included. */
const FUNCTION_LINES_MAX = 5000;

/**
 * The records of a dump, in its order. What stands before the first function is passed over. More
 * functions than `functionsMax` are refused.
 */
export function readLspci(text: string, functionsMax = FUNCTIONS_MAX): Reading<Dump> {
  const large = tooLarge(text, LSPCI_BYTES_MAX);
  if (large !== null) return large;
  const lines = text.split(/\r\n|\r|\n/).map((line) => line.replace(QUOTING, ""));
  const starts: number[] = [];
  for (const [at, line] of lines.entries()) {
    if (!HEADER.test(line)) continue;
    starts.push(at);
    if (starts.length > functionsMax)
      return unreadable(`more than ${functionsMax} functions`, { line: at + 1 });
  }
  if (starts.length === 0) return noFunction(text);
  const parts = starts.map((start, n) =>
    lines.slice(start, Math.min(start + FUNCTION_LINES_MAX, starts[n + 1] ?? lines.length)),
  );
  const read = recordsOf(parts.map((part, n) => partOf(part, (starts[n] ?? 0) + 1)));
  if (!read.ok) return read;
  const records = read.value;
  const at = records.at(-1) ?? null;
  const cut = at !== null && !/[\r\n]$/.test(text);
  const reason = "the text ends within a line here; more may be missing";
  return readable({
    records,
    forms: new Set<Form>(["lspci -vv"]),
    busNumbers: true,
    roots: [],
    notes: cut ? [{ reason, at }] : [],
  });
}

function noFunction(text: string): Reading<never> {
  if (text.includes("\0"))
    return unreadable("a binary file; expected the text that `sudo lspci -vv` prints");
  const names = /^Slot:\s+(?:[0-9a-f]{4,8}:)?[0-9a-f]{2}:/im.exec(text);
  const form = names === null ? "" : "; what `lspci -m` prints says too little";
  const message = `no function in it; expected what \`sudo lspci -vv\` prints${form}`;
  return unreadable(message, { line: 1 });
}

/** The text of one function. */
interface Part {
  readonly line: number;
  readonly address: string;
  readonly title: string;
  /** What follows the title, white space collapsed. */
  readonly body: string;
  readonly bytes: Uint8Array | null;
}

function partOf(lines: readonly string[], line: number): Part {
  const header = HEADER.exec(lines[0] ?? "");
  const continued = continuesTitle(lines[1] ?? "") ? ` ${lines[1] ?? ""}` : "";
  const body = lines.slice(1).join(" ").replaceAll(/\s+/g, " ");
  return {
    line,
    address: (header?.[1] ?? "").toLowerCase(),
    title: `${header?.[2] ?? ""}${continued}`,
    body,
    bytes: hexBytes(body),
  };
}

/** A mail breaks long titles; what lspci itself prints next is indented, a field, or bytes. */
function continuesTitle(line: string): boolean {
  return line !== "" && !/^\s|^!!!|^[A-Z][\w /]*:|^[0-9a-f]{2,3}:(?: [0-9a-f]{2}){2}|^-/.test(line);
}

/** Refuses what is there twice: two runs, whose functions need not be the same. */
function recordsOf(parts: readonly Part[]): Reading<readonly FunctionRecord[]> {
  // Where any function shows more (four x), 256 bytes are all of a space; else they may be a part.
  const shows = parts.some(({ bytes }) => (bytes?.length ?? 0) > PCI_CFG_SPACE_SIZE);
  const sizeBytes = shows ? PCI_CFG_SPACE_SIZE : null;
  const records: FunctionRecord[] = [];
  const lineOf = new Map<string, number>();
  for (const part of parts) {
    const record = recordOf(part, sizeBytes);
    if (record === null) continue;
    const name = addressText(record);
    const earlier = lineOf.get(name);
    if (earlier !== undefined) {
      const message = `${name} is here for the second time, first in line ${earlier}; give one run`;
      return unreadable(message, { line: part.line });
    }
    lineOf.set(name, part.line);
    records.push(record);
  }
  return readable(records);
}

function recordOf(part: Part, sizeBytes: number | null): FunctionRecord | null {
  const { line, title, body, bytes } = part;
  const address = parseAddress(part.address);
  if (address === null) return null;
  const text = { ...textFacts(body), ...titleFacts(title) };
  const facts = bytes === null ? text : merged(decodeConfigSpace(bytes, sizeBytes), text);
  return {
    ...address,
    ...facts,
    line,
    title,
    driver: /\bKernel driver in use: (\S+)/.exec(body)?.[1] ?? null,
    group: decimal(/\bIOMMU group:? (\d{1,9})\b/.exec(body)?.[1]),
    denied: facts.standard !== "whole" && /<access denied/.test(body),
    physical: parseAddress(/\bPhysical Function: (\S+)/i.exec(body)?.[1] ?? ""),
    vmd: null,
  };
}
