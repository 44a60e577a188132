/**
 * The folder of a built kernel, as `linux:PATH` names it: `linux`, `root/init` and `build.json`.
 * Synchronous, because designs are made in worker threads.
 */
import { statSync } from "node:fs";
import { join, resolve } from "node:path";
import { kernelsFolder, type Environment } from "./build/cache/cache-folder.js";
import { newestKernel } from "./build/cache/kernels.js";
import { RECORD_FILE, readRecord, type BuildRecord } from "./build/record.js";
import { isProgram } from "./build/program.js";

export interface KernelFolder {
  /** The kernel, a program. */
  readonly linux: string;
  /** Its root folder, for rootfstype=hostfs; `init` is in it. */
  readonly root: string;
  /** As `make kernelversion` says it: `7.3.4`. */
  readonly release: string;
  readonly digest: string;
  /** Built with lockdep, KASAN and the like, and many times slower. */
  readonly debug: boolean;
}

/**
 * The kernel in that folder; for an empty path the newest one in the cache. Throws an Error with
 * one line that says what is missing.
 */
export function kernelFolder(path: string, env: Environment = process.env): KernelFolder {
  if (path !== "") return folderAt(resolve(path));
  const newest = newestKernel(kernelsFolder(env));
  if (newest === null) throw new Error("no kernel built yet; run pasidcheck kernel build");
  return folderAt(newest.folder);
}

function folderAt(folder: string): KernelFolder {
  const [linux, root] = [join(folder, "linux"), join(folder, "root")];
  if (!isFolder(folder))
    throw new Error(`there is no folder ${folder}; pasidcheck kernel build --out makes one`);
  const read = readRecord(folder);
  if (!read.ok) throw new Error(`${join(folder, RECORD_FILE)} ${read.problem}; ${REMEDY}`);
  for (const program of [linux, join(root, "init")])
    if (!isProgram(program)) throw new Error(`${program} is no program; ${REMEDY}`);
  return { linux, root, ...recordOf(read.record) };
}

function recordOf({ release, digest, debug }: BuildRecord): Omit<KernelFolder, "linux" | "root"> {
  return { release, digest, debug };
}

const REMEDY = "name a folder that pasidcheck kernel build has made";

function isFolder(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false;
}
