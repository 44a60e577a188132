/**
 * The data of an HTML report, gathered: every counterexample is run again on every design that it
 * names. Designs that do the same share a story.
 */
import type { Trace } from "../../model/vocabulary/design/trace.js";
import type { Counterexample } from "../../properties/results/counterexample/counterexample.js";
import type { CheckResult, Verdict } from "../../properties/results/report.js";
import { VERSION } from "../../properties/results/version.js";
import type { HtmlData, Told } from "../../reports/html/data.js";
import { breaksOf } from "../../reports/text/ids.js";
import { answerNote, type Story } from "../../reports/story/story.js";
import type { Scope } from "../../reports/terminal/surprises.js";
import type { Engine } from "../engine.js";
import { breakOf } from "../input/recorded.js";

/** Which facts matter is not asked on larger machines: each of them would be run. */
const FACTS_FUNCTIONS_MAX = 40;

export function htmlData(
  result: CheckResult,
  scope: Scope,
  command: string,
  engine: Engine,
): HtmlData {
  const told = result.report.invariants.flatMap(({ name }) => {
    const verdicts = result.report.verdicts.filter((v) => v.invariant === name);
    return toldOf(verdicts, result.counterexamples, engine);
  });
  const { designs, invariants } = engine;
  return { version: VERSION, command, result, scope, designs, invariants, told };
}

/** Of one invariant. */
function toldOf(
  verdicts: readonly Verdict[],
  counterexamples: CheckResult["counterexamples"],
  engine: Engine,
): readonly Told[] {
  const runs: { cx: Counterexample; file: string; trace: Trace; designs: string[] }[] = [];
  for (const v of verdicts)
    for (const { counterexample } of breaksOf(v)) {
      const cx = counterexamples.get(counterexample.id);
      const trace = cx === undefined ? null : engine.traceOf(v.design, cx.scenario);
      if (cx === undefined || trace === null) continue;
      const same = runs.find((run) => run.cx.id === cx.id && sameRun(run.trace, trace));
      if (same === undefined)
        runs.push({ cx, file: counterexample.file, trace, designs: [v.design] });
      else same.designs.push(v.design);
    }
  return runs.map(({ cx, file, trace, designs }) => ({
    id: cx.id,
    invariant: cx.invariant,
    designs,
    story: storyOf(cx, file, trace, engine),
  }));
}

function storyOf(cx: Counterexample, file: string, trace: Trace, engine: Engine): Story {
  const { design } = trace;
  const { answer, why, broken } = engine.replay(cx, design);
  const told = broken === null ? null : breakOf(engine, design, broken);
  const found = told === null ? [] : [told];
  const beside = engine.referenceTraceOf(design, cx.scenario);
  const small = cx.scenario.topology.functions.length <= FACTS_FUNCTIONS_MAX;
  const asked = found.length > 0 && small && beside === null;
  const facts = asked ? [engine.factsOf({ ...cx, design })] : [];
  const note = answerNote(answer, why);
  return { file, trace, found, others: [], note, facts, decided: [], beside };
}

/** Whether two designs did the same, and looked the same after every step. */
function sameRun(a: Trace, b: Trace): boolean {
  if (a.crash !== null || b.crash !== null || a.steps.length !== b.steps.length) return false;
  return (
    a.booted.equals(b.booted) &&
    a.steps.every((step, i) => {
      const other = b.steps[i];
      return (
        other !== undefined &&
        step.outcome === other.outcome &&
        step.after.equals(other.after) &&
        step.calls.equals(other.calls)
      );
    })
  );
}
