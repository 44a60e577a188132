/**
 * The reader of what lspci prints in any of its forms (-v to -vvv, -n, -nn, -D, -x and more x, -t,
 * -P, -m), and FreeBSD's pciconf: one record of each function, what the text says, nothing
 * concluded. Texts come out of mails, terminals and web pages: they may be quoted, indented or not,
 * have their lines broken anywhere, several runs and prose in them. Bytes are believed before the
 * text.
 */
import {
  addressText,
  parseAddress,
  type Address,
} from "../../model/vocabulary/topology/address.js";
import {
  readable,
  tooLarge,
  unreadable,
  type Reading,
} from "../../model/vocabulary/reading/reading.js";
import { FUNCTIONS_MAX } from "../../model/vocabulary/topology/topology.js";
import type { Dump, Form, ReadNote } from "./dump.js";
import { withListedGroups } from "./lspci/listed-groups.js";
import { scanNotes } from "./lspci/notes.js";
import type { Part } from "./lspci/part.js";
import { bytesOf, formsOf, partRecord } from "./lspci/part-record.js";
import { Paths } from "./lspci/paths.js";
import { freebsdAddress } from "./lspci/pciconf.js";
import { mergedRuns, type RunRecord } from "./lspci/runs.js";
import { scanDump, type DumpScan } from "./lspci/scan.js";
import { treeRecords } from "./lspci/tree-records.js";
import { PCI_CFG_SPACE_SIZE } from "./pci-regs.js";
import type { FunctionRecord } from "./record.js";
import { plainLines } from "./text/lines.js";

/** A dump with all configuration space (-xxxx) of hundreds of functions is this large. */
export const LSPCI_BYTES_MAX = 67_108_864;

/**
 * The records of a dump, in its order, and what was met on the way. More functions than
 * `functionsMax` are refused, and a text that has only groups.
 */
export function readLspci(text: string, functionsMax = FUNCTIONS_MAX): Reading<Dump> {
  const large = tooLarge(text, LSPCI_BYTES_MAX);
  if (large !== null) return large;
  const lines = plainLines(text);
  if (lines === null) return unreadable("more lines than any dump has");
  const scan = scanDump(lines, functionsMax);
  const many = scan.parts[functionsMax];
  if (many !== undefined)
    return unreadable(`more than ${functionsMax} functions`, { line: many.line });
  const known = knownParts(scan);
  const inTree = scan.tree.functions;
  if (known.length === 0 && inTree.length === 0) return noFunction(text, scan);
  if (!/[\r\n]$/.test(text)) breakOff(scan.parts.at(-1), lines.at(-1)?.text ?? "");
  const { runs, roots, notes: pathNotes } = recordsOf(known);
  const { records: merged, notes } = mergedRuns(runs);
  const records = withListedGroups(treeRecords(merged, inTree), scan.groups.log);
  if (records.records.length > functionsMax)
    return unreadable(`more than ${functionsMax} functions`);
  const forms = new Set<Form>(known.flatMap((part) => formsOf(part)));
  if (inTree.length > 0) forms.add("lspci -t");
  const bridges = records.records.filter((r) => isBridge(r));
  return readable({
    records: records.records,
    forms,
    busNumbers: bridges.length === 0 || bridges.some((r) => r.secondary !== null),
    roots: [...scan.tree.roots, ...roots],
    notes: [
      ...notes,
      ...pathNotes,
      ...records.notes,
      ...scanNotes(scan, records.records),
      ...endNote(text, scan, records.records),
    ],
  });
}

/** Lines of a list of groups count where the text shows the function elsewhere, or its fields. */
function knownParts(scan: DumpScan): readonly Part[] {
  const own = scan.parts.filter((part) => part.listed === null || part.body.some(isField));
  const chosen = new Set(own);
  const names = new Set(own.map(({ path }) => nameOf(path)));
  for (const f of scan.tree.functions) names.add(addressText(f));
  return scan.parts.filter((part) => chosen.has(part) || names.has(nameOf(part.path)));
}

function isField(line: string): boolean {
  return /^\s*(?:Flags: |Control: |Capabilities: |Bus: )/.test(line);
}

function nameOf(path: string): string {
  const address = parseAddress(path);
  return address === null ? path : addressText(address);
}

