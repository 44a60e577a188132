/**
 * The build of a kernel with our driver: from Debian's source package or the user's tree, once; the
 * same kernel is found in the cache afterwards.
 */
import { realpathSync } from "node:fs";
import { chmod, copyFile, mkdir } from "node:fs/promises";
import { join } from "node:path";
import { kernelsFolder, worksFolder, type Environment } from "./cache/cache-folder.js";
import { compileInit, compileKernel, type Compilation } from "./compile.js";
import { digestsOf, type Digests } from "./cache/digest.js";
import { inputsFolder, readInputs, type Inputs } from "./source/inputs.js";
import { keep, kernelOf, type BuiltKernel } from "./cache/kernels.js";
import { readNames, writeNames } from "./cache/names.js";
import { withLock } from "./lock.js";
import { checkOutFolder, copyKernel } from "./cache/out-folder.js";
import { enterDriver, writeIfChanged } from "./source/overlay.js";
import type { Progress } from "./progress.js";
import { RECORD_SCHEMA, type BuildRecord } from "./record.js";
import { Refused, refusalOf, type Refusal } from "./refusal.js";
import { debianSource, folderSource, type Source } from "./source/source.js";
import { inTemporary } from "./temporary.js";
import { checkTools } from "./tools.js";

export interface BuildOptions {
  /** The user's tree; null: Debian's source package. */
  readonly source: string | null;
  /** Which of Debian's, `7.3`; null: the newest that is known to work. */
  readonly release: string | null;
  /** A folder that gets a copy of the kernel; null: it stays in the cache only. */
  readonly out: string | null;
  /** What the kernel is to be called; null: it has no name. */
  readonly name: string | null;
  /** Whether the kernel watches itself: slower. */
  readonly debug: boolean;
  readonly env: Environment;
  readonly signal: AbortSignal;
  readonly onProgress: (progress: Progress) => void;
  /** Where the driver, init and the configuration are; impl/linux/ by default. */
  readonly inputs?: string;
}

export type BuildOutcome =
  | { readonly ok: true; readonly kernel: BuiltKernel; readonly cached: boolean }
  | { readonly ok: false; readonly refusal: Refusal };

/** What init mounts on. */
const MOUNT_POINTS: readonly string[] = ["proc", "sys", "dev", "tmp"];

/** Builds the kernel, or finds it. Never throws for what a user, a tree or a disk can do. */
export async function buildKernel(options: BuildOptions): Promise<BuildOutcome> {
  const kernels = kernelsFolder(options.env);
  try {
    const found = await kernelFor(options);
    const { digest } = found.kernel.record;
    const { names } = readNames(kernels);
    const named = options.name === null ? names : { ...names, [options.name]: digest };
    writeNames(kernels, { names: named, last: { ok: true, digest } });
    return { ok: true, ...found };
  } catch (error) {
    const stopped = { why: "stopped" } as const;
    const refusal = options.signal.aborted ? stopped : refusalOf(error);
    if (isFailedBuild(refusal)) noteFailure(kernels, options.name, refusal);
    return { ok: false, refusal };
  }
}

/** A build that was begun and gave no kernel; a wrong option or a missing tool begins none. */
function isFailedBuild({ why }: Refusal): boolean {
  return ["overlay", "options", "compile", "space", "stopped"].includes(why);
}

/** What is used where no kernel is named must know of it. A disk that is full forgets it. */
function noteFailure(kernels: string, name: string | null, refusal: Refusal): void {
  const why = refusal.why === "compile" ? errorOf(refusal) : refusal.why;
  const last = { ok: false, name, when: new Date().toISOString(), why } as const;
  try {
    writeNames(kernels, { names: readNames(kernels).names, last });
  } catch {
    // The build has failed already, and is told.
  }
}

function errorOf({
  error: { file, line, message },
}: Refusal & { readonly why: "compile" }): string {
  return file === null ? message : `${file}:${line}: ${message}`;
}

interface Found {
  readonly kernel: BuiltKernel;
  readonly cached: boolean;
}

async function kernelFor(options: BuildOptions): Promise<Found> {
  const { platform, arch } = process;
  if (platform !== "linux" || arch !== "x64") throw new Refused({ why: "host", platform, arch });
  const { env, signal, out } = options;
  const compiler = await checkTools(options.source === null, env, signal);
  const inputs = readInputs(options.inputs ?? inputsFolder(), options.debug);
  if (out !== null) checkOutFolder(out);
  const source = await sourceOf(options);
  const digests = digestsOf(source.identity, inputs, compiler);
  const kernels = kernelsFolder(env);
  const there = kernelOf(kernels, digests.digest);
  const found =
    there === null
      ? await builtInWork({ options, source, inputs, digests, compiler })
      : { kernel: there, cached: true };
  if (out !== null) await copyKernel(found.kernel, out);
  return found;
}

function sourceOf({ source, release, env, signal, onProgress }: BuildOptions): Promise<Source> {
  const works = worksFolder(env);
  return source === null
    ? debianSource({ works, env, signal, onProgress }, release)
    : folderSource({ works, env, signal, onProgress }, source);
}

interface Job {
  readonly options: BuildOptions;
  readonly source: Source;
  readonly inputs: Inputs;
  readonly digests: Digests;
  readonly compiler: string;
}

/** One build at a time in a work folder: who waits for another may find the kernel afterwards. */
async function builtInWork(job: Job): Promise<Found> {
  const { options, source, digests } = job;
  const { env, signal, onProgress } = options;
  const onWait = (): void => onProgress({ phase: "waiting" });
  return withLock(join(source.work, "lock"), { env, signal, onWait }, async () => {
    const there = kernelOf(kernelsFolder(env), digests.digest);
    if (there !== null) return { kernel: there, cached: true };
    return { kernel: await built(job), cached: false };
  });
}

async function built({ options, source, inputs, digests, compiler }: Job): Promise<BuiltKernel> {
  const { debug, env, signal, onProgress } = options;
  const work = realpathSync(source.work);
  const folder = join(work, "tree");
  const tree = await source.provide(folder);
  enterDriver(folder, inputs.driver, tree);
  const compilation: Compilation = {
    folder,
    out: join(work, debug ? "out-debug" : "out"),
    config: inputs.config,
    tree,
    log: join(work, "build.log"),
    env,
    signal,
    onObjects: (objects, of) =>
      onProgress({ phase: "compiling", release: tree.release, objects, of }),
    onLink: () => onProgress({ phase: "linking", release: tree.release }),
  };
  onProgress({ phase: "configuring", release: tree.release });
  const linux = await compileKernel(compilation);
  writeIfChanged(join(work, inputs.init.name), inputs.init.text);
  const fresh = join(work, "new");
  return inTemporary(fresh, async () => {
    for (const name of MOUNT_POINTS) await mkdir(join(fresh, "root", name), { recursive: true });
    await compileInit(compilation, join(work, inputs.init.name), join(fresh, "root", "init"));
    await copyFile(linux, join(fresh, "linux"));
    await chmod(join(fresh, "linux"), 0o755);
    const record: BuildRecord = {
      schema: RECORD_SCHEMA,
      release: tree.release,
      source: tree.source,
      ...digests,
      debug,
      built: new Date().toISOString(),
      compiler,
    };
    return keep(fresh, kernelsFolder(env), record);
  });
}
