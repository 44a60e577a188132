/** Folders that are there only while something is done in them, whatever ends it. */
import { mkdirSync, rmSync } from "node:fs";

/** Does the work with an empty folder at this path; the caller sees to it that nobody else does. */
export async function inTemporary<T>(folder: string, work: () => Promise<T>): Promise<T> {
  const remove = (): void => rmSync(folder, { recursive: true, force: true });
  remove();
  process.on("exit", remove);
  try {
    mkdirSync(folder, { recursive: true });
    return await work();
  } finally {
    remove();
    process.off("exit", remove);
  }
}
