/**
 * A kernel, compiled from a tree with the driver in it: its configuration, checked, then make.
 * Objects of the last build in the same folder are used again.
 */
import {
  appendFileSync,
  existsSync,
  mkdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { availableParallelism } from "node:os";
import { join } from "node:path";
import type { Environment } from "./cache/cache-folder.js";
import { firstError } from "./compiler-error.js";
import { DRIVER_FOLDER, writeIfChanged } from "./source/overlay.js";
import { runProgram, runToEnd, throwIfStopped, type Ran } from "./process.js";
import { Refused, type Tree } from "./refusal.js";
import { buildEnvironment } from "./tools.js";

export interface Compilation {
  /** The sources, with the driver in them. */
  readonly folder: string;
  /** Where the objects go. */
  readonly out: string;
  readonly config: string;
  readonly tree: Tree;
  /** The file that gets all that make says. */
  readonly log: string;
  readonly env: Environment;
  readonly signal: AbortSignal;
  /** Called when make is done with so many objects, of about how many (null: of what changed). */
  readonly onObjects: (objects: number, of: number | null) => void;
  /** Called when nothing is left to compile. */
  readonly onLink: () => void;
}

/** Without these a kernel is of no use; what selects them in another tree may be different. */
const NEEDED: readonly string[] = [
  "PASIDCHECK",
  "PCI_IOV",
  "PCI_PASID",
  "PCI_ATS",
  "IOMMUFD",
  "KALLSYMS_ALL",
  "UML_TIME_TRAVEL_SUPPORT",
  "HOSTFS",
  "STATIC_LINK",
];

/**
 * Says of a folder of objects that make may have been killed in it: an object may be half written.
 * Told to stop, make removes what it was about to make.
 */
const UNCLEAN = ".unclean";

/** The kernel's path. Throws Refused if it cannot be built. */
export async function compileKernel(job: Compilation): Promise<string> {
  const { out, config, tree, log } = job;
  if (existsSync(join(out, UNCLEAN))) rmSync(out, { recursive: true, force: true });
  const isFull = !existsSync(join(out, "linux"));
  mkdirSync(out, { recursive: true });
  writeFileSync(log, "");
  const fragment = join(out, "pasidcheck.config");
  writeIfChanged(fragment, config);
  await make(
    { ...job, onObjects: () => {} },
    [`KCONFIG_ALLCONFIG=${fragment}`, "allnoconfig"],
    null,
  );
  const off = optionsOff(readFileSync(join(out, ".config"), "utf8"), NEEDED);
  if (off.length > 0) throw new Refused({ why: "options", off, tree });
  await make(job, [`-j${availableParallelism()}`, "linux"], isFull ? OBJECTS : null);
  return join(out, "linux");
}

/** Those of the options that this configuration does not switch on. */
function optionsOff(config: string, options: readonly string[]): readonly string[] {
  const lines = new Set(config.split("\n"));
  return options.filter((option) => !lines.has(`CONFIG_${option}=y`));
}

/** Builds init, static, at this path. */
export async function compileInit(
  { tree, log, env, signal }: Compilation,
  source: string,
  init: string,
): Promise<void> {
  const args = ["-static", "-O2", "-o", init, source];
  const run = { command: "gcc", args, cwd: "/", env: buildEnvironment(env), signal };
  const ran = await runToEnd({ ...run, onText: (text) => appendFileSync(log, text) });
  if (ran.code !== 0) throw failed(ran, source.slice(0, source.lastIndexOf("/")), tree, log);
}

/** A line that make prints of an object: `  CC      drivers/iommu/iommu.o`. */
const OBJECT = /^ {2}(?:CC|AS|HOSTCC) /gm;

/** The linker's line, which comes when all objects are there. */
const LINK = /^ {2}LINK linux|^ {2}LD {6}vmlinux/m;

/** So many lines as OBJECT a build of Linux 7.3 prints, from nothing. */
const OBJECTS = 640;

async function make(job: Compilation, args: readonly string[], of: number | null): Promise<void> {
  const { folder, out, tree, log, signal, onObjects, onLink } = job;
  const env = {
    ...buildEnvironment(job.env),
    KBUILD_BUILD_USER: "pasidcheck",
    KBUILD_BUILD_HOST: "pasidcheck",
    KBUILD_BUILD_TIMESTAMP: "Thu Jan  1 00:00:00 UTC 1970",
  };
  let objects = 0;
  let isLinking = false;
  const onText = (text: string): void => {
    appendFileSync(log, text);
    objects += text.match(OBJECT)?.length ?? 0;
    // Tables of symbols are compiled between two links.
    isLinking ||= LINK.test(text);
    if (isLinking) onLink();
    else onObjects(objects, of);
  };
  const all = ["--no-print-directory", "-C", folder, `O=${out}`, "ARCH=um", ...args];
  writeFileSync(join(out, UNCLEAN), "");
  const ran = await runProgram({ command: "make", args: all, cwd: folder, env, signal, onText });
  if (!ran.killed) rmSync(join(out, UNCLEAN), { force: true });
  throwIfStopped(signal);
  if (ran.code !== 0) throw failed(ran, folder, tree, log);
}

function failed({ said }: Ran, folder: string, tree: Tree, log: string): Refused {
  if (/No space left on device/.test(said)) return new Refused({ why: "space", path: folder });
  const error = firstError(said, folder);
  const driver = error.file === "init.c" || (error.file ?? "").startsWith(`${DRIVER_FOLDER}/`);
  return new Refused({ why: "compile", error, driver, tree, log });
}
