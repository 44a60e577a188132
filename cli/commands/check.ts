/**
 * The command `check`: the corpus, then random scenarios, on designs of the catalog; then the first
 * screen, or with --all the whole matrix and the smallest counterexamples, and one sentence.
 */
import type { CheckOutcome } from "../../search/check/check.js";
import type { BatchLog } from "../../search/campaign/batch-log.js";
import type { Search } from "../../search/campaign/search.js";
import type { BatchResult } from "../../search/random/batch.js";
import { VERSION } from "../../properties/results/version.js";
import { checkExit, closingSentence } from "../../reports/terminal/closing.js";
import { breaksOf } from "../../reports/text/ids.js";
import { reportJson, statsJson } from "../../reports/text/json.js";
import { abbreviationsOf } from "../../reports/text/abbreviations.js";
import { front } from "../../reports/terminal/front.js";
import { matrix } from "../../reports/terminal/matrix.js";
import { savedText } from "../../reports/terminal/saved.js";
import type { Look } from "../../reports/text/paint.js";
import { smallest } from "../../reports/terminal/smallest.js";
import { inheritedLines, ownFindingLines } from "../../reports/terminal/own-findings.js";
import { keptSentences, type Scope } from "../../reports/terminal/surprises.js";
import { counted, linesText, printable, shellWord, wrapped } from "../../reports/text/words.js";
import type { Engine } from "../engine.js";
import { EXIT, type ExitCode, worst } from "../process/exit.js";
import { counterexampleFiles, crashFiles } from "../output/found.js";
import { fixedTopologies, type NamedMachine } from "../input/machines.js";
import { valueOf } from "../input/read-file.js";
import { htmlFiles } from "../output/html-files.js";
import { checkInterface } from "../input/design-code.js";
import { lookOf, type Io } from "../process/io.js";
import { outputs, type Output } from "../output/files.js";
import { asLongRun } from "../output/long-run.js";
import { progressText } from "../output/progress.js";
import { checkDesign, checkLike, checkName } from "../input/options.js";

/** The options of `check` as commander gives them. */
export interface CheckFlags {
  readonly design?: readonly string[];
  readonly like?: string;
  readonly invariant?: readonly string[];
  readonly seed: number;
  readonly runs?: number;
  readonly time?: number;
  readonly workers: number;
  readonly topology?: readonly string[];
  readonly lspci?: readonly string[];
  readonly defaultMachine?: boolean;
  readonly save: string;
  readonly json?: string;
  readonly html?: string;
  readonly stats?: string;
  readonly resume?: string;
  /** Print the whole matrix, every smallest counterexample, and what own designs inherit. */
  readonly all: boolean;
}

/** Findings of a design that the first screen tells; of more it says how many. */
const FINDINGS_MAX = 4;

export async function check(flags: CheckFlags, io: Io, engine: Engine): Promise<ExitCode> {
  const invariants = engine.invariants.map(({ name }) => name);
  for (const name of flags.design ?? []) checkDesign(name, engine, io);
  for (const name of flags.invariant ?? []) checkName("invariant", name, invariants);
  checkLike(flags.like, flags.design, engine);
  const machines = await fixedTopologies(flags.topology ?? [], flags.lspci ?? [], engine);
  const look = lookOf(io);
  const search = {
    designs: flags.design ?? [],
    invariants: flags.invariant ?? [],
    seed: flags.seed,
    ...(flags.like === undefined ? {} : { like: flags.like }),
    machines: machines.map(({ topology, iommu }) => ({ topology, iommu })),
    ...(flags.defaultMachine === true ? { defaultMachines: true } : {}),
  };
  const log = await resumed(flags.resume, search, engine);
  const outcome = await asLongRun(io, (signal, show) => {
    io.out.write(heading(flags, engine, machines, look) + goingOn(flags.resume, log));
    return engine.check({
      ...search,
      ...(log === null ? {} : { log }),
      runs: flags.runs ?? null,
      seconds: flags.time ?? null,
      workers: flags.workers,
      saveTo: flags.save,
      onProgress: (progress) => show(progressText(progress)),
      signal,
    });
  });
  checkInterface(outcome.crashes);
  const free = machines.length === 0 && flags.defaultMachine !== true;
  const scope: Scope = free ? "any-topology" : "given-topologies";
  io.out.write(said(outcome, scope, flags, engine, look));
  const page = await htmlFiles(flags.html, outcome, scope, commandOf(flags), engine);
  const files = [...filesOf(flags, outcome, engine), ...page];
  const written = await outputs(files, io);
  return worst([checkExit(outcome, scope), written, logExit(flags.resume, log, io)]);
}

/** The log to go on with; null if none is asked for. Throws UsageError. */
async function resumed(
  path: string | undefined,
  search: Search,
  engine: Engine,
): Promise<BatchLog<BatchResult> | null> {
  return path === undefined ? null : valueOf(path, await engine.openLog(path, search));
}

