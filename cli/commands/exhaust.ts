/**
 * The command `exhaust`: all small topologies, all states, all invariants; then the bound, the
 * matrix and the shortest counterexamples.
 */
import { asReport, type ExhaustOutcome } from "../../properties/results/exhaust-report.js";
import type { Estimate } from "../../search/exhaustive/estimate.js";
import type { ExhaustOptions } from "../../search/exhaustive/exhaust.js";
import type { Sizes } from "../../search/exhaustive/views.js";
import { VERSION } from "../../properties/results/version.js";
import type { CheckResult } from "../../properties/results/report.js";
import { checkExit, closingSentence } from "../../reports/terminal/closing.js";
import { contractsSection } from "../../reports/terminal/contracts.js";
import { amountLine, boundSection } from "../../reports/terminal/exhaust.js";
import { breaksOf } from "../../reports/text/ids.js";
import { exhaustJson } from "../../reports/text/json.js";
import { matrix } from "../../reports/terminal/matrix.js";
import type { Look } from "../../reports/text/paint.js";
import { smallest } from "../../reports/terminal/smallest.js";
import {
  inheritedLines,
  ownFindingLines,
  withoutInherited,
} from "../../reports/terminal/own-findings.js";
import { counted, linesText, printable, scaled, scaleLegend } from "../../reports/text/words.js";
import type { Engine } from "../engine.js";
import { EXIT, UsageError, worst, type ExitCode } from "../process/exit.js";
import { counterexampleFiles } from "../output/found.js";
import { lookOf, type Io } from "../process/io.js";
import { checkInterface } from "../input/design-code.js";
import { outputs, type Output } from "../output/files.js";
import { checkDesign, checkLike, checkName } from "../input/options.js";
import { asLongRun } from "../output/long-run.js";

/** The options of `exhaust` as commander gives them. */
export interface ExhaustFlags {
  readonly functions: number;
  readonly pasids: number;
  readonly domains: number;
  readonly handles: number;
  readonly design?: readonly string[];
  readonly like?: string;
  readonly invariant?: readonly string[];
  readonly workers: number;
  readonly defaultMachine?: boolean;
  readonly symmetry: boolean;
  readonly force: boolean;
  /** Tell what designs of one's own inherit, too. */
  readonly all: boolean;
  readonly contracts?: boolean;
  readonly save: string;
  readonly json?: string;
}

/** Within a bound an invariant may well hold that is broken beyond it. */
const SCOPE = "given-topologies";

export async function exhaust(flags: ExhaustFlags, io: Io, engine: Engine): Promise<ExitCode> {
  for (const name of flags.design ?? []) checkDesign(name, engine, io);
  checkLike(flags.like, flags.design, engine);
  const invariants = engine.invariants.map(({ name }) => name);
  for (const name of flags.invariant ?? []) checkName("invariant", name, invariants);
  const { functions, pasids, domains, handles } = flags;
  const sizes = { functions, pasids, domains, handles };
  const { limits } = engine.exhaustive;
  const cost = engine.exhaustive.estimate(sizes, flags.defaultMachine === true ? "default" : "any");
  const fits = cost.topologies <= limits.topologies && cost.states <= limits.states;
  if (!fits && !flags.force) throw new UsageError(tooLarge(cost, limits));
  if (flags.contracts === true) return contracts(flags, sizes, io, engine);
  const chosen = { designs: flags.design ?? [], invariants: flags.invariant ?? [] };
  const outcome = await asLongRun(io, (signal, show) => {
    io.out.write(heading(flags, sizes, engine, cost));
    return engine.exhaustive.run(optionsOf(flags, sizes, engine, chosen, signal, show));
  });
  checkInterface(outcome.crashes.map((line) => crashOf(line)));
  io.out.write(said(outcome, flags, engine, lookOf(io)));
  const written = await outputs(filesOf(flags, outcome, engine), io);
  return worst([exitOf(outcome), written]);
}

/** What was thrown is told after the name of the design, which may have colons too. */
function crashOf(line: string): { readonly design: string; readonly message: string } {
  const at = line.lastIndexOf(": NotADesign: ");
  return { design: line.slice(0, Math.max(0, at)), message: line.slice(at + 2) };
}

type Chosen = Pick<ExhaustOptions, "designs" | "invariants">;

