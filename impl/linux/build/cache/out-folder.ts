/**
 * The folder of `--out`: a copy of a kernel where the user wants it. Only an empty folder, or one
 * that this made before, is written to.
 */
import { readdirSync, readFileSync, statSync } from "node:fs";
import { cp, mkdir, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { BuiltKernel } from "./kernels.js";
import { RECORD_FILE, RECORD_SCHEMA } from "../record.js";
import { Refused } from "../refusal.js";

/** Throws Refused if the folder has something in it that is not ours. */
export function checkOutFolder(path: string): void {
  const found = statSync(path, { throwIfNoEntry: false });
  if (found === undefined) return;
  if (!found.isDirectory()) throw new Refused({ why: "out", path, is: "not-a-folder" });
  if (readdirSync(path).length > 0 && !isOurs(path))
    throw new Refused({ why: "out", path, is: "not-ours" });
}

/** Copies the kernel there. A copy that is cut short says so, and is ours all the same. */
export async function copyKernel(kernel: BuiltKernel, path: string): Promise<void> {
  await mkdir(path, { recursive: true });
  const record = join(path, RECORD_FILE);
  await writeFile(record, `${JSON.stringify({ schema: RECORD_SCHEMA, complete: false })}\n`);
  for (const name of ["linux", "root"]) {
    await rm(join(path, name), { recursive: true, force: true });
    await cp(join(kernel.folder, name), join(path, name), { recursive: true });
  }
  await writeFile(record, `${JSON.stringify(kernel.record, null, 2)}\n`);
}

function isOurs(folder: string): boolean {
  try {
    const value: unknown = JSON.parse(readFileSync(join(folder, RECORD_FILE), "utf8"));
    return typeof value === "object" && value !== null && "schema" in value
      ? value.schema === RECORD_SCHEMA
      : false;
  } catch {
    return false;
  }
}
