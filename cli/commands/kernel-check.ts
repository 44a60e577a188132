/**
 * The command `kernel check`: a real kernel and the reference, on random scenarios, until the time
 * is up.
 */
import { resolve } from "node:path";
import { kernelFolder, type KernelFolder } from "../../impl/linux/kernel-folder.js";
import { closeChannels } from "../../impl/remote/channel/channel.js";
import { kernelCheck, type KernelCheckOutcome } from "../../search/kernel/check.js";
import { VERSION } from "../../properties/results/version.js";
import { kernelJson } from "../../reports/text/json.js";
import { kernelExit, kernelText } from "../../reports/kernel/check.js";
import { counted, printable } from "../../reports/text/words.js";
import type { Engine } from "../engine.js";
import { UsageError, worst, type ExitCode } from "../process/exit.js";
import { counterexampleFiles, crashFiles } from "../output/found.js";
import { lookOf, type Io } from "../process/io.js";
import { outputs, type Output } from "../output/files.js";
import { progressText } from "../output/progress.js";
import { checkDesign } from "../input/options.js";
import { asLongRun } from "../output/long-run.js";
import { thrownText } from "../../model/vocabulary/reading/error-text.js";

/** The options of `kernel check` as commander gives them. */
export interface KernelCheckFlags {
  /** Folder of the kernel; absent: the newest that was built. */
  readonly kernel?: string;
  readonly seed: number;
  readonly runs?: number;
  readonly time?: number;
  readonly workers: number;
  readonly save: string;
  readonly json?: string;
  /** Whether the first difference ends the check. */
  readonly first: boolean;
}

const SECONDS_DEFAULT = 60;

export async function kernelCheckCommand(
  flags: KernelCheckFlags,
  io: Io,
  engine: Engine,
): Promise<ExitCode> {
  const folder = folderOf(flags);
  const design = designOf(flags);
  // Starts it once, so that a kernel which cannot run costs one line.
  checkDesign(design, engine, io);
  await closeChannels();
  const look = lookOf(io);
  const outcome = await asLongRun(io, (signal, show) => {
    io.out.write(heading(flags, folder));
    return kernelCheck({
      design,
      kernel: { release: folder.release, digest: folder.digest },
      seed: flags.seed,
      runs: flags.runs ?? null,
      seconds: flags.time ?? (flags.runs === undefined ? SECONDS_DEFAULT : null),
      workers: flags.workers,
      first: flags.first,
      saveTo: flags.save,
      onProgress: (progress) => show(progressText(progress)),
      signal,
    });
  });
  io.out.write(kernelText(outcome, design, look));
  const written = await outputs(filesOf(flags, outcome, engine), io);
  return worst([kernelExit(outcome), written]);
}

function folderOf({ kernel }: KernelCheckFlags): KernelFolder {
  try {
    return kernelFolder(kernel ?? "");
  } catch (error) {
    throw new UsageError(printable(thrownText(error)));
  }
}

function designOf({ kernel }: KernelCheckFlags): string {
  if (kernel === undefined) return "linux:";
  return `linux:${kernel.includes("/") ? resolve(kernel) : kernel}`;
}

function heading({ seed, workers }: KernelCheckFlags, { release, digest }: KernelFolder): string {
  const kernel = `Linux ${printable(release)} (${digest.slice(0, 8)})`;
  const how = `seed ${seed}, ${counted(workers, "worker")}`;
  return `pasidcheck ${VERSION}: ${kernel} beside the reference, ${how}\n\n`;
}

function filesOf(
  flags: KernelCheckFlags,
  outcome: KernelCheckOutcome,
  engine: Engine,
): readonly Output[] {
  const files: Output[] = [];
  if (flags.json !== undefined)
    files.push({ path: flags.json, text: kernelJson(outcome.report), replace: true });
  const { disagreements } = outcome.report;
  files.push(...counterexampleFiles(disagreements, outcome.counterexamples, engine));
  files.push(...crashFiles(outcome.crashes));
  return files;
}
