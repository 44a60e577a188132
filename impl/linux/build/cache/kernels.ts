/** The cache of built kernels: those that are there, the newest, and a way to put one in whole. */
import { existsSync, readdirSync, statSync } from "node:fs";
import { mkdir, rename, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { RECORD_FILE, readRecord, type BuildRecord } from "../record.js";

export interface BuiltKernel {
  readonly folder: string;
  readonly record: BuildRecord;
}

const DIGEST = /^[0-9a-f]{16}$/;

/** The kernel of this digest, or null; a folder that is not whole counts as none. */
export function kernelOf(kernels: string, digest: string): BuiltKernel | null {
  const folder = join(kernels, digest);
  const read = readRecord(folder);
  if (!read.ok || read.record.digest !== digest) return null;
  const files = [join(folder, "linux"), join(folder, "root", "init")];
  return files.every((file) => existsSync(file)) ? { folder, record: read.record } : null;
}

/** All that are whole, the newest first. */
export function allKernels(kernels: string): readonly BuiltKernel[] {
  if (statSync(kernels, { throwIfNoEntry: false })?.isDirectory() !== true) return [];
  const all = readdirSync(kernels)
    .filter((name) => DIGEST.test(name))
    .map((name) => kernelOf(kernels, name))
    .filter((kernel) => kernel !== null);
  return all.toSorted((a, b) => (a.record.built < b.record.built ? 1 : -1));
}

/** The one that was compiled last, or null if there is none. */
export function newestKernel(kernels: string): BuiltKernel | null {
  return allKernels(kernels)[0] ?? null;
}

/** Gives a complete folder its name. Where another build was first, its kernel stays. */
export async function keep(
  folder: string,
  kernels: string,
  record: BuildRecord,
): Promise<BuiltKernel> {
  await writeFile(join(folder, RECORD_FILE), `${JSON.stringify(record, null, 2)}\n`);
  await mkdir(kernels, { recursive: true });
  const target = join(kernels, record.digest);
  const there = kernelOf(kernels, record.digest);
  if (there !== null) return there;
  await rm(target, { recursive: true, force: true });
  await rename(folder, target);
  return { folder: target, record };
}
