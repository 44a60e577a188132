/** The command `explain`: the story of one counterexample, or of a scenario run by one design. */
import { KERNEL_OF_TODAY } from "../../impl/designs/catalog.js";
import { match } from "ts-pattern";
import type { Scenario } from "../../model/vocabulary/scenario/scenario.js";
import type { Counterexample } from "../../properties/results/counterexample/counterexample.js";
import { pictureFile } from "../../reports/drawing/svg.js";
import { designsOnLine } from "../../reports/story/designs-on.js";
import type { Break } from "../../reports/story/break.js";
import { answerNote, story, type Story } from "../../reports/story/story.js";
import { asSentence, counted, listed, printable } from "../../reports/text/words.js";
import type { Engine } from "../engine.js";
import { EXIT, UsageError, worst, type ExitCode } from "../process/exit.js";
import { lookOf, type Io } from "../process/io.js";
import { checkInterface, designToRun } from "../input/design-code.js";
import { outputs } from "../output/files.js";
import { breakOf, claim, crashText, onlyNamed, readRecorded, standing } from "../input/recorded.js";
import { checkDesign, checkInvariants } from "../input/options.js";

export interface ExplainFlags {
  /** Run this design instead of the recorded one. */
  readonly design?: string;
  /** Tell of these invariants; absent: of the recorded one, or of the most severe finding. */
  readonly invariant?: readonly string[];
  /** Tell of every finding. */
  readonly all?: boolean;
  readonly ascii: boolean;
  /** Write the drawing there as well. */
  readonly svg?: string;
}

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
  checkInvariants(flags.invariant, engine);
  const told = match(await readRecorded(file, io))
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

/** About its own invariant, unless others are asked for. */
function ofCounterexample(
  cx: Counterexample,
  file: string,
  flags: ExplainFlags,
  engine: Engine,
): Told {
  const design = designToRun(cx, flags.design, file);
  if (flags.all === true || flags.invariant !== undefined)
    return ofRun(cx.scenario, design, file, flags, engine);
  const trace = traced(engine, design, cx.scenario, file);
  const { answer, why, broken, crash } = engine.replay(cx, design);
  if (crash !== null) checkInterface([{ design, message: crash.message }]);
  const own = broken === null ? null : breakOf(engine, design, broken);
  const found = own === null ? [] : [own];
  const all = answer === "stale" ? [] : standing(engine, cx.scenario, design).found;
  const others = all.filter((b) => own === null || !sameBreak(b, own));
  const facts = own === null ? [] : [engine.factsOf(claim(cx.scenario, design, own))];
  const note = crash === null ? answerNote(answer, why) : crashNote(crash);
  const code = crash !== null || answer === "stale" ? EXIT.inconclusive : EXIT.asExpected;
  const decided = engine.decisionsOf(trace);
  const beside = engine.referenceTraceOf(design, cx.scenario);
  const on = engine.designsOn(cx);
  const designs = on === null ? "" : `\n${designsOnLine(on)}`;
  return { story: { file, trace, found, others, note, facts, decided, beside }, designs, code };
}

function sameBreak(a: Break, b: Break): boolean {
  return a.invariant.name === b.invariant.name && a.finding.failureMode === b.finding.failureMode;
}

function crashNote(crash: { readonly step: number; readonly message: string }): string {
  return asSentence(`crashes: ${firstLine(crashText(crash))}`);
}

/** About the most severe finding, unless others are asked for. */
function ofScenario(scenario: Scenario, file: string, flags: ExplainFlags, engine: Engine): Told {
  const names = engine.designs.map(({ name }) => name);
  const fallback = names.includes(KERNEL_OF_TODAY)
    ? KERNEL_OF_TODAY
    : (names[0] ?? KERNEL_OF_TODAY);
  return ofRun(scenario, flags.design ?? fallback, file, flags, engine);
}

function ofRun(
  scenario: Scenario,
  design: string,
  file: string,
  flags: ExplainFlags,
  engine: Engine,
): Told {
  const trace = traced(engine, design, scenario, file);
  const { found: all, trouble } = standing(engine, scenario, design);
  const asked = onlyNamed(all, flags.invariant);
  const found = flags.all === true || flags.invariant !== undefined ? asked : asked.slice(0, 1);
  const others = all.filter((b) => !found.includes(b));
  const notes = [
    ...(found.length === 0 && trouble === null ? [keptNote(flags.invariant, engine)] : []),
    ...(trouble === null ? [] : [asSentence(`${trouble.kind}: ${firstLine(trouble.why)}`)]),
  ];
  const note = notes.length === 0 ? null : notes.join(" ");
  const facts = found.map((b) => engine.factsOf(claim(scenario, design, b)));
  const decided = engine.decisionsOf(trace);
  const beside = engine.referenceTraceOf(design, scenario);
  const code = trouble === null ? EXIT.asExpected : EXIT.inconclusive;
  return { story: { file, trace, found, others, note, facts, decided, beside }, designs: "", code };
}

function keptNote(names: readonly string[] | undefined, engine: Engine): string {
  if (names === undefined) return `No invariant of ${engine.invariants.length} is broken here.`;
  return `${listed(names)} ${names.length === 1 ? "is" : "are"} not broken here.`;
}

/** Last words of many lines stand among the steps. */
function firstLine(text: string): string {
  return printable(text.split("\n")[0] ?? "");
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
