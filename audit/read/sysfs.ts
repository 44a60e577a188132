/**
 * The functions of a machine as its /sys shows them: Linux Documentation/ABI/testing/sysfs-bus-pci.
 * Everything is read within limits, attributes only where they are plain files, and links only by
 * their text. The caller reads the files.
 */
import {
  addressText,
  parseAddress,
  type Address,
} from "../../model/vocabulary/topology/address.js";
import { readable, unreadable, type Reading } from "../../model/vocabulary/reading/reading.js";
import { FUNCTIONS_MAX } from "../../model/vocabulary/topology/topology.js";
import { decodeConfigSpace } from "./config-space.js";
import { merged } from "./merge.js";
import { PCI_CFG_SPACE_EXP_SIZE } from "./pci-regs.js";
import { UNSEEN, type Facts, type FunctionRecord } from "./record.js";

/** The files of a /sys, or of a copy of it. */
export interface SysfsFiles {
  /** What is in a folder; null where there is none. */
  readonly namesIn: (folder: string) => Promise<readonly string[] | null>;
  /** The beginning of a plain file; null for what is none, and for what cannot be read. */
  readonly beginning: (path: string, bytesMax: number) => Promise<Beginning | null>;
  /** The text of a link; null where there is none. */
  readonly linkText: (path: string) => Promise<string | null>;
}

export interface Beginning {
  readonly bytes: Uint8Array;
  /** Of the whole file: without privilege a read of `config` ends before it does. */
  readonly sizeBytes: number;
}

/** So many functions are read at a time. */
const CONCURRENT_MAX = 32;
const ATTRIBUTE_BYTES_MAX = 64;

/** The functions below `root`, which is /sys or a copy of it, by address. */
export async function readSysfs(
  files: SysfsFiles,
  root: string,
): Promise<Reading<readonly FunctionRecord[]>> {
  const folder = `${root}/bus/pci/devices`;
  const names = await files.namesIn(folder);
  if (names === null) return unreadable(`${folder} cannot be read; expected a folder of functions`);
  const found = new Map<string, Address>();
  for (const name of names) {
    const address = parseAddress(name);
    if (address !== null) found.set(name, address);
  }
  if (found.size === 0) return unreadable(`no PCI function in ${folder}`);
  if (found.size > FUNCTIONS_MAX)
    return unreadable(`more than ${FUNCTIONS_MAX} functions in ${folder}`);
  const functions = [...found].sort(([, a], [, b]) => orderOf(a) - orderOf(b));
  const records: Placed[] = [];
  for (let n = 0; n < functions.length; n += CONCURRENT_MAX) {
    const some = functions.slice(n, n + CONCURRENT_MAX);
    records.push(
      ...(await Promise.all(
        some.map(([name, at]) => readFunction(files, `${folder}/${name}`, at)),
      )),
    );
  }
  return readable(withBridges(records));
}

function orderOf({ segment, bus, devfn }: Address): number {
  return segment * 0x1_0000 + bus * 0x100 + devfn;
}

/** A record, and the address of the bridge in whose folder its own one is. */
interface Placed {
  readonly record: FunctionRecord;
  readonly above: Address | null;
}

async function readFunction(files: SysfsFiles, own: string, address: Address): Promise<Placed> {
  const link = (name: string): Promise<string | null> => linkName(files, `${own}/${name}`);
  const [config, attributes, group, physfn, driver, folders] = await Promise.all([
    files.beginning(`${own}/config`, PCI_CFG_SPACE_EXP_SIZE),
    readAttributes(files, own),
    link("iommu_group"),
    link("physfn"),
    link("driver"),
    foldersTo(files, own),
  ]);
  const decoded = config === null ? UNSEEN : decodeConfigSpace(config.bytes, config.sizeBytes);
  const facts = merged(decoded, attributes);
  const above = parseAddress(folders.at(-2) ?? "");
  const record = {
    ...address,
    ...facts,
    line: 0,
    title: titleOf(facts),
    driver,
    group: /^\d{1,9}$/.test(group ?? "") ? Number(group) : null,
    denied: facts.standard !== "whole" && facts.trouble === null,
    physical: parseAddress(physfn ?? ""),
    vmd: vmdAbove(folders),
  };
  const itself = above !== null && addressText(above) === addressText(address);
  return { record, above: itself ? null : above };
}

/** As `lspci -n` has it; there are no names in sysfs. */
function titleOf({ classCode, vendor, device, revision }: Facts): string {
  const rev = digits(revision, 2);
  return `${digits(classCode, 4)}: ${digits(vendor, 4)}:${digits(device, 4)} (rev ${rev})`;
}

function digits(value: number | null, width: number): string {
  return value?.toString(16).padStart(width, "0") ?? "?".repeat(width);
}

/** `.../0000:00:0e.0/pci10000:e0/...`: a root bus below a function, which is a VMD endpoint. */
function vmdAbove(folders: readonly string[]): Address | null {
  const root = folders.findLastIndex((name) => /^pci[0-9a-f]{4,8}:[0-9a-f]{2}$/i.test(name));
  return root < 1 ? null : parseAddress(folders[root - 1] ?? "");
}

/** The attributes that need no privilege, for what `config` does not show. */
async function readAttributes(files: SysfsFiles, own: string): Promise<Facts> {
  const number = (name: string): Promise<number | null> => readNumber(files, `${own}/${name}`);
  const names = ["vendor", "device", "revision", "class"];
  const [vendor, device, revision, classAndInterface] = await Promise.all(names.map(number));
  const vfNames = ["sriov_totalvfs", "sriov_numvfs", "sriov_offset", "sriov_stride"];
  const [total, vfs, offset, stride] = await Promise.all(vfNames.map(number));
  const sriov = { total: total ?? null, offset: offset ?? 0, stride: stride ?? 0 };
  const known = typeof vfs === "number";
  return {
    ...UNSEEN,
    vendor: vendor ?? null,
    device: device ?? null,
    revision: revision ?? null,
    classCode: typeof classAndInterface === "number" ? classAndInterface >>> 8 : null,
    sriov: known ? { ...sriov, vfs, enabled: vfs > 0 } : null,
  };
}

async function readNumber(files: SysfsFiles, path: string): Promise<number | null> {
  const read = await files.beginning(path, ATTRIBUTE_BYTES_MAX);
  const text = read === null ? "" : String.fromCharCode(...read.bytes).trim();
  return /^(?:0x[0-9a-f]{1,8}|\d{1,9})$/i.test(text) ? Number(text) : null;
}

/** The folders of a link and its name; a link may end in a slash. */
async function foldersTo(files: SysfsFiles, path: string): Promise<readonly string[]> {
  return (await files.linkText(path))?.split("/").filter((name) => !/^\.?$/.test(name)) ?? [];
}

async function linkName(files: SysfsFiles, path: string): Promise<string | null> {
  return (await foldersTo(files, path)).at(-1) ?? null;
}

/** Bridges whose own bytes do not say where they lead: what stands in their folder does. */
function withBridges(placed: readonly Placed[]): readonly FunctionRecord[] {
  const busBelow = new Map<string, number>();
  for (const { record, above } of placed)
    if (above !== null && record.physical === null) busBelow.set(addressText(above), record.bus);
  return placed.map(({ record }) => {
    const secondary = record.secondary ?? busBelow.get(addressText(record)) ?? null;
    return { ...record, secondary };
  });
}