function optionsOf(
  flags: ExhaustFlags,
  sizes: Sizes,
  { exhaustive }: Engine,
  chosen: Chosen,
  signal: AbortSignal,
  onProgress: (text: string) => void,
): ExhaustOptions {
  return {
    sizes,
    ...chosen,
    ...(flags.defaultMachine === true ? { defaultMachines: true } : {}),
    ...(flags.like === undefined ? {} : { like: flags.like }),
    symmetry: flags.symmetry,
    states_max: exhaustive.limits.states,
    workers: flags.workers,
    saveTo: flags.save,
    onProgress,
    signal,
  };
}

/** The weakest safe contracts. No files are written; a design that is not safe is no surprise. */
async function contracts(
  flags: ExhaustFlags,
  sizes: Sizes,
  io: Io,
  engine: Engine,
): Promise<ExitCode> {
  const invariants = engine.exhaustive.safety;
  const outcome = await asLongRun(io, (signal, show) => {
    io.out.write(
      `pasidcheck ${VERSION}: the weakest contracts that keep every safety invariant\n\n`,
    );
    return engine.exhaustive.contracts((designs) =>
      engine.exhaustive.run(optionsOf(flags, sizes, engine, { designs, invariants }, signal, show)),
    );
  });
  const look = lookOf(io);
  const { bound } = outcome.designs.report;
  io.out.write(`${contractsSection(outcome, look)}\n${boundSection(bound, look)}`);
  if (outcome.complete) return EXIT.asExpected;
  io.out.write("\nThe search was ended before it was done: what is said here is not certain.\n");
  return EXIT.inconclusive;
}

function tooLarge(cost: Estimate, limits: Estimate): string {
  const [topologies, topologiesMax] = [scaled(cost.topologies), scaled(limits.topologies)];
  const [states, statesMax] = [scaled(cost.states), scaled(limits.states)];
  const scales = scaleLegend([topologies, topologiesMax, states, statesMax]);
  return (
    `this bound has about ${topologies} topologies (the limit is ${topologiesMax}) and up to ` +
    `${[`${states} states a machine (${statesMax}`, ...scales].join("; ")}); ` +
    `make it smaller, or say --force`
  );
}

function heading(flags: ExhaustFlags, sizes: Sizes, engine: Engine, cost: Estimate): string {
  const invariants = counted(flags.invariant?.length ?? engine.invariants.length, "invariant");
  const designs = counted(flags.design?.length ?? engine.designs.length, "design");
  const machines = flags.defaultMachine === true ? "default machines" : "topologies";
  const upTo = `all ${machines} of up to ${counted(sizes.functions, "function")}`;
  const many = `about ${counted(cost.topologies, "topology").replace("topologys", "topologies")}`;
  const workers = counted(flags.workers, "worker");
  return `pasidcheck ${VERSION}: ${invariants} on ${designs}, ${upTo} (${many}), ${workers}\n\n`;
}

function said(outcome: ExhaustOutcome, flags: ExhaustFlags, engine: Engine, look: Look): string {
  const { counterexamples, crashes } = outcome;
  const report = asReport(outcome.report);
  const sentences = new Map(
    engine.invariants.map((invariant) => [invariant.name, invariant.sentence]),
  );
  const own = linesText([
    ...ownFindingLines(report, counterexamples, look),
    ...inheritedLines(report, look, flags.all),
  ]);
  const sections = [
    own,
    matrix(report, SCOPE, look),
    smallest(
      flags.all ? report : withoutInherited(report),
      counterexamples,
      (invariant) => sentences.get(invariant) ?? "",
      look,
    ),
    crashes.map((line) => `crashed: ${printable(line)}\n`).join(""),
    boundSection(outcome.report.bound, look),
    amountLine(outcome.report),
    `${closingSentence(asResult(outcome), SCOPE)}\n`,
  ];
  return sections.filter((section) => section !== "").join("\n");
}

function asResult(outcome: ExhaustOutcome): CheckResult {
  const { counterexamples, interrupted } = outcome;
  return { report: asReport(outcome.report), counterexamples, crashes: [], interrupted };
}

function exitOf(outcome: ExhaustOutcome): ExitCode {
  const code = checkExit(asResult(outcome), SCOPE);
  const unfinished = outcome.crashes.length > 0 || !outcome.report.complete;
  return code === EXIT.asExpected && unfinished ? EXIT.inconclusive : code;
}

function filesOf(flags: ExhaustFlags, outcome: ExhaustOutcome, engine: Engine): readonly Output[] {
  const files: Output[] = [];
  if (flags.json !== undefined)
    files.push({ path: flags.json, text: exhaustJson(outcome.report), replace: true });
  const broken = outcome.report.verdicts.flatMap(breaksOf);
  const named = broken.map(({ counterexample }) => counterexample);
  files.push(...counterexampleFiles(named, outcome.counterexamples, engine));
  return files;
}
