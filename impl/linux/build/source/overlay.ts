/**
 * Our driver, put into a kernel tree: a folder in drivers/iommu/, a line in its Kconfig and one in
 * its Makefile. Files that would not change are not written, so make sees no change.
 */
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import type { InputFile } from "./inputs.js";
import { Refused, type Tree } from "../refusal.js";

/** Where the driver stands in the tree. */
export const DRIVER_FOLDER = "drivers/iommu/pasidcheck";

const KCONFIG = "drivers/iommu/Kconfig";
const MAKEFILE = "drivers/iommu/Makefile";
const SOURCE_LINE = `source "${DRIVER_FOLDER}/Kconfig"`;
const BEFORE_LINE = "endif # IOMMU_SUPPORT";
const MAKEFILE_LINE = "obj-y += pasidcheck/";

/** The tree's Kconfig with our line in it; null if the line that it goes before is not there. */
export function kconfigWithDriver(text: string): string | null {
  const lines = text.split("\n");
  if (lines.includes(SOURCE_LINE)) return text;
  const at = lines.indexOf(BEFORE_LINE);
  return at < 0 ? null : lines.toSpliced(at, 0, SOURCE_LINE, "").join("\n");
}

/** The tree's Makefile with our line in it. */
export function makefileWithDriver(text: string): string {
  if (text.split("\n").includes(MAKEFILE_LINE)) return text;
  return `${text}${text.endsWith("\n") ? "" : "\n"}${MAKEFILE_LINE}\n`;
}

/** Enters the driver into the tree at `folder`. Throws Refused if the tree has no place for it. */
export function enterDriver(folder: string, driver: readonly InputFile[], tree: Tree): void {
  const kconfig = kconfigWithDriver(readFileSync(join(folder, KCONFIG), "utf8"));
  if (kconfig === null)
    throw new Refused({ why: "overlay", file: KCONFIG, line: BEFORE_LINE, tree });
  const makefile = makefileWithDriver(readFileSync(join(folder, MAKEFILE), "utf8"));
  writeIfChanged(join(folder, KCONFIG), kconfig);
  writeIfChanged(join(folder, MAKEFILE), makefile);
  const target = join(folder, DRIVER_FOLDER);
  mkdirSync(target, { recursive: true });
  for (const { name } of driver) mkdirSync(dirname(join(target, name)), { recursive: true });
  const names = new Set(driver.flatMap(({ name }) => [name, dirname(name)]));
  for (const name of readdirSync(target, { recursive: true, encoding: "utf8" }))
    if (!names.has(name)) rmSync(join(target, name), { recursive: true, force: true });
  for (const { name, text } of driver) writeIfChanged(join(target, name), text);
}

/** Writes the file unless it says that already. */
export function writeIfChanged(path: string, text: string): void {
  if (textAt(path) !== text) writeFileSync(path, text);
}

function textAt(path: string): string | null {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return null;
  }
}
