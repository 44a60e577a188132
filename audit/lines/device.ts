/**
 * A device as a kernel parameter names it (Linux 7.3 drivers/pci/pci.c pci_dev_str_match): an
 * address, `[domain:]bus:device.function`, with the way down from there in `/device.function`
 * steps, or ids, `pci:vendor:device[:subvendor:subdevice]`, where 0 stands for any.
 */
import { readable, unreadable, type Reading } from "../../model/vocabulary/reading/reading.js";
import { addressText } from "../../model/vocabulary/topology/address.js";
import type { PciFunction } from "../../model/vocabulary/topology/topology.js";

export type DeviceText =
  | {
      readonly by: "path";
      readonly segment: number;
      readonly bus: number;
      /** Device and function of each step from the top down; the last is the device itself. */
      readonly devfns: readonly number[];
    }
  /** 0: any. */
  | {
      readonly by: "ids";
      readonly vendor: number;
      readonly device: number;
      readonly subvendor: number;
      readonly subdevice: number;
    };

/** What a source shows of a function's ids; null: not shown. */
export interface Ids {
  readonly vendor: number | null;
  readonly device: number | null;
  readonly subvendor: number | null;
  readonly subdevice: number | null;
}

export const NO_IDS: Ids = { vendor: null, device: null, subvendor: null, subdevice: null };

const PATH = /^(?:([0-9a-f]{1,8}):)?([0-9a-f]{1,4}):([0-9a-f]{1,2}\.[0-9a-f](?:\/.*)?)$/i;
const STEP = /^([0-9a-f]{1,2})\.([0-7])$/i;
const IDS = /^pci:([0-9a-f]{1,4}):([0-9a-f]{1,4})(?::([0-9a-f]{1,4}):([0-9a-f]{1,4}))?$/i;

export function readDevice(written: string): Reading<DeviceText> {
  // sscanf() passes over blanks in front.
  const text = written.trimStart();
  const ids = IDS.exec(text);
  if (ids !== null) {
    const [vendor = 0, device = 0, subvendor = 0, subdevice = 0] = ids
      .slice(1)
      .map((id: string | undefined) => parseInt(id ?? "0", 16));
    return readable({ by: "ids", vendor, device, subvendor, subdevice });
  }
  const [, segment, bus, steps] = PATH.exec(text) ?? [];
  const devfns = (steps ?? "").split("/").map((step) => devfnOf(step));
  const known = devfns.filter((devfn) => devfn !== null);
  if (bus === undefined || known.length < devfns.length || parseInt(bus, 16) > 0xff)
    return unreadable(`'${text}' names no device; write 00:1c.0, 00:1c.0/00.0 or pci:8086:1234`);
  return readable({
    by: "path",
    segment: parseInt(segment ?? "0", 16),
    bus: parseInt(bus, 16),
    devfns: known,
  });
}

function devfnOf(step: string): number | null {
  const [, slot = "", number = ""] = STEP.exec(step) ?? [];
  if (slot === "" || parseInt(slot, 16) > 0x1f) return null;
  return (parseInt(slot, 16) << 3) | parseInt(number, 10);
}

/** `01:00.0`, `00:1c.0/00.0`, `pci:8086:1234`. */
export function deviceText(device: DeviceText): string {
  if (device.by === "path") {
    const { segment, bus, devfns } = device;
    const [top = 0, ...rest] = devfns;
    const steps = rest.map((devfn) => `/${addressText({ segment: 0, bus: 0, devfn }).slice(3)}`);
    return addressText({ segment, bus, devfn: top }) + steps.join("");
  }
  const { vendor, device: id, subvendor, subdevice } = device;
  const ids = [vendor, id, ...(subvendor === 0 && subdevice === 0 ? [] : [subvendor, subdevice])];
  return `pci:${ids.map((one) => one.toString(16).padStart(4, "0")).join(":")}`;
}

/** Whether `dev` is meant; null: its ids are not shown, so that it cannot be said. */
export function isMeant(
  device: DeviceText,
  functions: readonly PciFunction[],
  ids: readonly Ids[],
  dev: number,
): boolean | null {
  if (device.by === "path") return standsSo(device, functions, dev);
  const shown = ids[dev] ?? NO_IDS;
  let known = true;
  for (const field of ["vendor", "device", "subvendor", "subdevice"] as const) {
    if (device[field] === 0) continue;
    if (shown[field] === null) known = false;
    else if (shown[field] !== device[field]) return false;
  }
  return known ? true : null;
}

/** pci_dev_str_match_path: from the device upwards; a VF's bridge is that of its PF. */
function standsSo(
  { segment, bus, devfns }: Extract<DeviceText, { readonly by: "path" }>,
  functions: readonly PciFunction[],
  dev: number,
): boolean {
  let at: number | null = dev;
  for (let step = devfns.length - 1; step >= 0; step--) {
    const f: PciFunction | undefined = at === null ? undefined : functions[at];
    if (f === undefined || f.devfn !== devfns[step]) return false;
    if (step === 0) return f.segment === segment && f.bus === bus;
    at = f.parent;
  }
  return false;
}
