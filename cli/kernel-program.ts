/** The commands about the real kernel, and their options, as commander reads them. */
import { Option, type Command } from "commander";
import type { KernelBuildFlags } from "./commands/kernel-build.js";
import type { KernelCheckFlags } from "./commands/kernel-check.js";
import type { KernelRecordFlags } from "./commands/kernel-record.js";
import { SEED_DEFAULT, workersDefault } from "./input/defaults.js";
import {
  durationValue,
  kernelNameValue,
  releaseValue,
  runsValue,
  seedValue,
  workersValue,
} from "./input/options.js";

/** What the commands do. */
export interface KernelActions {
  readonly kernelBuild: (flags: KernelBuildFlags) => Promise<void>;
  readonly kernelList: () => Promise<void>;
  readonly kernelRemove: (names: readonly string[]) => Promise<void>;
  readonly kernelCheck: (flags: KernelCheckFlags) => Promise<void>;
  readonly kernelRecord: (flags: KernelRecordFlags) => Promise<void>;
}

export function addKernel(root: Command, actions: KernelActions): void {
  const kernel = root.command("kernel").description("the real Linux kernel, as a process");
  addKernelBuild(kernel).action((flags: KernelBuildFlags) => actions.kernelBuild(flags));
  addKernelCheck(kernel).action((flags: KernelCheckFlags) => actions.kernelCheck(flags));
  kernel
    .command("list")
    .description("list the kernels that were built")
    .action(() => actions.kernelList());
  kernel
    .command("rm")
    .description("remove kernels that were built")
    .argument("<name...>", "their names, or their digests as the list has them")
    .action((names: readonly string[]) => actions.kernelRemove(names));
  kernel
    .command("record")
    .description("record anew what a kernel answers; tests hold the reference against it")
    .option("--kernel <name>", "a kernel: its name, digest or folder (default: the last built)")
    .option("--out <folder>", "where the recorded runs go", "properties/corpus/kernel/7.3.4")
    .action((flags: KernelRecordFlags) => actions.kernelRecord(flags));
}

function addKernelBuild(kernel: Command): Command {
  return kernel
    .command("build")
    .description("build a Linux kernel with our driver; it is kept in ~/.cache/pasidcheck")
    .option("--source <folder>", "your kernel tree, which is copied and not changed")
    .addOption(
      new Option("--release <version>", "Debian's linux-source package of this release, e.g. 7.3")
        .conflicts("source")
        .argParser(releaseValue),
    )
    .option("--name <name>", "call the kernel so: --kernel NAME, linux:NAME", kernelNameValue)
    .option("--out <folder>", "copy the kernel there as well")
    .option("--debug", "with lockdep, KASAN and the like: slower, and finds more", false);
}

function addKernelCheck(kernel: Command): Command {
  return kernel
    .command("check")
    .description("hold a kernel against the reference on random scenarios")
    .option("--kernel <name>", "a kernel: its name, digest or folder (default: the last built)")
    .option("--time <duration>", "stop after 30s, 10m, ... (default: 60s)", durationValue)
    .option("--runs <number>", "so many random scenarios, in steps of 250", runsValue)
    .option("--seed <number>", "where random choices begin", seedValue, SEED_DEFAULT)
    .option("--workers <number>", "threads, each with a kernel", workersValue, workersDefault())
    .option("--first", "stop at the first difference", false)
    .option("--save <folder>", "where counterexamples go", "counterexamples")
    .option("--json <file>", "write the result as JSON");
}
