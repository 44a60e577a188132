/**
 * Files from outside, read with care: looked at before they are opened, bounded while they are
 * read, and refused in one line that says which file and why.
 */
import { open, stat } from "node:fs/promises";
import { problemText, type Reading } from "../../model/vocabulary/reading/reading.js";
import { printable } from "../../reports/text/words.js";
import { UsageError } from "../process/exit.js";
import { decodeText } from "./decode-text.js";
import { thrownText } from "../../model/vocabulary/reading/error-text.js";

const CHUNK_BYTES = 65_536;

/** The text of a file. `what` says what it should be: `a counterexample`. Throws UsageError. */
export async function readInput(path: string, what: string, bytesMax: number): Promise<string> {
  const shown = printable(path);
  try {
    const found = await stat(path);
    if (found.isDirectory()) throw new UsageError(`${shown}: is a directory; name ${what} file`);
    if (found.size > bytesMax) throw tooLarge(shown, what, bytesMax);
    return await readBounded(path, shown, what, bytesMax);
  } catch (error) {
    throw error instanceof UsageError ? error : new UsageError(`${shown}: ${reason(error, what)}`);
  }
}

/** A pipe or a device says nothing of its size, so what comes is counted. */
async function readBounded(
  path: string,
  shown: string,
  what: string,
  bytesMax: number,
): Promise<string> {
  const file = await open(path);
  try {
    const chunks: Buffer[] = [];
    let bytes = 0;
    for (;;) {
      const { bytesRead, buffer } = await file.read(Buffer.alloc(CHUNK_BYTES), 0, CHUNK_BYTES);
      if (bytesRead === 0) return decodeText(Buffer.concat(chunks));
      bytes += bytesRead;
      if (bytes > bytesMax) throw tooLarge(shown, what, bytesMax);
      chunks.push(buffer.subarray(0, bytesRead));
    }
  } finally {
    await file.close();
  }
}

function tooLarge(shown: string, what: string, bytesMax: number): UsageError {
  return new UsageError(`${shown}: is too large for ${what}; at most ${bytesMax} bytes are read`);
}

function reason(error: unknown, what: string): string {
  const code = error instanceof Error && "code" in error ? error.code : "";
  if (code === "ENOENT") return `no such file; name ${what} file`;
  if (code === "EACCES" || code === "EPERM") return "permission denied; make it readable";
  return `cannot be read: ${printable(thrownText(error))}`;
}

/** What a reader made of a file, or the UsageError that says where it is wrong. */
export function valueOf<T>(path: string, reading: Reading<T>): T {
  if (reading.ok) return reading.value;
  throw new UsageError(`${printable(path)}: ${printable(problemText(reading.problem))}`);
}
