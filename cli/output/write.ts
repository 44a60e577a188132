/**
 * Reports written to disk: whole or not at all. The text goes to a temporary file in the same
 * folder, which then takes the name; whatever fails leaves what was there before. This is the only
 * file of reports/ that writes.
 */
import * as fs from "node:fs/promises";
import { basename, dirname, join } from "node:path";

/** The calls that can fail; tests put a full disk here. */
export type Disk = Pick<
  typeof fs,
  "mkdir" | "realpath" | "rename" | "stat" | "unlink" | "writeFile"
>;

/** A file could not be written. The message is one line: which, why, what to do. */
export class NotWritten extends Error {
  constructor(path: string, cause: unknown) {
    super(`cannot write ${path}: ${reason(cause)}`, { cause });
    this.name = "NotWritten";
  }
}

/** Writes the whole file, making the folders above it. Throws NotWritten. */
export async function writeWhole(path: string, text: string, disk: Disk = fs): Promise<void> {
  try {
    await disk.mkdir(dirname(path), { recursive: true });
    const target = await disk.realpath(path).catch(() => path);
    if (await takesStream(target, disk)) await disk.writeFile(target, text);
    else await replace(target, text, disk);
  } catch (error) {
    throw new NotWritten(path, error);
  }
}

async function replace(target: string, text: string, disk: Disk): Promise<void> {
  const temporary = join(dirname(target), `.${basename(target)}.${process.pid}.tmp`);
  try {
    await disk.writeFile(temporary, text, { flush: true });
    await disk.rename(temporary, target);
  } catch (error) {
    await disk.unlink(temporary).catch(() => {});
    throw error;
  }
}

/** True for /dev/stdout, pipes and the like: they cannot be replaced, only written to. */
async function takesStream(target: string, disk: Disk): Promise<boolean> {
  const found = await disk.stat(target).catch(() => null);
  return found !== null && !found.isFile() && !found.isDirectory();
}

const REASONS = new Map([
  ["ENOSPC", "no space left on the device; free some, or name a file on another one"],
  ["EDQUOT", "your disk quota is used up; free some space, or name a file elsewhere"],
  ["EACCES", "permission denied; name a file in a folder that you may write to"],
  ["EPERM", "permission denied; name a file in a folder that you may write to"],
  ["EROFS", "the file system is read-only; name a file on another one"],
  ["EISDIR", "it is a directory; name a file in it"],
  ["ENOTDIR", "a part of the path is a file, not a directory; name another path"],
  ["EEXIST", "a part of the path is a file, not a directory; name another path"],
  ["ENAMETOOLONG", "the name is too long; name a shorter one"],
]);

function reason(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const code = "code" in error && typeof error.code === "string" ? error.code : "";
  return REASONS.get(code) ?? (code === "" ? error.message : `${code}; name another file`);
}
