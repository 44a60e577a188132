/** Dumps of real machines, where a collection of them is at hand. */
import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

/**
 * The names and paths of real dumps: in the folder that PASIDCHECK_MACHINES names, or in
 * ../shared/machines beside the repository. They belong to other people and are no part of it, so
 * there may be none.
 */
export function realDumps(): readonly (readonly [name: string, path: string])[] {
  const beside = fileURLToPath(new URL("../../../shared/machines", import.meta.url));
  const folder = process.env["PASIDCHECK_MACHINES"] ?? beside;
  if (!existsSync(folder)) return [];
  return readdirSync(folder)
    .map((name) => [name, join(folder, name, "lspci.txt")] as const)
    .filter(([, path]) => existsSync(path));
}
