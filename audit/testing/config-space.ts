/**
 * Configuration spaces for tests: bytes with a header and the capabilities asked for, at the places
 * where the registers are (pci_regs.h), and the text in which lspci prints them; how groups are
 * compared; and where a collection of real dumps is, if there is one.
 */
import type { RealMachine } from "../machine/machine.js";

/** An extended capability: its id, and its 16-bit registers by their offset from its header. */
export interface Capability {
  readonly id: number;
  readonly words: Readonly<Record<number, number>>;
}

export interface Space {
  readonly sizeBytes?: number;
  readonly vendor?: number;
  readonly device?: number;
  readonly revision?: number;
  readonly classCode?: number;
  /** With bit 7 for multifunction. */
  readonly headerType?: number;
  readonly secondary?: number;
  readonly subordinate?: number;
  /** Express: version and type, as the flags register has them; null for no capability at all. */
  readonly express?: { readonly version: number; readonly type: number } | null;
  readonly port?: number;
  readonly prefix?: boolean;
  readonly extended?: readonly Capability[];
}

export const EXPRESS_AT = 0x40;
export const FIRST_EXTENDED = 0x100;
export const EXTENDED_BYTES = 0x40;

export function spaceOf(space: Space): Uint8Array {
  const bytes = new Uint8Array(space.sizeBytes ?? 4096);
  const view = new DataView(new ArrayBuffer(4096));
  const { express = { version: 2, type: 0 }, extended = [] } = space;
  view.setUint16(0x00, space.vendor ?? 0x1234, true);
  view.setUint16(0x02, space.device ?? 0x5678, true);
  view.setUint8(0x08, space.revision ?? 0);
  view.setUint16(0x0a, space.classCode ?? 0x0200, true);
  view.setUint8(0x0e, space.headerType ?? 0);
  if (((space.headerType ?? 0) & 0x7f) !== 0) {
    view.setUint8(0x19, space.secondary ?? 0);
    view.setUint8(0x1a, space.subordinate ?? space.secondary ?? 0);
  }
  if (express !== null) {
    view.setUint16(0x06, 0x10, true);
    view.setUint8((space.headerType ?? 0) === 2 ? 0x14 : 0x34, EXPRESS_AT);
    view.setUint8(EXPRESS_AT, 0x10);
    view.setUint16(EXPRESS_AT + 2, express.version | (express.type << 4), true);
    view.setUint8(EXPRESS_AT + 0x0f, space.port ?? 0);
    view.setUint32(EXPRESS_AT + 0x24, space.prefix === true ? 0x20_0000 : 0, true);
  }
  for (const [n, { id, words }] of extended.entries()) {
    const at = FIRST_EXTENDED + n * EXTENDED_BYTES;
    const next = n + 1 < extended.length ? at + EXTENDED_BYTES : 0;
    view.setUint32(at, ((next << 20) | (1 << 16) | id) >>> 0, true);
    for (const [offset, word] of Object.entries(words))
      view.setUint16(at + Number(offset), word, true);
  }
  bytes.set(new Uint8Array(view.buffer).subarray(0, bytes.length));
  return bytes;
}

/** As `lspci -x` prints bytes. */
export function hexText(bytes: Uint8Array): string {
  const lines: string[] = [];
  for (let at = 0; at < bytes.length; at += 16) {
    const some = [...bytes.subarray(at, at + 16)].map((b) => b.toString(16).padStart(2, "0"));
    lines.push(`${at.toString(16).padStart(2, "0")}: ${some.join(" ")}`);
  }
  return `${lines.join("\n")}\n`;
}

/**
 * The functions that the source has a group for, put together by a label: the addresses of each
 * group in a text, sorted.
 */
export function partition(
  { functions }: RealMachine,
  labelOf: (dev: number) => number,
): readonly string[] {
  const members = new Map<number, string[]>();
  for (const [dev, { address, group }] of functions.entries()) {
    if (group === null) continue;
    const label = labelOf(dev);
    const some = members.get(label);
    if (some === undefined) members.set(label, [address]);
    else some.push(address);
  }
  return [...members.values()].map((addresses) => addresses.join(" ")).sort();
}

/** A label for the group that each function is in; for one without group a label of its own. */
export function labels(groups: readonly (readonly number[])[]): (dev: number) => number {
  const labelOf = new Map(groups.flatMap((group, n) => group.map((dev) => [dev, n] as const)));
  return (dev) => labelOf.get(dev) ?? -1 - dev;
}
