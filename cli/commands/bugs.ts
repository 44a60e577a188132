/**
 * The command `check --bugs`: the historic bugs, each searched for over several seeds; one that no
 * invariant catches is exit 1.
 */
import { VERSION } from "../../properties/results/version.js";
import { bugsTable } from "../../reports/terminal/bugs.js";
import { bugsJson } from "../../reports/text/json.js";
import { counted } from "../../reports/text/words.js";
import type { Engine } from "../engine.js";
import { EXIT, worst, type ExitCode } from "../process/exit.js";
import { lookOf, type Io } from "../process/io.js";
import { outputs } from "../output/files.js";
import { asLongRun } from "../output/long-run.js";

/** Runs to find are medians over so many seeds. */
const SEEDS = 20;
/** A bug that survives so many random scenarios of one seed counts as not found with it. */
const RUNS_MAX_DEFAULT = 20_000;

export interface BugsFlags {
  readonly seed: number;
  readonly workers: number;
  readonly runs?: number;
  readonly json?: string;
}

export async function bugs(flags: BugsFlags, io: Io, engine: Engine): Promise<ExitCode> {
  const runs = flags.runs ?? RUNS_MAX_DEFAULT;
  const seeds = `${counted(SEEDS, "seed")} from ${flags.seed}`;
  const { report, interrupted } = await asLongRun(io, (signal, show) => {
    io.out.write(`pasidcheck ${VERSION}: historic bugs, ${seeds}, at most ${runs} runs each\n\n`);
    return engine.checkBugs({
      seed: flags.seed,
      seeds: SEEDS,
      runs_max: runs,
      workers: flags.workers,
      onProgress: (done, total) =>
        show(`${done} of ${counted(total, "historic bug")} searched for`),
      signal,
    });
  });
  io.out.write(bugsTable(report, engine.bugTitle, lookOf(io)));
  const files =
    flags.json === undefined ? [] : [{ path: flags.json, text: bugsJson(report), replace: true }];
  const written = await outputs(files, io);
  if (interrupted) return worst([EXIT.inconclusive, written]);
  const survived = report.bugs.some((bug) => !bug.caught);
  return worst([survived ? EXIT.surprise : EXIT.asExpected, written]);
}
