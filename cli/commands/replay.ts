/**
 * The command `replay`: one line a counterexample file (reproduces, fixed, stale); one line a
 * broken invariant for a scenario text.
 */
import { match } from "ts-pattern";
import type { Scenario } from "../../model/vocabulary/scenario/scenario.js";
import type { Counterexample } from "../../properties/results/counterexample/counterexample.js";
import type { Finding } from "../../properties/invariants/invariant.js";
import { findingSentence } from "../../reports/text/finding.js";
import type { Look } from "../../reports/text/paint.js";
import { brokenLine, keptLine, replayedLine, troubleLine } from "../../reports/story/replayed.js";
import { printable } from "../../reports/text/words.js";
import type { Engine } from "../engine.js";
import { EXIT, UsageError, worst, type ExitCode } from "../process/exit.js";
import { lookOf, type Io } from "../process/io.js";
import { checkInterface, designToRun } from "../input/design-code.js";
import { readRecorded, standing } from "../input/recorded.js";
import { checkDesign } from "../input/options.js";

export interface ReplayFlags {
  /** Run this design instead of the recorded one. */
  readonly design?: string;
}

interface Told {
  readonly text: string;
  readonly code: ExitCode;
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
  const look = lookOf(io);
  const codes: ExitCode[] = [];
  for (const file of files) {
    try {
      const recorded = await readRecorded(file);
      const told = match(recorded)
        .with({ kind: "counterexample" }, ({ counterexample }) =>
          counterexampleTold(counterexample, file, flags, engine, look),
        )
        .with({ kind: "scenario" }, ({ scenario }) =>
          scenarioTold(scenario, file, flags, engine, look),
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

function counterexampleTold(
  cx: Counterexample,
  file: string,
  flags: ReplayFlags,
  engine: Engine,
  look: Look,
): Told {
  const design = designToRun(cx, flags.design, file);
  const { answer, why, finding } = engine.replay(cx, design);
  const shown = { answer, invariant: cx.invariant, design, file: printable(file) };
  const line = (said: string): string => replayedLine({ ...shown, why: said }, look);
  if (answer === "stale") return { text: line(why), code: EXIT.inconclusive };
  if (answer === "fixed") return { text: line(""), code: EXIT.asExpected };
  if (finding === null) checkInterface([{ design, message: why.replace(/^crashed: /, "") }]);
  if (finding === null) return { text: line(why), code: EXIT.inconclusive };
  const code = codeOf(engine, design, cx.invariant, finding);
  return { text: line(code === EXIT.surprise ? "not expected of this design" : ""), code };
}

function scenarioTold(
  scenario: Scenario,
  file: string,
  flags: ReplayFlags,
  engine: Engine,
  look: Look,
): Told {
  const designs =
    flags.design === undefined ? engine.designs.map(({ name }) => name) : [flags.design];
  const lines: string[] = [];
  const codes: ExitCode[] = [];
  for (const design of designs) {
    const { found, trouble } = standing(engine, scenario, design);
    const shown = printable(file);
    if (trouble !== null) {
      lines.push(troubleLine(trouble.kind, design, shown, trouble.why, look));
      codes.push(EXIT.inconclusive);
    } else if (found.length === 0)
      lines.push(keptLine(engine.invariants.length, design, shown, look));
    for (const { invariant, finding } of found) {
      const sentence = findingSentence(finding, scenario.topology);
      lines.push(brokenLine(invariant.name, design, shown, sentence, look));
      codes.push(codeOf(engine, design, invariant.name, finding));
    }
  }
  return { text: lines.join(""), code: worst(codes) };
}

function codeOf(engine: Engine, design: string, invariant: string, finding: Finding): ExitCode {
  const expected = engine.expectedToBreak(design, invariant, finding.failureMode);
  return expected ? EXIT.asExpected : EXIT.surprise;
}
