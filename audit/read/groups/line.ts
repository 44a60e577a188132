/**
 * What one line of a text says of IOMMU groups, in the forms in which people list them: loops over
 * /sys, `find`, `ls -l`, `tree`, the kernel's log (drivers/iommu/iommu.c iommu_group_add_device,
 * iommu_group_remove_device), XML of libvirt.
 */
import { parseAddress, type Address } from "../../../model/vocabulary/topology/address.js";

export type GroupWords =
  /** A group and functions in it; `rest` begins with the address of the first. */
  | {
      readonly kind: "members";
      readonly group: number;
      readonly addresses: readonly Address[];
      readonly log: boolean;
      readonly rest: string;
    }
  /** A group whose functions are in the lines below. */
  | { readonly kind: "heading"; readonly group: number }
  /** The kernel took functions out of their group. */
  | { readonly kind: "removed"; readonly addresses: readonly Address[] }
  /** It is about groups, and says nothing of a PCI function. */
  | { readonly kind: "other" };

const BDF = "(?:[0-9a-f]{4,8}:)?[0-9a-f]{2}:[01][0-9a-f]\\.[0-7]";
const ADDRESS = new RegExp(`(?<![\\w:.])${BDF}(?![\\w.])`, "gi");
const ANY = new RegExp(ADDRESS.source, "i");
const LINE_LENGTH_MAX = 4000;
const OTHER = { kind: "other" } as const;

/** The addresses in a text, in its order. */
export function addressesIn(text: string): readonly Address[] {
  return [...text.matchAll(ADDRESS)].flatMap(([found]) => parseAddress(found) ?? []);
}

/** Null: it does not speak of groups. */
export function groupWords(text: string): GroupWords | null {
  if (text.length > LINE_LENGTH_MAX) return null;
  const line = withAddresses(text);
  if (/group/i.test(line)) return spoken(line);
  if (line.includes("<address ")) return null;
  return paired(line);
}

/** libvirt names functions `pci_0000_01_00_0`. */
function withAddresses(text: string): string {
  if (!text.includes("pci_")) return text;
  return text.replaceAll(
    /\bpci_([0-9a-f]{4,8})_([0-9a-f]{2})_([0-9a-f]{2})_([0-7])(?!\w)/gi,
    "$1:$2:$3.$4",
  );
}

function spoken(line: string): GroupWords | null {
  return inLog(line) ?? inPath(line) ?? inXml(line) ?? inWords(line) ?? paired(line);
}

const ADDED = /\bAdd(?:ing|ed) (?:device (\S{1,80}) )?to (?:iommu )?group (\d{1,9})\b/i;
const REMOVED = /\bRemov(?:ing|ed) (?:device \S{1,80} )?from (?:iommu )?group \d{1,9}\b/i;

function inLog(line: string): GroupWords | null {
  const added = ADDED.exec(line);
  if (added === null) {
    if (!REMOVED.test(line)) return null;
    const addresses = addressesIn(line);
    return addresses.length === 0 ? OTHER : { kind: "removed", addresses };
  }
  // The device is named before the sentence, or in it.
  const before = addressesIn(line.slice(0, added.index)).slice(-1);
  const addresses = added[1] === undefined ? before : addressesIn(added[1]);
  if (addresses.length === 0) return OTHER;
  return { kind: "members", group: Number(added[2]), addresses, log: true, rest: "" };
}

