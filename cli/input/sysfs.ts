/**
 * The files of /sys, or of a copy of it: read within limits, attributes only where they are plain
 * files, and links only by their text.
 */
import { constants } from "node:fs";
import { open, readdir, readlink } from "node:fs/promises";
import { readSysfsMachine, type How, type RealMachine } from "../../audit/machine/machine.js";
import type { Beginning, SysfsFiles } from "../../audit/read/sysfs.js";
import type { Reading } from "../../model/vocabulary/reading/reading.js";

/** Reads the machine that this runs on, or the copy of its /sys in a folder; or a part of it. */
export async function readRunningMachine(
  root = "/sys",
  how: Partial<How> = {},
): Promise<Reading<RealMachine>> {
  return readSysfsMachine(FILES, root, how);
}

const FILES: SysfsFiles = {
  namesIn: (folder) => readdir(folder).catch(() => null),
  linkText: (path) => readlink(path).catch(() => null),
  beginning: (path, bytesMax) => beginning(path, bytesMax).catch(() => null),
};

async function beginning(path: string, bytesMax: number): Promise<Beginning | null> {
  const { O_RDONLY, O_NOFOLLOW, O_NONBLOCK } = constants;
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
}
