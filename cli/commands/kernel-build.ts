/** The command `kernel build`: a kernel with our driver in it, built once, found afterwards. */
import { resolve } from "node:path";
import { buildKernel, type BuildOptions } from "../../impl/linux/build/build.js";
import type { Progress } from "../../impl/linux/build/progress.js";
import type { Refusal } from "../../impl/linux/build/refusal.js";
import {
  builtText,
  objectsText,
  phaseText,
  progressText,
  refusalText,
} from "../../reports/kernel/build.js";
import { EXIT, type ExitCode } from "../process/exit.js";
import type { Io } from "../process/io.js";
import { asLongRun } from "../output/long-run.js";

/** The options of `kernel build` as commander gives them. */
export interface KernelBuildFlags {
  readonly source?: string;
  readonly release?: string;
  readonly name?: string;
  readonly out?: string;
  readonly debug: boolean;
}

/** Without a terminal so many objects are compiled before the next line. */
const OBJECTS_A_LINE = 100;

/** Downloading says nothing, so the seconds are told all the same. */
const TICK_MS = 1_000;

export async function kernelBuild(
  flags: KernelBuildFlags,
  io: Io,
  inputs?: string,
): Promise<ExitCode> {
  const began = performance.now();
  const seconds = (): number => (performance.now() - began) / 1000;
  const out = flags.out === undefined ? null : resolve(flags.out);
  const outcome = await asLongRun(io, async (signal, show) => {
    const progress = new Told(io, (now) => show(progressText(now, seconds())));
    const options: BuildOptions = {
      source: flags.source ?? null,
      release: flags.release ?? null,
      out,
      name: flags.name ?? null,
      debug: flags.debug,
      env: io.env,
      signal,
      onProgress: (now) => progress.tell(now),
      ...(inputs === undefined ? {} : { inputs }),
    };
    return buildKernel(options).finally(() => progress.end());
  });
  if (!outcome.ok) {
    io.err.write(`pasidcheck: ${refusalText(outcome.refusal)}\n`);
    return exitOf(outcome.refusal);
  }
  const { kernel, cached } = outcome;
  const name = flags.name ?? null;
  io.out.write(builtText(kernel, { cached, seconds: seconds(), out, name }));
  return EXIT.asExpected;
}

/** That a source could not be had, or Ctrl-C, says nothing about the kernel. */
function exitOf({ why }: Refusal): ExitCode {
  return why === "unavailable" || why === "stopped" ? EXIT.inconclusive : EXIT.usage;
}

/** Progress as it is told: rewritten on a terminal, elsewhere a line a phase. */
class Told {
  private readonly io: Io;
  private readonly show: (progress: Progress) => void;
  private readonly tick: NodeJS.Timeout;
  private now: Progress | null = null;
  private objectsTold = 0;

  constructor(io: Io, show: (progress: Progress) => void) {
    this.io = io;
    this.show = show;
    this.tick = setInterval(() => {
      if (this.now !== null) this.show(this.now);
    }, TICK_MS);
  }

  tell(progress: Progress): void {
    const isNew = this.now?.phase !== progress.phase;
    this.now = progress;
    this.show(progress);
    if (this.io.err.isTty) return;
    if (isNew) this.io.err.write(`pasidcheck: ${phaseText(progress)}\n`);
    else if (progress.phase === "compiling") this.tellObjects(progress);
  }

  /** A log gets a line now and then. */
  private tellObjects(progress: Progress & { readonly phase: "compiling" }): void {
    if (progress.objects < this.objectsTold + OBJECTS_A_LINE) return;
    this.objectsTold = progress.objects;
    this.io.err.write(`pasidcheck:   ${objectsText(progress)}\n`);
  }

  end(): void {
    clearInterval(this.tick);
  }
}