function isBridge({ title, classCode, header, express }: FunctionRecord): boolean {
  if (header === 1 || header === 2 || classCode === 0x0604) return true;
  return /^(?:PCI|CardBus) bridge\b/.test(title) || /-(?:port|bridge)$/.test(express?.kind ?? "");
}

/** The last function of a text that ends within a line of it. */
function breakOff(last: Part | undefined, line: string): void {
  if (last !== undefined && /^\s+\S/.test(line) && !/^\s+Kernel \w+/.test(line)) last.cut = true;
}

function endNote(
  text: string,
  scan: DumpScan,
  records: readonly FunctionRecord[],
): readonly ReadNote[] {
  if (/[\r\n]$/.test(text)) return [];
  const name = nameOf(scan.parts.at(-1)?.path ?? "");
  const at = records.find((r) => addressText(r) === name) ?? records.at(-1) ?? null;
  return [{ reason: "the text ends within a line here; more may be missing", at }];
}

function noFunction(text: string, scan: DumpScan): Reading<never> {
  const groups = scan.groups.log.lines();
  const [first] = groups;
  if (first !== undefined) {
    const message =
      "a list of IOMMU groups and no dump; give it to --groups, and the dump to --lspci";
    return unreadable(message, { line: first.line });
  }
  if (text.includes("\0"))
    return unreadable("a binary file; expected the text that `sudo lspci -vv` prints");
  const orphan = scan.orphans[0];
  const message = "no function in it; expected what `sudo lspci -vv` prints";
  if (orphan !== undefined) {
    const fields = `${message}; here are fields without the line that names their function`;
    return unreadable(fields, { line: orphan.first });
  }
  if (/\bVEN_[0-9A-F]{4}&DEV_[0-9A-F]{4}/i.test(text))
    return unreadable(`${message}; what Windows lists has no ACS and no groups`, { line: 1 });
  const strange = scan.strange[0];
  return unreadable(message, { line: strange?.at ?? 1 });
}

function isPciBridge({ title }: Part): boolean {
  return /^(?:PCI bridge\b|0604\b)/i.test(title);
}

interface PartRecords {
  readonly runs: readonly RunRecord[];
  readonly roots: Dump["roots"];
  readonly notes: readonly ReadNote[];
}

function recordsOf(parts: readonly Part[]): PartRecords {
  const linux = parts.filter((part) => part.form !== "pciconf");
  const paths = new Paths(
    linux.map(({ path }) => path.toLowerCase()),
    linux.some(({ path }) => path.includes("/")) ? printedBuses(linux) : new Map(),
    new Set(linux.flatMap((part) => (isPciBridge(part) ? [part.path.toLowerCase()] : []))),
  );
  const addressOf = (part: Part): Address | null =>
    part.form === "pciconf"
      ? freebsdAddress(part.path)
      : (paths.addresses.get(part.path.toLowerCase()) ?? null);
  // Where any function shows more (four x), 256 bytes are all of a space; else they may be a part.
  const bytes = parts.map((part) => bytesOf(part));
  const shows = bytes.some((some) => (some?.length ?? 0) > PCI_CFG_SPACE_SIZE);
  const sizeBytes = shows ? PCI_CFG_SPACE_SIZE : null;
  const runs = parts.flatMap((part, i): RunRecord[] => {
    const address = addressOf(part);
    if (address === null) return [];
    const record = partRecord(part, address, bytes[i] ?? null, sizeBytes);
    const secondary = record.secondary ?? paths.below.get(addressText(record)) ?? null;
    return [{ record: { ...record, secondary }, run: part.run }];
  });
  const reason =
    "lspci -P prints no bus numbers; the buses below bridges are numbered in its order";
  return { runs, roots: paths.roots, notes: paths.numbered ? [{ reason, at: null }] : [] };
}

/** By the path of the bridge. */
function printedBuses(parts: readonly Part[]): ReadonlyMap<string, number> {
  const buses = new Map<string, number>();
  for (const { path, body } of parts)
    for (const line of body) {
      const bus = /\bsecondary=([0-9a-f]{2})\b/i.exec(line)?.[1];
      if (bus !== undefined) buses.set(path.toLowerCase(), parseInt(bus, 16));
    }
  return buses;
}
