/**
 * The files that a command writes: each whole, and a file that cannot be written costs one line and
 * exit 2, not the others.
 */
import { access } from "node:fs/promises";
import { printable } from "../../reports/text/words.js";
import { EXIT, type ExitCode } from "../process/exit.js";
import type { Io } from "../process/io.js";

export interface Output {
  readonly path: string;
  /** A function is called only if the file is written: its text costs runs. */
  readonly text: string | (() => string);
  /** Whether a file that is there already is written again. */
  readonly replace: boolean;
}

export async function outputs(files: readonly Output[], io: Io): Promise<ExitCode> {
  const { NotWritten, writeWhole } = await import("./write.js");
  let code: ExitCode = EXIT.asExpected;
  for (const { path, text, replace } of files) {
    if (!replace && (await exists(path))) continue;
    try {
      await writeWhole(path, typeof text === "string" ? text : text());
    } catch (error) {
      if (!(error instanceof NotWritten)) throw error;
      io.err.write(`pasidcheck: ${printable(error.message)}\n`);
      code = EXIT.usage;
    }
  }
  return code;
}

async function exists(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}