const MEMBER_PATH = /\biommu_groups\/(\d{1,9})\/devices\/([^\s/:'"]{1,80}(?::[^\s/'"]{1,80})?)/;
const GROUP_PATH = /\biommu_groups\/(\d{1,9})(?:\/devices)?\/?['":]?\s*$/;

/**
 * `.../iommu_groups/7/devices/0000:00:1f.0`, and
 * `.../0000:01:00.0/iommu_group -> .../iommu_groups/1`.
 */
function inPath(line: string): GroupWords | null {
  const member = MEMBER_PATH.exec(line);
  if (member !== null) {
    const address = parseAddress(member[2] ?? "");
    if (address === null) return OTHER;
    return listed(Number(member[1]), [address], "");
  }
  const group = GROUP_PATH.exec(line);
  if (group === null) return null;
  const addresses = addressesIn(line.slice(0, group.index)).slice(-1);
  if (addresses.length > 0) return listed(Number(group[1]), addresses, "");
  return /->|iommu_group\b/.test(line) ? OTHER : { kind: "heading", group: Number(group[1]) };
}

function listed(group: number, addresses: readonly Address[], rest: string): GroupWords {
  return { kind: "members", group, addresses, log: false, rest };
}

function inXml(line: string): GroupWords | null {
  const number = /<iommuGroup number=['"](\d{1,9})['"]/.exec(line)?.[1];
  if (number !== undefined) return { kind: "heading", group: Number(number) };
  return line.includes("</iommuGroup>") ? OTHER : null;
}

/** At the beginning of a line, or with its full name anywhere. */
const GROUP_NUMBER = "group[\\s:#=]{0,20}(\\d{1,9})(?![\\w.])";
const NAMED = new RegExp(
  `^[^a-z0-9]{0,30}(?:iommu[ _-]?)?${GROUP_NUMBER}|\\b(?:iommu|vfio)[ _-]?${GROUP_NUMBER}`,
  "i",
);
/** `0000:01:00.0 is in group 1`. */
const AFTER = new RegExp(
  `^\\W{0,20}(${BDF})[\\s:,;=>-]{1,20}(?:(?:is )?in )?` +
    "(?:iommu[ _-]?)?(?:group[\\s:#=]{0,20})?(\\d{1,9})\\W{0,4}$",
  "i",
);

function inWords(line: string): GroupWords | null {
  const named = NAMED.exec(line);
  if (named === null) return null;
  const group = Number(named[1] ?? named[2]);
  const end = named.index + named[0].length;
  const rest = line.slice(end).split("->")[0] ?? "";
  const addresses = addressesIn(line.slice(0, named.index)).length > 0 ? [] : addressesIn(rest);
  if (addresses.length > 0) return listed(group, addresses, fromAddress(rest));
  // An address that is none is for the user to see.
  if (named[1] === undefined || /[0-9a-z]:[0-9a-z]{1,2}\.[0-9a-z]/i.test(rest)) return null;
  return { kind: "heading", group };
}

function fromAddress(text: string): string {
  const at = text.search(ANY);
  return at < 0 ? "" : text.slice(at).trimEnd();
}

const PAIR = /^\s{0,40}(\d{1,9})(?:\s{0,10}[,;|=>)]{1,3}\s{0,10}|:?\s{1,40}[-=>]{0,3}\s{0,10})/;

const FIRST = new RegExp(`^(?:\\[[^\\]]{0,12}\\]\\s{0,20}){0,3}${BDF}(?![\\w.])`, "i");

/** `1 0000:00:01.0`, `1: 00:01.0 PCI bridge ...`, `0000:00:01.0 1`. */
function paired(line: string): GroupWords | null {
  const after = AFTER.exec(line);
  const address = parseAddress(after?.[1] ?? "");
  if (after !== null && address !== null) return listed(Number(after[2]), [address], "");
  const pair = PAIR.exec(line);
  if (pair === null) return null;
  const rest = line.slice(pair[0].length);
  if (!FIRST.test(rest)) return null;
  return listed(Number(pair[1]), addressesIn(rest.split("->")[0] ?? ""), fromAddress(rest));
}

const BELOW = new RegExp(
  "^[^a-z0-9]{0,60}(?:l[rwx-]{9}.{0,80}? |(?:\\[[^\\]]{0,12}\\]\\s{0,20}){1,3}|" +
    `[a-z_]{1,12}[ :=@]{1,4})?(${BDF})(?![\\w.])`,
  "i",
);
const XML_ADDRESS = new RegExp(
  Object.entries({ domain: "{4,8}", bus: "{1,2}", slot: "{1,2}", function: "{1}" })
    .map(([name, digits]) => `${name}=['"](?:0x)?([0-9a-f]${digits})['"]`)
    .join(" "),
  "i",
);

/** A line below a heading: the functions in it, and it from the address of the first on. */
export function membersBelow(
  shown: string,
): { readonly addresses: readonly Address[]; readonly rest: string } | null {
  if (shown.length > LINE_LENGTH_MAX) return null;
  const line = withAddresses(shown);
  const [, domain, bus, slot, fn] = XML_ADDRESS.exec(line) ?? [];
  if (domain !== undefined && bus !== undefined && slot !== undefined) {
    const text = `${domain}:${bus.padStart(2, "0")}:${slot.padStart(2, "0")}.${fn ?? ""}`;
    const address = parseAddress(text);
    return address === null ? null : { addresses: [address], rest: "" };
  }
  const own = line.split("->")[0] ?? "";
  const first = parseAddress(BELOW.exec(own)?.[1] ?? "");
  if (first === null) return null;
  const bare = own.replaceAll(ADDRESS, "").trim();
  const addresses = /^[\s,;|'"[\]-]*$/.test(bare) ? addressesIn(own) : [first];
  return { addresses, rest: fromAddress(own) };
}

/** `├── 7`, as `tree /sys/kernel/iommu_groups` prints it. */
export function branchOf(line: string): number | null {
  const number = /^[\s│├└|`+─\\-]{1,60}?(\d{1,9})\s*$/.exec(line)?.[1];
  return number === undefined || !/[├└`|+]/.test(line) ? null : Number(number);
}
