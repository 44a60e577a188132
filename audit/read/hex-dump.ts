/**
 * The bytes of configuration space in the text of one function, as `lspci -x` prints 64 of them,
 * and with more x up to 4096: sixteen to a line, the offset in front.
 */
import { PCI_CFG_SPACE_EXP_SIZE } from "./pci-regs.js";

const LINE_BYTES = 16;
const LINE = /(?:^| )([0-9a-f]{2,3}):((?: [0-9a-f]{2}){16})(?= |$)/gi;

/**
 * The bytes from offset 0 up to the first line that is missing, whatever the mail has done to
 * line ends; null where there are none. `body` has its white space collapsed.
 */
export function hexBytes(body: string): Uint8Array | null {
  const bytes = new Uint8Array(PCI_CFG_SPACE_EXP_SIZE);
  let length = 0;
  for (const [, offset, line] of body.matchAll(LINE)) {
    if (parseInt(offset ?? "", 16) !== length || length === bytes.length) break;
    for (let i = 0; i < LINE_BYTES; i++)
      bytes[length + i] = parseInt((line ?? "").slice(3 * i + 1, 3 * i + 3), 16);
    length += LINE_BYTES;
  }
  return length === 0 ? null : bytes.subarray(0, length);
}
