/** Texts as people send them, where a collection of them is at hand. */
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

/**
 * The folder that PASIDCHECK_CASES names, or ../shared/cases/audit beside the repository; null
 * where there is none.
 */
export function postedFolder(): string | null {
  const beside = fileURLToPath(new URL("../../../shared/cases/audit", import.meta.url));
  const folder = process.env["PASIDCHECK_CASES"] ?? beside;
  return existsSync(folder) ? folder : null;
}

export function postedText(folder: string | null, name: string): string {
  return folder === null ? "" : readFileSync(join(folder, `${name}.txt`), "utf8");
}
