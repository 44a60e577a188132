/** The command `explain`: the story of one counterexample, or of a scenario run by one design. */
import { match } from "ts-pattern";
import type { Scenario } from "../../model/vocabulary/scenario/scenario.js";
import type { Counterexample } from "../../properties/results/counterexample/counterexample.js";
import { pictureFile } from "../../reports/drawing/svg.js";
import { designsOnLine } from "../../reports/story/designs-on.js";
import { answerNote, story, type Break, type Story } from "../../reports/story/story.js";
import { asSentence, counted, printable } from "../../reports/text/words.js";
import type { Engine } from "../engine.js";
import { EXIT, UsageError, worst, type ExitCode } from "../process/exit.js";
import { lookOf, type Io } from "../process/io.js";
import { checkInterface, designToRun } from "../input/design-code.js";
import { outputs } from "../output/files.js";
import { claim, readRecorded, standing } from "../input/recorded.js";
import { checkDesign } from "../input/options.js";

export interface ExplainFlags {
  /** Run this design instead of the recorded one. */
  readonly design?: string;
  readonly ascii: boolean;
  /** Write the drawing there as well. */
  readonly svg?: string;
}

/** Which design tells the story of a scenario that names none: the kernel of today. */
const DESIGN_DEFAULT = "linux-7.3";

interface Told {
  readonly story: Story;
  /** Where the designs of the catalog stand on a recorded counterexample; a line, or nothing. */
  readonly designs: string;
  readonly code: ExitCode;
}

export async function explain(
  file: string,
  flags: ExplainFlags,
  io: Io,
  engine: Engine,
): Promise<ExitCode> {
  if (flags.design !== undefined) checkDesign(flags.design, engine, io);
  const told = match(await readRecorded(file))
    .with({ kind: "counterexample" }, ({ counterexample }) =>
      ofCounterexample(counterexample, file, flags, engine),
    )
    .with({ kind: "scenario" }, ({ scenario }) => ofScenario(scenario, file, flags, engine))
    .exhaustive();
  io.out.write(story(told.story, lookOf(io, flags.ascii)) + told.designs);
  if (flags.svg === undefined) return told.code;
  const text = storyPicture(told.story);
  return worst([told.code, await outputs([{ path: flags.svg, text, replace: true }], io)]);
}

function storyPicture({ trace }: Story): string {
  const group = (dev: number): number | null => trace.booted.group(dev) || null;
  const label = `Topology and groups, as ${printable(trace.design)} forms them`;
  return pictureFile(trace.scenario.topology, { groupOf: group, label });
}

function ofCounterexample(
  cx: Counterexample,
  file: string,
  flags: ExplainFlags,
  engine: Engine,
): Told {
  const design = designToRun(cx, flags.design, file);
  const trace = traced(engine, design, cx.scenario, file);
  const { answer, why, finding, step } = engine.replay(cx, design);
  const invariant = engine.invariants.find(({ name }) => name === cx.invariant);
  const found: readonly Break[] =
    invariant === undefined || answer !== "reproduces" || finding === null
      ? []
      : [{ invariant, finding, step: step ?? cx.step }];
  const facts = found.length === 0 ? [] : engine.factsOf({ ...cx, design });
  const crashed = answer === "reproduces" && finding === null;
  if (crashed) checkInterface([{ design, message: why.replace(/^crashed: /, "") }]);
  const note = crashed ? asSentence(printable(why)) : answerNote(answer, why);
  const code = crashed || answer === "stale" ? EXIT.inconclusive : EXIT.asExpected;
  const beside = engine.referenceTraceOf(design, cx.scenario);
  const on = engine.designsOn(cx);
  const designs = on === null ? "" : `\n${designsOnLine(on)}`;
  return { story: { file, trace, found, note, facts, beside }, designs, code };
}

/** The facts that matter are those of the first invariant that it breaks. */
function ofScenario(scenario: Scenario, file: string, flags: ExplainFlags, engine: Engine): Told {
  const names = engine.designs.map(({ name }) => name);
  const fallback = names.includes(DESIGN_DEFAULT) ? DESIGN_DEFAULT : (names[0] ?? DESIGN_DEFAULT);
  const design = flags.design ?? fallback;
  const trace = traced(engine, design, scenario, file);
  const { found, trouble } = standing(engine, scenario, design);
  const [first] = found;
  const kept =
    first === undefined ? `No invariant of ${engine.invariants.length} is broken here.` : null;
  const note = trouble === null ? kept : asSentence(`${trouble.kind}: ${printable(trouble.why)}`);
  const facts = first === undefined ? [] : engine.factsOf(claim(scenario, design, first));
  const beside = engine.referenceTraceOf(design, scenario);
  const code = trouble === null ? EXIT.asExpected : EXIT.inconclusive;
  return { story: { file, trace, found, note, facts, beside }, designs: "", code };
}

function traced(
  engine: Engine,
  design: string,
  scenario: Scenario,
  file: string,
): NonNullable<ReturnType<Engine["traceOf"]>> {
  const trace = engine.traceOf(design, scenario);
  if (trace !== null) return trace;
  const there = counted(engine.designs.length, "design");
  throw new UsageError(
    `${printable(file)}: the design '${printable(design)}' is not one of the ${there} here; ` +
      "name another with --design",
  );
}
