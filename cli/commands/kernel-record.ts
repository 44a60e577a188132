/** The command `kernel record`: asks a kernel anew, and writes down what it answered. */
import { join } from "node:path";
import { recordKernel } from "../../search/kernel/record.js";
import { writeRecordedRuns } from "../../properties/results/recorded/runs.js";
import { counted, printable } from "../../reports/text/words.js";
import { UsageError, type ExitCode } from "../process/exit.js";
import type { Io } from "../process/io.js";
import { outputs } from "../output/files.js";
import { thrownText } from "../../model/vocabulary/reading/error-text.js";

/** The options of `kernel record` as commander gives them. */
export interface KernelRecordFlags {
  /** Folder of the kernel; absent: the newest that was built. */
  readonly kernel?: string;
  readonly out: string;
}

export async function kernelRecord(flags: KernelRecordFlags, io: Io): Promise<ExitCode> {
  const recorded = await recordKernel(flags.kernel ?? "").catch((error: unknown) => {
    throw new UsageError(printable(thrownText(error)));
  });
  const files = recorded.map(({ name, runs }) => ({
    path: join(flags.out, `${name}.txt`),
    text: writeRecordedRuns(runs),
    replace: true,
  }));
  const total = recorded.reduce((sum, { runs }) => sum + runs.runs.length, 0);
  const kernel = recorded[0]?.runs.kernel ?? "";
  const code = await outputs(files, io);
  const runs = `${counted(total, "run")} of ${printable(kernel)}`;
  io.out.write(`${runs} in ${counted(files.length, "file")} of ${printable(flags.out)}\n`);
  return code;
}
