/**
 * A command of setpci that writes an ACS Control register, `setpci -s 00:1c.0 ECAP_ACS+6.w=1d`,
 * with a mask after a colon where only some bits are meant (pciutils setpci.c, lib/filter.c). It is
 * written while Linux runs.
 */
import { readable, unreadable, type Reading } from "../../model/vocabulary/reading/reading.js";
import type { PciFunction } from "../../model/vocabulary/topology/topology.js";
import type { Ids } from "./device.js";

/** Which functions are meant; null: any. */
export interface Slot {
  readonly segment: number | null;
  readonly bus: number | null;
  readonly device: number | null;
  readonly number: number | null;
  readonly vendor: number | null;
  readonly id: number | null;
}

/** The bits of `mask` become those of `value`. */
export interface SetpciWrite {
  readonly slot: Slot;
  readonly slotText: string;
  readonly value: number;
  readonly mask: number;
}

const COMMAND = /^(?:[#$]\s*)?(?:sudo\s+(?:-\S+\s+)*)?(?:\S*\/)?setpci(?:\s+|$)/;
const FORM = "write setpci -s 00:1c.0 ECAP_ACS+6.w=1d (values are hexadecimal)";

export function isSetpci(text: string): boolean {
  return COMMAND.test(text.trim());
}

const ANY: Slot = {
  segment: null,
  bus: null,
  device: null,
  number: null,
  vendor: null,
  id: null,
};

export function readSetpci(text: string): Reading<readonly SetpciWrite[]> {
  const words = text.trim().replace(COMMAND, "").replaceAll(/["']/g, "").split(/\s+/);
  const writes: SetpciWrite[] = [];
  let chosen: { readonly slot: Slot; readonly text: string } | null = null;
  let open = false;
  for (let i = 0; i < words.length; i++) {
    const word = words[i] ?? "";
    const option = /^-([sd])(.*)$/.exec(word);
    if (option !== null) {
      const value = option[2] === "" ? (words[++i] ?? "") : (option[2] ?? "");
      const slot = option[1] === "s" ? slotOf(value) : idsOf(value);
      if (slot === null)
        return unreadable(`setpci: '${word} ${value}' chooses no function; ${FORM}`);
      // Several options in a row choose together; after a write they choose anew.
      const told: string = open && chosen !== null ? `${chosen.text} ${value}` : value;
      chosen = { slot: merged(open && chosen !== null ? chosen.slot : ANY, slot), text: told };
      open = true;
    } else if (word === "-D") {
      return unreadable("setpci: -D only shows what would be written; leave it out");
    } else if (/^-[vfr]+$/.test(word)) {
      continue;
    } else if (word !== "") {
      if (chosen === null) return unreadable(`setpci: no function is chosen; ${FORM}`);
      const write = writeOf(word);
      if (!write.ok) return write;
      writes.push({ slot: chosen.slot, slotText: chosen.text, ...write.value });
      open = false;
    }
  }
  return writes.length === 0 ? unreadable(`setpci: nothing is written; ${FORM}`) : readable(writes);
}

function merged(first: Slot, then: Slot): Slot {
  return {
    segment: then.segment ?? first.segment,
    bus: then.bus ?? first.bus,
    device: then.device ?? first.device,
    number: then.number ?? first.number,
    vendor: then.vendor ?? first.vendor,
    id: then.id ?? first.id,
  };
}

const SLOT =
  /^(?:(?:([0-9a-f]{1,8}|\*)?:)?([0-9a-f]{1,2}|\*)?:)?([0-9a-f]{1,2}|\*)?(?:\.([0-7]|\*)?)?$/i;

/** `[[[domain]:][bus]:][device][.[function]]`: what is left out, or a star, is any. */
function slotOf(text: string): Slot | null {
  const m = text === "" ? null : SLOT.exec(text);
  if (m === null) return null;
  const device = part(m[3]);
  if (device !== null && device > 0x1f) return null;
  return { ...ANY, segment: part(m[1]), bus: part(m[2]), device, number: part(m[4]) };
}

function part(text: string | undefined): number | null {
  return text === undefined || text === "" || text === "*" ? null : parseInt(text, 16);
}

/** `[vendor]:[device]`. */
function idsOf(text: string): Slot | null {
  const m = /^([0-9a-f]{1,4}|\*)?:([0-9a-f]{1,4}|\*)?$/i.exec(text);
  return m === null ? null : { ...ANY, vendor: part(m[1]), id: part(m[2]) };
}

const REGISTER =
  /^(?:ECAP_ACS|ECAP(?:0x)?0*d)\+(?:0x)?([0-9a-f]+)(?:\.([bwl]))?(?:@0)?(?:=(.*))?$/i;
const VALUE = /^(?:0x)?([0-9a-f]{1,8})(?::(?:0x)?([0-9a-f]{1,8}))?$/i;
const WIDTHS: Readonly<Record<string, number>> = { b: 1, w: 2, l: 4 };
/** Of the ACS Control register within the capability, 16 bits. */
const CONTROL = 6;

function writeOf(word: string): Reading<Pick<SetpciWrite, "value" | "mask">> {
  const [, offsetText = "", widthText, valueText] = REGISTER.exec(word) ?? [];
  if (offsetText === "")
    return unreadable(`setpci: '${word}' is not the ACS Control register, ECAP_ACS+6.w; ${FORM}`);
  if (widthText === undefined)
    return unreadable(`setpci: '${word}' has no width; write ECAP_ACS+6.w`);
  if (valueText === undefined)
    return unreadable(`setpci: '${word}' only reads the register; add =VALUE`);
  const offset = parseInt(offsetText, 16);
  const width = WIDTHS[widthText.toLowerCase()] ?? 0;
  const [, value = "", mask] = VALUE.exec(valueText) ?? [];
  if (value === "")
    return unreadable(`setpci: '${valueText}' is no VALUE or VALUE:MASK in hexadecimal digits`);
  const whole = 2 ** (width * 8) - 1;
  const bits = [parseInt(value, 16), mask === undefined ? whole : parseInt(mask, 16)];
  if (bits.some((one) => one > whole))
    return unreadable(`setpci: '${valueText}' is wider than .${widthText}`);
  if (offset % width !== 0)
    return unreadable(`setpci: '${word}' is not aligned, and setpci refuses it`);
  const [written = 0, meant = 0] = bits.map((one) => intoControl(one, offset, width));
  if (meant === 0)
    return unreadable(`setpci: '${word}' writes no bit of the ACS Control register, ECAP_ACS+6.w`);
  return readable({ value: written & meant, mask: meant });
}

/** The part of a register at `offset` that lies in the low byte of ACS Control, bits 0 to 6. */
function intoControl(bits: number, offset: number, width: number): number {
  if (offset > CONTROL || offset + width <= CONTROL) return 0;
  return Math.floor(bits / 2 ** ((CONTROL - offset) * 8)) & 0x7f;
}

/** Whether a function is meant; null: its ids are not shown. */
export function isChosen(slot: Slot, f: PciFunction, ids: Ids): boolean | null {
  const places: readonly (readonly [number | null, number])[] = [
    [slot.segment, f.segment],
    [slot.bus, f.bus],
    [slot.device, f.devfn >> 3],
    [slot.number, f.devfn & 7],
  ];
  if (places.some(([wanted, is]) => wanted !== null && wanted !== is)) return false;
  const shown: readonly (readonly [number | null, number | null])[] = [
    [slot.vendor, ids.vendor],
    [slot.id, ids.device],
  ];
  const asked = shown.filter(([wanted]) => wanted !== null);
  if (asked.some(([wanted, is]) => is !== null && wanted !== is)) return false;
  return asked.every(([, is]) => is !== null) ? true : null;
}
