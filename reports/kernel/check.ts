/**
 * The words about a kernel held against the reference: how far was looked, and in what they
 * disagree, each as a scenario with the command that shows it.
 */
import { printScenario } from "../../model/vocabulary/scenario/text/text.js";
import type { Counterexample } from "../../properties/results/counterexample/counterexample.js";
import type { Crash, KernelReport } from "../../properties/results/report.js";
import { findingSentence } from "../text/finding.js";
import type { Look } from "../text/paint.js";
import { counted, indented, printable, scaled, wrapped } from "../text/words.js";

/** What a kernel check ended with. */
export interface KernelChecked {
  readonly report: KernelReport;
  readonly counterexamples: ReadonlyMap<string, Counterexample>;
  /** What is to be said of counterexamples that were not shrunk to the end, by id. */
  readonly notes?: ReadonlyMap<string, string>;
  readonly crashes?: readonly Crash[];
  readonly interrupted: boolean;
  readonly flaky: boolean;
  readonly seconds: number;
}

/** 0 they agree, 1 they disagree or the kernel died, 3 nothing can be said. */
export function kernelExit(checked: KernelChecked): 0 | 1 | 3 {
  const { report, interrupted, flaky } = checked;
  if (report.disagreements.length + report.crashes.length > 0) return 1;
  return interrupted || flaky || report.scenarios === 0 ? 3 : 0;
}

export function kernelText(checked: KernelChecked, design: string, look: Look): string {
  return [
    ...checked.report.disagreements.map((d) => disagreementText(checked, d, design, look)),
    ...checked.report.crashes.map((crash) => crashText(checked, crash, design, look)),
    `${closing(checked, look)}\n`,
  ].join("\n");
}

function disagreementText(
  { counterexamples, notes }: KernelChecked,
  { id, invariant, failureMode, file }: KernelReport["disagreements"][number],
  design: string,
  look: Look,
): string {
  const cx = counterexamples.get(id);
  if (cx === undefined) return "";
  const sentence = findingSentence(cx.finding, cx.scenario.topology);
  const scenario = printScenario(cx.scenario).split("\n").slice(1).join("\n");
  return [
    `${look.paint.bad("differs")}  ${id.slice(0, 4)}  ${invariant}  (${failureMode})\n`,
    indented(scenario, 6),
    ...wrapped(sentence, look.width - 2).map((line) => `  ${line}\n`),
    noteText(notes?.get(id)),
    `  npx pasidcheck explain --design ${shown(design)} ${printable(file)}\n`,
  ].join("");
}

function noteText(note: string | undefined): string {
  return note === undefined ? "" : `  note: ${note}\n`;
}

/** The scenario, the operation that did not return, and the kernel's last words. */
function crashText(
  { crashes = [] }: KernelChecked,
  { message, file }: KernelReport["crashes"][number],
  design: string,
  look: Look,
): string {
  const [first = "", ...rest] = message.split("\n").map(printable);
  const crash = crashes.find((one) => one.file === file);
  const scenario = crash === undefined ? "" : printScenario(crash.scenario);
  const shownWords = rest.slice(0, MESSAGE_LINES_MAX);
  const more = rest.length - shownWords.length;
  return [
    `${look.paint.bad("the kernel died")}: ${first.replace(/^Error: /, "")}\n`,
    indented(scenario.split("\n").slice(1).join("\n"), 6),
    ...(crash?.step === undefined ? [] : [`  operation ${crash.step + 1} did not return\n`]),
    ...shownWords.map((line) => `    | ${line}\n`),
    ...(more > 0 ? [`    | ... ${counted(more, "line")} more: explain prints them\n`] : []),
    noteText(crash?.note),
    `  npx pasidcheck explain --design ${shown(design)} ${printable(file)}\n`,
  ].join("");
}

/** Lines of a dying kernel's last words that are shown. */
const MESSAGE_LINES_MAX = 12;

function shown(design: string): string {
  const text = printable(design);
  return /^[\w.:/@-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`;
}

function closing(checked: KernelChecked, look: Look): string {
  const { report, interrupted, flaky, seconds } = checked;
  const { release } = report.kernel;
  const looked =
    `${scaled(report.scenarios)} scenarios, ${scaled(report.operations)} operations, ` +
    `${Math.round(report.scenarios / Math.max(seconds, 0.001))} scenarios/s`;
  const passed = [
    ...(report.passed_over === 0 ? [] : [`; ${report.passed_over} passed over, not expressible`]),
    ...(report.deaths_foretold === 0
      ? []
      : [`; of ${report.deaths_foretold} it died as foretold (LEAD-5, docs/use/kernel.md)`]),
  ].join("");
  const far = looked + passed;
  const what = "groups, outcomes, hardware and software tables, driver calls, warnings";
  const differ = report.disagreements.length + report.crashes.length;
  const kernel = `Linux ${printable(release)}`;
  const both = `${kernel} and the reference`;
  if (differ > 0)
    return `${look.paint.bad("Disagree")}: ${both}, in ${counted(differ, "way")} (${far}).`;
  if (flaky) return `Inconclusive: ${kernel} did not do the same when asked twice (${far}).`;
  if (interrupted) return `Interrupted; no disagreement so far (${far}).`;
  if (report.scenarios === 0) return "Inconclusive: nothing was compared.";
  return `${look.paint.good("Agree")}: ${both}, in ${what} (${far}).`;
}
