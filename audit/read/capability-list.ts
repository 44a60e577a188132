/**
 * The two lists of capabilities, followed through the bytes of a configuration space as Linux
 * drivers/pci/pci.c does (__pci_find_next_cap, pci_find_next_ext_capability): within bounds, and
 * however they loop.
 */
import { PCI_CFG_SPACE_SIZE, PCI_CFG_SPACE_EXP_SIZE } from "./pci-regs.js";
import type { Extent } from "./record.js";

/** PCI_FIND_CAP_TTL: Linux follows no more entries of the standard list. */
const STANDARD_ENTRIES_MAX = 48;
/** Linux: as many capabilities of 8 bytes as extended configuration space holds. */
const EXTENDED_ENTRIES_MAX = (PCI_CFG_SPACE_EXP_SIZE - PCI_CFG_SPACE_SIZE) / 8;

/** Little-endian fields of some bytes; null where the bytes end before the field does. */
export class ConfigBytes {
  readonly length: number;
  private readonly bytes: Uint8Array;

  constructor(bytes: Uint8Array) {
    this.bytes = bytes.subarray(0, PCI_CFG_SPACE_EXP_SIZE);
    this.length = this.bytes.length;
  }

  u8(at: number): number | null {
    return this.bytes[at] ?? null;
  }

  u16(at: number): number | null {
    const low = this.u8(at);
    const high = this.u8(at + 1);
    return low === null || high === null ? null : low | (high << 8);
  }

  u32(at: number): number | null {
    const low = this.u16(at);
    const high = this.u16(at + 2);
    return low === null || high === null ? null : (low | (high << 16)) >>> 0;
  }
}

/** A list as far as it was followed: the offset of the first capability with each id. */
export interface CapabilityList {
  readonly at: ReadonlyMap<number, number>;
  readonly extent: Extent;
  readonly trouble: string | null;
}

interface Entry {
  /** Null where the list ends with this entry, which is none. */
  readonly id: number | null;
  /** 0 for the end. */
  readonly next: number;
}

const HEADER_BYTES = 0x40;
const NO_DEVICE = 0xff;

/** The list whose first entry the byte at `pointerAt` names. */
export function standardList(bytes: ConfigBytes, pointerAt: number): CapabilityList {
  const first = bytes.u8(pointerAt);
  if (first === null) return { at: new Map(), extent: "unseen", trouble: null };
  return follow(offset(first), STANDARD_ENTRIES_MAX, (at) => {
    const entry = bytes.u16(at);
    if (entry === null) return null;
    const id = entry & 0xff;
    return { id: id === NO_DEVICE ? null : id, next: offset(entry >> 8) };
  });
}

function offset(pointer: number): number {
  return pointer < HEADER_BYTES ? 0 : pointer & ~3;
}

const NO_ANSWER = 0xffff_ffff;

/** The list from 0x100 on; none where there is no such space, which reads as zeros or ones. */
export function extendedList(bytes: ConfigBytes): CapabilityList {
  if (bytes.length <= PCI_CFG_SPACE_SIZE) return { at: new Map(), extent: "unseen", trouble: null };
  return follow(PCI_CFG_SPACE_SIZE, EXTENDED_ENTRIES_MAX, (at) => {
    const header = bytes.u32(at);
    if (header === null) return null;
    const next = (header >>> 20) & ~3;
    const none = header === 0 || header === NO_ANSWER;
    return { id: none ? null : header & 0xffff, next: next < PCI_CFG_SPACE_SIZE ? 0 : next };
  });
}

/** A list that does not end counts as whole: what Linux finds in it comes before the loop. */
function follow(
  first: number,
  entriesMax: number,
  entryAt: (at: number) => Entry | null,
): CapabilityList {
  const at = new Map<number, number>();
  const visited = new Set<number>();
  for (let here = first; here !== 0;) {
    if (visited.has(here) || visited.size === entriesMax)
      return { at, extent: "whole", trouble: "its list of capabilities does not end" };
    visited.add(here);
    const entry = entryAt(here);
    if (entry === null) return { at, extent: "part", trouble: null };
    if (entry.id === null) break;
    if (!at.has(entry.id)) at.set(entry.id, here);
    here = entry.next;
  }
  return { at, extent: "whole", trouble: null };
}
