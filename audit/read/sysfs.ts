/**
 * Defines how the machine that this runs on shows its functions: Linux
 * Documentation/ABI/testing/sysfs-bus-pci. Everything is read within limits, attributes only
 * where they are plain files, and links only by their text.
 */
import { constants } from "node:fs";
import { open, readdir, readlink } from "node:fs/promises";
import { join } from "node:path";
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

/** So many functions are read at a time. */
const CONCURRENT_MAX = 32;
const ATTRIBUTE_BYTES_MAX = 64;

/** The functions below `root`, which is /sys or a copy of it, by address. */
export async function readSysfs(root: string): Promise<Reading<readonly FunctionRecord[]>> {
  const folder = join(root, "bus", "pci", "devices");
  const names = await namesIn(folder);
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
    records.push(...(await Promise.all(some.map(([name, at]) => readFunction(folder, name, at)))));
  }
  return readable(withBridges(records));
}

function orderOf({ segment, bus, devfn }: Address): number {
  return segment * 0x1_0000 + bus * 0x100 + devfn;
}

async function namesIn(folder: string): Promise<readonly string[] | null> {
  try {
    return await readdir(folder);
  } catch {
    return null;
  }
}

/** A record, and the address of the bridge in whose folder its own one is. */
interface Placed {
  readonly record: FunctionRecord;
  readonly above: Address | null;
}

async function readFunction(folder: string, name: string, address: Address): Promise<Placed> {
  const own = join(folder, name);
  const [config, attributes, group, physfn, driver, path] = await Promise.all([
    readSome(join(own, "config"), PCI_CFG_SPACE_EXP_SIZE),
    readAttributes(own),
    linkName(join(own, "iommu_group")),
    linkName(join(own, "physfn")),
    linkName(join(own, "driver")),
    linkText(own),
  ]);
  const decoded = config === null ? UNSEEN : decodeConfigSpace(config.bytes, config.sizeBytes);
  const facts = merged(decoded, attributes);
  const folders = path?.split("/") ?? [];
  const above = folders.at(-2) ?? "";
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
  return { record, above: parseAddress(above) };
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
async function readAttributes(own: string): Promise<Facts> {
  const number = (name: string): Promise<number | null> => readNumber(join(own, name));
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

async function readNumber(path: string): Promise<number | null> {
  const read = await readSome(path, ATTRIBUTE_BYTES_MAX);
  const text = read === null ? "" : Buffer.from(read.bytes).toString("latin1").trim();
  return /^(?:0x[0-9a-f]{1,8}|\d{1,9})$/i.test(text) ? Number(text) : null;
}

interface Some {
  readonly bytes: Uint8Array;
  /** Of the whole file: without privilege a read of `config` ends before it does. */
  readonly sizeBytes: number;
}

/** The beginning of a plain file; null for what is none, and for what cannot be read. */
async function readSome(path: string, bytesMax: number): Promise<Some | null> {
  const { O_RDONLY, O_NOFOLLOW, O_NONBLOCK } = constants;
  try {
    const file = await open(path, O_RDONLY | O_NOFOLLOW | O_NONBLOCK);
    try {
      const stat = await file.stat();
      if (!stat.isFile()) return null;
      const bytes = new Uint8Array(bytesMax);
      let length = 0;
      while (length < bytesMax) {
        const { bytesRead } = await file.read(bytes, length, bytesMax - length, length);
        if (bytesRead === 0) break;
        length += bytesRead;
      }
      return { bytes: bytes.subarray(0, length), sizeBytes: stat.size };
    } finally {
      await file.close();
    }
  } catch {
    return null;
  }
}

async function linkText(path: string): Promise<string | null> {
  try {
    return await readlink(path);
  } catch {
    return null;
  }
}

async function linkName(path: string): Promise<string | null> {
  return (await linkText(path))?.split("/").at(-1) ?? null;
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
