/**
 * The configuration space of a function that is printed: what `lspci -xxxx` shows of it (registers:
 * include/uapi/linux/pci_regs.h).
 */
import { hexText, spaceOf, type Capability } from "../config-space.js";
import type { ShownFunction } from "./shown.js";

const SECONDARY_PRIMARY = 0x18;

function bytesOf(f: ShownFunction): Uint8Array {
  const { buses, expressType, multifunction, classCode, progIf, prefix } = f;
  const type = buses === null ? 0 : 1;
  const bytes = spaceOf({
    // A VF's ids read as ones (PCI Express SR-IOV 3.4.1.1).
    vendor: f.pf === null ? f.vendor : 0xffff,
    device: f.pf === null ? f.device : 0xffff,
    classCode,
    headerType: type | (multifunction ? 0x80 : 0),
    ...(buses === null ? {} : { secondary: buses.secondary, subordinate: buses.subordinate }),
    express: expressType === null ? null : { version: 2, type: expressType },
    prefix,
    port: f.devfn,
    extended: extendedOf(f),
    sizeBytes: expressType === null ? 256 : 4096,
  });
  bytes[0x09] = progIf;
  if (buses !== null) bytes[SECONDARY_PRIMARY] = buses.primary;
  return bytes;
}

function extendedOf(f: ShownFunction): readonly Capability[] {
  const all: Capability[] = [];
  const { acs, pasid, ari, sriov } = f;
  if (acs !== null) {
    // A size of 0 says 256 bits.
    const words: Record<number, number> = { 4: acs.cap, 6: acs.ctrl };
    for (const devfn of acs.egress) {
      const number = egressNumber(f, devfn);
      const at = 8 + 2 * (number >> 4);
      words[at] = (words[at] ?? 0) | (1 << (number & 15));
    }
    all.push({ id: 0x0d, words });
  }
  if (pasid !== null) {
    const flags = (pasid.exec ? 2 : 0) | (pasid.priv ? 4 : 0);
    all.push({ id: 0x1b, words: { 4: flags | (pasid.width << 8), 6: 0 } });
  }
  if (ari) all.push({ id: 0x0e, words: {} });
  if (sriov !== null) {
    const { vfs, offset, stride } = sriov;
    const counts = { 0x0c: vfs, 0x0e: vfs, 0x10: vfs };
    all.push({ id: 0x10, words: { 8: 1, ...counts, 0x14: offset, 0x16: stride } });
  }
  return all;
}

/** Ports are named by their port numbers, functions of one device by their function numbers. */
function egressNumber({ buses, ari }: ShownFunction, devfn: number): number {
  return buses !== null || ari ? devfn : devfn & 7;
}

/** What one x, three and four print of the bytes: 64, 256 or 4096. */
export function hexOf(f: ShownFunction, sizeBytes: number): string {
  return hexText(bytesOf(f).subarray(0, sizeBytes));
}
