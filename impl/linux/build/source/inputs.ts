/**
 * The files that pasidcheck itself puts into a kernel: the driver, init and the configuration, as
 * they stand in impl/linux/.
 */
import { readdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { Refused } from "../refusal.js";

export interface InputFile {
  readonly name: string;
  readonly text: string;
}

export interface Inputs {
  /** The files of the driver's folder and of the folders in it, in the order of their names. */
  readonly driver: readonly InputFile[];
  readonly init: InputFile;
  /** The fragments, one after the other. */
  readonly config: string;
}

/** impl/linux/: beside the sources, or beside dist/. */
export function inputsFolder(url: string = import.meta.url): string {
  const here = dirname(fileURLToPath(url));
  return url.endsWith(".ts") ? join(here, "../..") : join(here, "../../../../..", "impl/linux");
}

const DRIVER_FILE = /^(?:Kconfig|Makefile|(?:[\w-]+\/)?[\w-]+\.[ch])$/;

/** Throws Refused if the installation is not complete. */
export function readInputs(folder: string, debug: boolean): Inputs {
  const driver = join(folder, "driver");
  const names = namesIn(driver).filter((name) => DRIVER_FILE.test(name));
  for (const name of ["Kconfig", "Makefile"])
    if (!names.includes(name)) throw missing(join(driver, name));
  return {
    driver: names.toSorted().map((name) => ({ name, text: readText(join(driver, name)) })),
    init: { name: "init.c", text: readText(join(folder, "init.c")) },
    config: ["config", ...(debug ? ["config-debug"] : [])]
      .map((name) => readText(join(folder, name)))
      .join("\n"),
  };
}

function namesIn(folder: string): readonly string[] {
  try {
    const names = readdirSync(folder, { recursive: true, encoding: "utf8" });
    return names.map((name) => name.replaceAll("\\", "/"));
  } catch {
    throw missing(folder);
  }
}

function readText(path: string): string {
  try {
    return readFileSync(path, "utf8");
  } catch {
    throw missing(path);
  }
}

function missing(path: string): Refused {
  return new Refused({ why: "installation", path });
}