function goingOn(path: string | undefined, log: BatchLog<BatchResult> | null): string {
  if (path === undefined || log === null || log.done.length === 0) return "";
  const scenarios = log.done.reduce((sum, { result }) => sum + result.scenarios, 0);
  return `going on after the ${counted(scenarios, "scenario")} of ${printable(path)}\n\n`;
}

/** A log that could not be written down to its end costs one line and exit 2. */
function logExit(path: string | undefined, log: BatchLog<BatchResult> | null, io: Io): ExitCode {
  if (path === undefined || log === null || log.fault === null) return EXIT.asExpected;
  const why = printable(log.fault);
  io.err.write(
    `pasidcheck: cannot write ${printable(path)}: ${why}; this report is complete, but the log ` +
      "lacks what came after\n",
  );
  return EXIT.usage;
}

function heading(
  flags: CheckFlags,
  engine: Engine,
  machines: readonly NamedMachine[],
  look: Look,
): string {
  const invariants = counted(flags.invariant?.length ?? engine.invariants.length, "invariant");
  const designs = flags.design?.length ?? engine.designs.length;
  const on = `${invariants} on ${counted(designs, "design")}`;
  const drawn = flags.defaultMachine === true ? "random default machines" : "random topologies";
  const where = machines.length === 0 ? drawn : counted(machines.length, "topology file");
  const how = `seed ${flags.seed}, ${counted(flags.workers, "worker")}`;
  const files = machines.flatMap(({ file, topology, notes }) => [
    `  ${printable(file)}: ${counted(topology.functions.length, "function")}`,
    ...notes
      .flatMap((note) => wrapped(printable(note), look.width - 4))
      .map((line) => `    ${line}`),
  ]);
  return [`pasidcheck ${VERSION}: ${on}, ${where}, ${how}`, ...files, ""]
    .map((line) => `${line}\n`)
    .join("");
}

function said(
  outcome: CheckOutcome,
  scope: Scope,
  flags: CheckFlags,
  engine: Engine,
  look: Look,
): string {
  const { report, counterexamples } = outcome;
  const asked = { designs: flags.design !== undefined, invariants: flags.invariant !== undefined };
  const own = linesText([
    ...ownFindingLines(report, counterexamples, look, flags.all ? Infinity : FINDINGS_MAX),
    ...inheritedLines(report, look, flags.all),
  ]);
  const kept = keptSentences(report, scope);
  const command = commandOf(flags);
  const page = { report, counterexamples, scope, asked, command, surprises: kept };
  const rest = flags.all
    ? whole(outcome, scope, engine, look, kept)
    : [front({ ...page, toldAlready: own !== "" }, look), savedText(report, flags.save, look)];
  return [own, ...rest, `${closingSentence(outcome, scope)}\n`]
    .filter((section) => section !== "")
    .join("\n");
}

/**
 * The whole matrix, the smallest counterexample to each invariant, what held against expectation.
 */
function whole(
  { report, counterexamples }: CheckOutcome,
  scope: Scope,
  engine: Engine,
  look: Look,
  kept: readonly string[],
): readonly string[] {
  const sentences = new Map(engine.invariants.map(({ name, sentence }) => [name, sentence]));
  const sentenceOf = (invariant: string): string => sentences.get(invariant) ?? "";
  const broken = smallest(report, counterexamples, sentenceOf, look);
  const surprises = linesText(
    kept.flatMap((sentence) => wrapped(look.paint.loud("! ") + sentence, look.width)),
  );
  const legend = abbreviationsOf(broken + surprises).flatMap((line) => wrapped(line, look.width));
  return [matrix(report, scope, look), broken, linesText(legend), surprises];
}

/** The files that the user asked for, and the counterexamples and crashes that the report names. */
function filesOf(flags: CheckFlags, outcome: CheckOutcome, engine: Engine): readonly Output[] {
  const files: Output[] = [];
  if (flags.json !== undefined)
    files.push({ path: flags.json, text: reportJson(outcome.report), replace: true });
  if (flags.stats !== undefined)
    files.push({ path: flags.stats, text: statsJson(outcome.stats), replace: true });
  const broken = outcome.report.verdicts.flatMap(breaksOf);
  const named = broken.map(({ counterexample }) => counterexample);
  files.push(
    ...counterexampleFiles(named, outcome.counterexamples, engine),
    ...crashFiles(outcome.crashes),
  );
  return files;
}

/** The command that comes to the same result; after a time it might not. */
function commandOf(flags: CheckFlags): string {
  const { seed, runs, time, design, like, invariant, topology, lspci } = flags;
  const words = ["npx", "pasidcheck", "check", "--seed", String(seed)];
  if (runs !== undefined) words.push("--runs", String(runs));
  if (time !== undefined) words.push("--time", `${time}s`);
  if (flags.defaultMachine === true) words.push("--default-machine");
  if (like !== undefined) words.push("--like", like);
  for (const [name, values] of Object.entries({ design, invariant, topology, lspci }))
    for (const value of values ?? []) words.push(`--${name}`, value);
  return words.map((word) => shellWord(word)).join(" ");
}
