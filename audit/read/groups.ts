/**
 * The reader of a list of the kernel's IOMMU groups, `group bdf` a line, or paths as
 * `find /sys/kernel/iommu_groups -type l` prints them; and the list laid beside a machine.
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

import type { ReadNote } from "./dump.js";

/** No list of the groups of 4096 functions is larger. */
export const GROUPS_BYTES_MAX = 1_048_576;

/** One function in its group. */
export interface GroupLine {
  readonly group: number;
  readonly address: Address;
  /** From 1. */
  readonly line: number;
}

/** A list of groups as its reader leaves it. */
export interface GroupList {
  /** One a function. */
  readonly lines: readonly GroupLine[];
  /** Which lines look like a function or a group, and are not understood. */
  readonly notes: readonly ReadNote[];
}

const PAIR = /^(\d{1,9})\s+(\S+)$/;
const PATH = /\biommu_groups\/(\d{1,9})\/devices\/([^\s/]+)/;
const QUOTED_MAX = 60;

/** The lines of a list, in its order. Empty lines and those that begin with # are passed over. */
export function readGroups(text: string): Reading<GroupList> {
  const large = tooLarge(text, GROUPS_BYTES_MAX);
  if (large !== null) return large;
  const groups: GroupLine[] = [];
  const lineOf = new Map<string, number>();
  for (const [at, full] of text.split(/\r\n|\r|\n/).entries()) {
    const content = full.replace(/^\uFEFF/, "").trim();
    if (content === "" || content.startsWith("#")) continue;
    const line = at + 1;
    const path = PATH.exec(content);
    const [, group = "", name = ""] = path ?? PAIR.exec(content) ?? [];
    const address = parseAddress(name);
    if (address === null) {
      // Devices that are not PCI have groups, too: they are links of other names.
      if (path !== null) continue;
      const quoted = JSON.stringify(content.slice(0, QUOTED_MAX));
      return unreadable(`expected \`group bdf\`, as in 3 0000:01:00.0; here ${quoted}`, { line });
    }
    const earlier = lineOf.get(addressText(address));
    if (earlier !== undefined)
      return unreadable(`${addressText(address)} is already in line ${earlier}`, { line });
    lineOf.set(addressText(address), line);
    groups.push({ group: Number(group), address, line });
  }
  if (groups.length > 0) return readable({ lines: groups, notes: [] });
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
