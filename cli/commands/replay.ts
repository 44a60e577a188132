/**
 * The command `replay`: one line a counterexample file (reproduces, fixed, crashes, stale); what
 * each design breaks, and whether that was expected, for a scenario text.
 */
import { match } from "ts-pattern";
import type { Scenario } from "../../model/vocabulary/scenario/scenario.js";
import type { Counterexample } from "../../properties/results/counterexample/counterexample.js";
import type { Look } from "../../reports/text/paint.js";
import { brokenLines, keptLine, replayedLine, troubleLine } from "../../reports/story/replayed.js";
import { printable } from "../../reports/text/words.js";
import type { Engine } from "../engine.js";
import { EXIT, UsageError, worst, type ExitCode } from "../process/exit.js";
import { lookOf, type Io } from "../process/io.js";
import { checkInterface, designToRun } from "../input/design-code.js";
import { crashText, onlyNamed, readRecorded, standing } from "../input/recorded.js";
import { checkDesign, checkInvariants, checkLike } from "../input/options.js";

export interface ReplayFlags {
  /** Run this design instead of the recorded one. */
  readonly design?: string;
  /** Ask these invariants only. */
  readonly invariant?: readonly string[];
  /** The design of the catalog whose expectations are taken. */
  readonly like?: string;
}

interface Told {
  readonly text: string;
  readonly code: ExitCode;
}

/** What is the same for all files. */
interface Asking {
  readonly flags: ReplayFlags;
  readonly engine: Engine;
  readonly look: Look;
}

/**
 * A file that cannot be read costs its line on stderr and exit 2; the others are replayed all the
 * same.
 */
export async function replay(
  files: readonly string[],
  flags: ReplayFlags,
  io: Io,
  engine: Engine,
): Promise<ExitCode> {
  if (flags.design !== undefined) checkDesign(flags.design, engine, io);
  checkInvariants(flags.invariant, engine);
  checkLike(flags.like, flags.design, engine);
  const asking = { flags, engine, look: lookOf(io) };
  const codes: ExitCode[] = [];
  for (const file of files) {
    try {
      const recorded = await readRecorded(file, io);
      const told = match(recorded)
        .with({ kind: "counterexample" }, ({ counterexample }) =>
          recordedTold(counterexample, file, asking),
        )
        .with({ kind: "scenario" }, ({ scenario }) =>
          scenarioTold(scenario, file, designsOf(asking), flags.invariant, asking),
        )
        .exhaustive();
      io.out.write(told.text);
      codes.push(told.code);
    } catch (error) {
      if (!(error instanceof UsageError)) throw error;
      io.err.write(`pasidcheck: ${error.message}\n`);
      codes.push(EXIT.usage);
    }
  }
  return worst(codes);
}

/** Of other invariants than its own a counterexample claims nothing: it is a scenario to them. */
function recordedTold(cx: Counterexample, file: string, asking: Asking): Told {
  const names = asking.flags.invariant;
  const design = designToRun(cx, asking.flags.design, file);
  const own = names === undefined || names.includes(cx.invariant);
  const others = names?.filter((name) => name !== cx.invariant) ?? [];
  const told = own ? [counterexampleTold(cx, file, design, asking)] : [];
  if (others.length > 0) told.push(scenarioTold(cx.scenario, file, [design], others, asking));
  return { text: told.map(({ text }) => text).join(""), code: worst(told.map(({ code }) => code)) };
}

function counterexampleTold(
  cx: Counterexample,
  file: string,
  design: string,
  { flags, engine, look }: Asking,
): Told {
  const { answer, why, broken, crash } = engine.replay(cx, design, flags.like);
  if (crash !== null) checkInterface([{ design, message: crash.message }]);
  const shown = { answer, invariant: cx.invariant, design, file: printable(file) };
  const line = (said: readonly string[]): string =>
    replayedLine({ ...shown, why: said.filter((text) => text !== "").join("; ") }, look);
  if (answer === "stale") return { text: line([why]), code: EXIT.inconclusive };
  if (answer === "fixed") return { text: line([]), code: EXIT.asExpected };
  if (answer === "crashes" || broken === null)
    return { text: line([crash === null ? why : crashText(crash)]), code: EXIT.inconclusive };
  const expected = engine.reasonOf(design, broken, flags.like) !== null;
  const then = crash === null ? "" : `then crashes in ${crashText(crash)}`;
  const text = line([why, expected ? "" : "not expected of this design", then]);
  if (!expected) return { text, code: EXIT.surprise };
  return { text, code: crash === null ? EXIT.asExpected : EXIT.inconclusive };
}

function designsOf({ flags, engine }: Asking): readonly string[] {
  return flags.design === undefined ? engine.designs.map(({ name }) => name) : [flags.design];
}

function scenarioTold(
  scenario: Scenario,
  file: string,
  designs: readonly string[],
  names: readonly string[] | undefined,
  asking: Asking,
): Told {
  const told = designs.map((design) => designTold(scenario, file, design, names, asking));
  return { text: told.map(({ text }) => text).join(""), code: worst(told.map(({ code }) => code)) };
}

/** What it broke before it crashed is told too. */
function designTold(
  scenario: Scenario,
  file: string,
  design: string,
  names: readonly string[] | undefined,
  { flags, engine, look }: Asking,
): Told {
  const { found, trouble } = standing(engine, scenario, design, flags.like);
  const asked = onlyNamed(found, names);
  const shown = printable(file);
  const lines: string[] = [];
  const codes: ExitCode[] = [];
  const trace = asked.length === 0 ? null : engine.traceOf(design, scenario);
  if (trace !== null) {
    const replayed = { trace, decided: engine.decisionsOf(trace), file: shown };
    for (const broken of asked) {
      lines.push(brokenLines(replayed, broken, look));
      codes.push(broken.reason === null ? EXIT.surprise : EXIT.asExpected);
    }
  }
  if (trouble !== null) {
    lines.push(troubleLine(trouble.kind, design, shown, trouble.why, look));
    codes.push(EXIT.inconclusive);
  } else if (asked.length === 0)
    lines.push(keptLine(engine.invariants.length, names, design, shown, look));
  return { text: lines.join(""), code: worst(codes) };
}
