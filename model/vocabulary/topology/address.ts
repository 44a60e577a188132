/**
 * Addresses, the names of functions in texts: `01:00.0`, and `10000:01:00.0` outside segment 0, as
 * lspci does.
 */

/** The address of a function. */
export interface Address {
  readonly segment: number;
  readonly bus: number;
  readonly devfn: number;
}

function hex(value: number, digits: number): string {
  return value.toString(16).padStart(digits, "0");
}

/** `00.1`: device and function. */
export function devfnText(devfn: number): string {
  return `${hex(devfn >> 3, 2)}.${devfn & 7}`;
}

/** `01:00.0`, with the segment in front where it is not 0. */
export function addressText(at: Address): string {
  const bdf = `${hex(at.bus, 2)}:${devfnText(at.devfn)}`;
  return at.segment === 0 ? bdf : `${hex(at.segment, 4)}:${bdf}`;
}

const ADDRESS = /^(?:([0-9a-f]{4,8}):)?([0-9a-f]{2}):([01][0-9a-f])\.([0-7])$/i;
const DEVFN = /^([01][0-9a-f])\.([0-7])$/i;

/** Reads `[segment:]bus:device.function`; null if the text is no address. */
export function parseAddress(text: string): Address | null {
  const m = ADDRESS.exec(text);
  if (m === null) return null;
  return {
    segment: m[1] === undefined ? 0 : parseInt(m[1], 16),
    bus: parseInt(m[2] ?? "", 16),
    devfn: (parseInt(m[3] ?? "", 16) << 3) | parseInt(m[4] ?? "", 10),
  };
}

/** Reads `device.function`; null if the text is none. */
export function parseDevfn(text: string): number | null {
  const m = DEVFN.exec(text);
  return m === null ? null : (parseInt(m[1] ?? "", 16) << 3) | parseInt(m[2] ?? "", 10);
}

/** The text of the address of function 0 of a device: the same for all of its functions. */
export function deviceText(address: Address): string {
  return addressText({ ...address, devfn: address.devfn & ~7 });
}
