/**
 * The reader of a list of the kernel's IOMMU groups in any of the forms in which people make one:
 * loops over /sys, `find`, `ls -l`, `tree`, the kernel's log, lspci with its fields of groups,
 * libvirt's XML (groups/line.ts); and the list laid beside a machine.
 */
import { addressText } from "../../model/vocabulary/topology/address.js";
import {
  readable,
  tooLarge,
  unreadable,
  type Reading,
} from "../../model/vocabulary/reading/reading.js";
import type { ReadNote } from "./dump.js";
import { addressesIn } from "./groups/line.js";
import type { Contradiction, GroupLine } from "./groups/log.js";
import { looksLikeFunction } from "./lspci/header.js";
import { strangeNotes } from "./lspci/notes.js";
import { scanDump, type DumpScan } from "./lspci/scan.js";
import type { Line } from "./text/line.js";
import { plainLines } from "./text/lines.js";

export type { GroupLine } from "./groups/log.js";

/** A whole log of the kernel, or a dump with its bytes, is not larger. */
export const GROUPS_BYTES_MAX = 16_777_216;
const FUNCTIONS_MAX = 65_536;
const QUOTED_MAX = 60;

/** A list of groups as its reader leaves it. */
export interface GroupList {
  /** One a function. */
  readonly lines: readonly GroupLine[];
  /** Which lines look like a function or a group, and are not understood. */
  readonly notes: readonly ReadNote[];
}

/**
 * A group's number and every address that follows it, on its line or on the lines below. Other
 * lines are passed over. In the kernel's log the last boot counts; elsewhere a function that is in
 * two groups is refused.
 */
export function readGroups(text: string): Reading<GroupList> {
  const large = tooLarge(text, GROUPS_BYTES_MAX);
  if (large !== null) return large;
  const lines = plainLines(text);
  if (lines === null) return unreadable("more lines than any list has");
  if (!lines.some((line) => line.text.trim() !== ""))
    return unreadable("empty: is the IOMMU on?", { line: 1 });
  const scan = scanDump(lines, FUNCTIONS_MAX);
  const refused = withFields(scan);
  if (refused !== null) return refused;
  const strange = strangeLines(scan, lines);
  const groups = scan.groups.log.lines();
  if (groups.length > 0) return readable({ lines: groups, notes: strangeNotes(strange) });
  return noGroup(scan, strange);
}

/** Groups that a dump has as fields. */
function withFields(scan: DumpScan): Reading<never> | null {
  const { log } = scan.groups;
  for (const { path, body, line } of scan.parts) {
    const group = /\bIOMMU group:? (\d{1,9})\b/.exec(body.join(" "))?.[1];
    const address = addressesIn(path).at(-1);
    if (group !== undefined && address !== undefined)
      log.add(Number(group), [address], line, false);
  }
  return log.contradiction === null ? null : contradicted(log.contradiction);
}

function contradicted({ earlier, later }: Contradiction): Reading<never> {
  const name = addressText(later.address);
  const message =
    `${name} is in group ${later.group} here and in group ${earlier.group} in line ` +
    `${earlier.line}; give the groups of one boot`;
  return unreadable(message, { line: later.line });
}

/** What the scan did not understand, and lines that speak of groups and name none. */
function strangeLines(scan: DumpScan, lines: readonly Line[]): readonly Line[] {
  const known = new Set(scan.strange.map(({ at }) => at));
  const more = lines.filter(
    ({ text, at }) =>
      !known.has(at) &&
      (/^\W{0,20}(?:iommu[ _-]?)?group\b.{0,80}:[0-9a-z]{2}\.[0-9a-z]/i.test(text) ||
        startsStrangely(text)),
  );
  const unread = more.filter(({ at }) => !scan.understood.has(at));
  return [...scan.strange, ...unread].sort((a, b) => a.at - b.at);
}

/** `x 00:03.0`, `7 00:1f.8`: a word and something like an address. */
function startsStrangely(text: string): boolean {
  const rest = /^\s{0,40}[\w#-]{1,9}[\s,;|=]{1,10}(?=\S)/.exec(text)?.[0];
  if (rest === undefined || /^\s*[a-z][\w-]+ [^ ]+: /i.test(text)) return false;
  return looksLikeFunction(text.slice(rest.length));
}

function noGroup(scan: DumpScan, strange: readonly Line[]): Reading<never> {
  const [first] = strange;
  if (first !== undefined) {
    const quoted = JSON.stringify(first.text.trim().slice(0, QUOTED_MAX));
    const message = `expected \`group bdf\`, as in 3 0000:01:00.0; here ${quoted}`;
    return unreadable(message, { line: first.at });
  }
  if (scan.parts.length > 0 || scan.tree.functions.length > 0)
    return unreadable("functions and no group of any: is the IOMMU on?", { line: 1 });
  return unreadable("no function in it; expected lines of `group bdf`", { line: 1 });
}

/** A list of groups laid beside the functions of a machine. */
export interface LaidGroups {
  /** The group of each function, in the order of their addresses; null for those in none. */
  readonly groups: readonly (number | null)[];
  /** How many functions of the list are not there. */
  readonly absent: number;
}

/**
 * A list may be of the whole machine, and the dump of a part of it. Refuses a list of which no
 * function is there: it is of another machine or another boot.
 */
export function groupsOf(
  addresses: readonly string[],
  { lines: groups }: GroupList,
): Reading<LaidGroups> {
  const known = new Set(addresses);
  const groupOf = new Map(groups.map(({ address, group }) => [addressText(address), group]));
  const absent = [...groupOf.keys()].filter((name) => !known.has(name));
  const [first] = groups;
  if (first !== undefined && absent.length === groupOf.size) {
    const names = absent.slice(0, NAMED_MAX).join(", ");
    const more = absent.length > NAMED_MAX ? ` and ${absent.length - NAMED_MAX} more` : "";
    return unreadable(`no function of this machine in it: ${names}${more}`, { line: first.line });
  }
  const laid = addresses.map((address) => groupOf.get(address) ?? null);
  return readable({ groups: laid, absent: absent.length });
}

const NAMED_MAX = 3;
