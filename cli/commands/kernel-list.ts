/** The commands `kernel list` and `kernel rm`: the kernels that were built, and their names. */
import { rmSync, statSync } from "node:fs";
import { join } from "node:path";
import { kernelsFolder } from "../../impl/linux/build/cache/cache-folder.js";
import { allKernels } from "../../impl/linux/build/cache/kernels.js";
import {
  digestNamed,
  namesOf,
  noSuchKernel,
  readNames,
  writeNames,
} from "../../impl/linux/build/cache/names.js";
import { kernelListText, type ListedKernel } from "../../reports/kernel/list.js";
import { printable } from "../../reports/text/words.js";
import { EXIT, UsageError, type ExitCode } from "../process/exit.js";
import type { Io } from "../process/io.js";

export function kernelList(io: Io): ExitCode {
  const kernels = kernelsFolder(io.env);
  const names = readNames(kernels);
  const all = allKernels(kernels);
  const { last } = names;
  const there = (digest: string): boolean => all.some(({ record }) => record.digest === digest);
  const chosen = last?.ok === true && there(last.digest) ? last.digest : all[0]?.record.digest;
  const listed = all.map(({ folder, record }): ListedKernel => ({
    record,
    names: namesOf(names, record.digest),
    bytes: sizeOf(join(folder, "linux")) + sizeOf(join(folder, "root", "init")),
    isDefault: last?.ok !== false && record.digest === chosen,
  }));
  io.out.write(kernelListText(listed, last));
  return EXIT.asExpected;
}

/** All of them, or none if one is unknown. Throws UsageError. */
export function kernelRemove(wanted: readonly string[], io: Io): ExitCode {
  const kernels = kernelsFolder(io.env);
  const before = readNames(kernels);
  const digests = allKernels(kernels).map(({ record }) => record.digest);
  const gone = wanted.map((text) => {
    const digest = digestNamed(text, before, digests);
    if (digest === null) throw new UsageError(printable(noSuchKernel(text, before)));
    return digest;
  });
  const kept = Object.entries(before.names).filter(([, digest]) => !gone.includes(digest));
  writeNames(kernels, { ...before, names: Object.fromEntries(kept) });
  for (const digest of gone) rmSync(join(kernels, digest), { recursive: true, force: true });
  wanted.forEach((text, i) => {
    io.out.write(`removed ${printable(text)} (${(gone[i] ?? "").slice(0, 8)})\n`);
  });
  return EXIT.asExpected;
}

function sizeOf(file: string): number {
  return statSync(file, { throwIfNoEntry: false })?.size ?? 0;
}
