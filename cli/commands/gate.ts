/**
 * The command `gate`: everything that a CI job wants to know, by amount of work; the verdict on one
 * screen, and the same for machines in as many files as are asked for.
 */
import { BASELINE_BYTES_MAX, readBaseline } from "../../properties/results/baseline-file.js";
import type { KnownBreak } from "../../properties/results/baseline.js";
import { VERSION } from "../../properties/results/version.js";
import { annotations, withoutCommands } from "../../reports/ci/annotations.js";
import { casesExit } from "../../reports/ci/cases.js";
import { gateScreen, type GateData } from "../../reports/ci/gate.js";
import { breaksOf } from "../../reports/text/ids.js";
import { reportJson } from "../../reports/text/json.js";
import { junitReport } from "../../reports/ci/junit.js";
import { ktapReport } from "../../reports/ci/ktap.js";
import { sarifReport } from "../../reports/ci/sarif.js";
import { summaryReport } from "../../reports/ci/summary.js";
import { counted, shellWord } from "../../reports/text/words.js";
import type { EffortName } from "../../search/gate/effort.js";
import { corpusFolder } from "../input/corpus-folder.js";
import type { Engine } from "../engine.js";
import { worst, type ExitCode } from "../process/exit.js";
import { counterexampleFiles, crashFiles } from "../output/found.js";
import { htmlFiles } from "../output/html-files.js";
import { readInput, valueOf } from "../input/read-file.js";
import { checkInterface } from "../input/design-code.js";
import { lookOf, type Io } from "../process/io.js";
import { outputs, type Output } from "../output/files.js";
import { checkDesign, checkLike, checkName } from "../input/options.js";
import { checkBaselineFlags, writeBaseline, type BaselineFlags } from "../output/baseline.js";
import { asLongRun } from "../output/long-run.js";

/** Makers of the files that can be asked for, by the option that asks. */
const MAKERS = {
  json: (data: GateData) => reportJson(data.report),
  junit: junitReport,
  sarif: sarifReport,
  summary: summaryReport,
  ktap: ktapReport,
} as const satisfies Readonly<Record<string, (data: GateData) => string>>;

type FileFlags = { readonly [K in keyof typeof MAKERS]?: string };

/** The options of `gate` as commander gives them. */
export interface GateFlags extends FileFlags, BaselineFlags {
  readonly effort: EffortName;
  readonly runs?: number;
  /** Seconds, at most. */
  readonly budget?: number;
  readonly design?: readonly string[];
  readonly like?: string;
  readonly invariant?: readonly string[];
  readonly corpus?: readonly string[];
  readonly html?: string;
  readonly seed: number;
  readonly workers: number;
  readonly save: string;
  readonly annotations: boolean;
}

export async function gate(flags: GateFlags, io: Io, engine: Engine): Promise<ExitCode> {
  const invariants = engine.invariants.map(({ name }) => name);
  for (const name of flags.design ?? []) checkDesign(name, engine, io);
  checkLike(flags.like, flags.design, engine);
  for (const name of flags.invariant ?? []) checkName("invariant", name, invariants);
  await checkBaselineFlags(flags, io);
  const baseline = await knownBreaks(flags.baseline, invariants);
  const folders = await Promise.all((flags.corpus ?? []).map((folder) => corpusFolder(folder)));
  const forGitHub = flags.annotations || io.env["GITHUB_ACTIONS"] === "true";
  const say = (text: string): void => io.out.write(forGitHub ? withoutCommands(text) : text);
  const result = await asLongRun(io, (signal, show) => {
    say(heading(flags, engine));
    return engine.gate({
      designs: flags.design ?? [],
      invariants: flags.invariant ?? [],
      seed: flags.seed,
      ...(flags.like === undefined ? {} : { like: flags.like }),
      effort: flags.effort,
      ...(flags.runs === undefined ? {} : { runs: flags.runs }),
      budget: flags.budget ?? null,
      workers: flags.workers,
      corpus: folders.flat(),
      baseline,
      today: io.today(),
      saveTo: flags.save,
      onProgress: show,
      signal,
    });
  });
  checkInterface(result.crashes);
  const sentences = new Map(
    engine.invariants.map((invariant) => [invariant.name, invariant.sentence]),
  );
  const data = { ...result, sentenceOf: (invariant: string) => sentences.get(invariant) ?? "" };
  say(gateScreen(data, lookOf(io)));
  if (forGitHub) io.out.write(annotations(data));
  const page = await htmlFiles(flags.html, result, "any-topology", commandOf(flags), engine);
  const files = [...filesOf(flags, data, engine), ...page];
  const written = await outputs(files, io);
  const accepted = await writeBaseline(flags, baseline, result, io);
  if (accepted === null) return worst([casesExit(data), written]);
  say(accepted.said);
  return worst([casesExit({ ...data, ...accepted.result }), written, accepted.written]);
}

async function knownBreaks(
  path: string | undefined,
  invariants: readonly string[],
): Promise<readonly KnownBreak[]> {
  if (path === undefined) return [];
  const text = await readInput(path, "a baseline", BASELINE_BYTES_MAX);
  return valueOf(path, await readBaseline(text, invariants)).known;
}

function heading(flags: GateFlags, engine: Engine): string {
  const invariants = counted(flags.invariant?.length ?? engine.invariants.length, "invariant");
  const designs = counted(flags.design?.length ?? engine.designs.length, "design");
  const { runs, budget } = flags;
  const amount = [
    `${flags.effort} effort`,
    ...(runs === undefined ? [] : [counted(runs, "random scenario")]),
    ...(budget === undefined ? [] : [`at most ${budget} s`]),
  ];
  const how = `${amount.join(", ")}, seed ${flags.seed}, ${counted(flags.workers, "worker")}`;
  return `pasidcheck ${VERSION}: gate, ${invariants} on ${designs}, ${how}\n\n`;
}

/** The command that comes to the same result, unless a time limit ended it. */
function commandOf(flags: GateFlags): string {
  const designs = (flags.design ?? []).map((name) => ` --design ${shellWord(name)}`);
  const runs = flags.runs === undefined ? "" : ` --runs ${flags.runs}`;
  const command = `npx pasidcheck gate --effort ${flags.effort}${runs} --seed ${flags.seed}`;
  return command + designs.join("") + (flags.like === undefined ? "" : ` --like ${flags.like}`);
}

/** The files asked for, and the counterexamples and crashes that they name. */
function filesOf(flags: GateFlags, data: GateData, engine: Engine): readonly Output[] {
  const asked = (Object.keys(MAKERS) as (keyof typeof MAKERS)[]).flatMap((name): Output[] => {
    const path = flags[name];
    return path === undefined ? [] : [{ path, text: MAKERS[name](data), replace: true }];
  });
  const named = data.report.verdicts.flatMap(breaksOf).map((b) => b.counterexample);
  return [
    ...counterexampleFiles(named, data.counterexamples, engine),
    ...crashFiles(data.crashes),
    ...asked,
  ];
}
