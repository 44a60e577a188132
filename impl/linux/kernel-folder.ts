/**
 * The folder of a built kernel, as `linux:PATH` and `linux:NAME` name it: `linux`, `root/init` and
 * `build.json`.
 * Synchronous, because designs are made in worker threads.
 */
import { statSync } from "node:fs";
import { join, resolve } from "node:path";
import { kernelsFolder, type Environment } from "./build/cache/cache-folder.js";
import { allKernels, type BuiltKernel } from "./build/cache/kernels.js";
import {
  digestNamed,
  noSuchKernel,
  readNames,
  type KernelNames,
  type LastBuild,
} from "./build/cache/names.js";
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
 * The kernel of that name, or of a digest that begins so, or in that folder; for an empty text the
 * one that was built last. Throws an Error with one line that says what is missing.
 */
export function kernelFolder(text: string, env: Environment = process.env): KernelFolder {
  if (text === "") return folderAt(defaultKernel(env));
  if (text.includes("/") || isFolder(text)) return folderAt(resolve(text));
  const kernels = kernelsFolder(env);
  const names = readNames(kernels);
  const digests = allKernels(kernels).map(({ record }) => record.digest);
  const digest = digestNamed(text, names, digests);
  if (digest === null) throw new Error(noSuchKernel(text, names));
  return folderAt(join(kernels, digest));
}

/**
 * What a build that failed was to make is not replaced by an older kernel: what that does says
 * nothing about the tree at hand.
 */
function defaultKernel(env: Environment): string {
  const kernels = kernelsFolder(env);
  const { last, names } = readNames(kernels);
  const all = allKernels(kernels);
  const found = last?.ok === true ? all.find((k) => k.record.digest === last.digest) : undefined;
  const newest = found ?? all[0];
  if (last?.ok === false) throw new Error(failedText(last, newest, names));
  if (newest === undefined) throw new Error("no kernel built yet; run pasidcheck kernel build");
  return newest.folder;
}

function failedText(
  { name, when, why }: LastBuild & { readonly ok: false },
  newest: BuiltKernel | undefined,
  names: KernelNames["names"],
): string {
  const which = [...(name === null ? [] : [name]), when.replace(/\.\d+Z$/, "Z")].join(", ");
  const digest = newest?.record.digest ?? "";
  const older = Object.keys(names).find((one) => names[one] === digest) ?? digest.slice(0, 8);
  const instead =
    newest === undefined ? "" : `; say --kernel ${older} or linux:${older} to use an older kernel`;
  return `the last build (${which}) failed: ${why}; using nothing${instead}`;
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
