/**
 * The findings about a design as they are told first: what it breaks that nobody expected, with the
 * scenario, and in one line each what follows from the same difference, and what it inherits from
 * the policies that it claims.
 */
import { printScenario } from "../../model/vocabulary/scenario/text/text.js";
import { basisOf } from "../../properties/expectations/basis.js";
import type { Counterexample } from "../../properties/results/counterexample/counterexample.js";
import {
  ownFindings,
  type OwnBreak,
  type OwnFinding,
} from "../../properties/expectations/own-findings.js";
import type { Report, VerdictBreak } from "../../properties/results/report.js";
import type { Divergence } from "../../properties/run/divergence.js";
import { whoKeepsIt } from "../text/expected-of.js";
import { findingSentence } from "../text/finding.js";
import type { Look } from "../text/paint.js";
import { counted, indented, listed, printable, shellWord, wrapped } from "../text/words.js";

/** A longer scenario is in its file. */
const SCENARIO_LINES_MAX = 12;
/** Findings that are told with their scenario; of more there is a line each. */
const SHOWN_MAX = 2;
/** Names of invariants and policies in a line. */
const NAMED_MAX = 6;

type Counterexamples = ReadonlyMap<string, Counterexample>;

/** Lines; none if there is nothing of its own. `max`: findings told. */
export function ownFindingLines(
  report: Report,
  counterexamples: Counterexamples,
  look: Look,
  max = Infinity,
): readonly string[] {
  const all = ownFindings(report);
  const shown = all.slice(0, max);
  const more = all.length - shown.length;
  return [
    ...shown.flatMap((one, i) => findingLines(one, report, counterexamples, i < SHOWN_MAX, look)),
    ...(more > 0 ? [`and ${counted(more, "finding")} more`] : []),
  ];
}

function findingLines(
  { design, head, rest }: OwnFinding,
  report: Report,
  counterexamples: Counterexamples,
  withScenario: boolean,
  look: Look,
): readonly string[] {
  const { id, file } = head.found.counterexample;
  const cx = counterexamples.get(id);
  const seen =
    cx === undefined
      ? `${printable(head.found.failureMode).replaceAll("-", " ")}.`
      : findingSentence(cx.finding, cx.scenario.topology);
  const what = `${brokeText(head, design, report.like)}: ${seen}`;
  const names = [design, file].map((name) => shellWord(printable(name))).join(" ");
  const explain = `npx pasidcheck explain --design ${names}`;
  const texts = [whyText(head, design, report.like), followText(rest)].filter(
    (text) => text !== "",
  );
  return [
    ...wrapped(look.paint.loud("! ") + what, look.width),
    ...(withScenario && cx !== undefined ? scenarioLines(cx) : []),
    ...texts.flatMap((text) => wrapped(text, look.width - 2)).map((line) => `  ${line}`),
    look.paint.faint(`  ${explain}`),
  ];
}

function scenarioLines(cx: Counterexample): readonly string[] {
  const [, ...lines] = printScenario(cx.scenario).trimEnd().split("\n");
  if (cx.scenario.operations.length === 0) lines.pop();
  if (lines.length > SCENARIO_LINES_MAX) return [];
  return indented(`${lines.join("\n")}\n`, 6)
    .trimEnd()
    .split("\n");
}

function brokeText(
  { invariant, severity, expected }: OwnBreak,
  design: string,
  like: string | undefined,
): string {
  const name = printable(design);
  const what = `${printable(invariant)} (${severity})`;
  if (basisOf(design, like).kind !== "table") return `${name} breaks ${what}`;
  return expected === "fails"
    ? `${name} was expected to break ${what}, but not in this way`
    : `${name} was expected to keep ${what}, and broke it`;
}

/** Why no expectation explains it, and what it follows from. */
function whyText({ found }: OwnBreak, design: string, like: string | undefined): string {
  const { cause, divergence } = found;
  if (cause === "contract") return "The reference breaks it too, and the table does not list it.";
  const kept = whoKeepsIt(design, like);
  const where =
    divergence === undefined ? "." : `; the two first differ at ${differenceText(divergence)}.`;
  return kept === null ? "" : `${upper(kept)}${where}`;
}

function upper(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

function differenceText({ operation, kind, seen, wanted }: Divergence): string {
  const at = operation === "boot" ? "boot" : operation;
  return kind === "answer"
    ? `${at}: answered ${printable(seen)}, should answer ${printable(wanted)}`
    : `${at}: other ${kind.replaceAll("-", " ")}`;
}

function followText(rest: readonly OwnBreak[]): string {
  if (rest.length === 0) return "";
  const names = [...new Set(rest.map(({ invariant }) => invariant))];
  const breaks = rest.length === 1 ? "1 more break follows" : `${rest.length} more breaks follow`;
  return `${breaks} from the same difference: ${someOf(names)}.`;
}

function someOf(names: readonly string[]): string {
  const more = names.length - NAMED_MAX;
  const shown = names.slice(0, NAMED_MAX).map((name) => printable(name));
  return listed(more > 0 ? [...shown, `${more} more`] : shown);
}

/** One line a design of one's own: what it inherits, by policy, the most frequent first. */
export function inheritedLines(report: Report, look: Look, shown: boolean): readonly string[] {
  return report.designs.flatMap((design) => {
    if (basisOf(design, report.like).kind !== "policies") return [];
    const breaks = report.verdicts
      .filter((v) => v.design === design)
      .flatMap((v) => (v.breaks ?? []).filter((b) => isInherited(b)));
    if (breaks.length === 0) return [];
    const of = breaks.length === 1 ? "1 break is" : `${breaks.length} breaks are`;
    const where = shown ? "" : "; --all shows them";
    const text = `${printable(design)}: ${of} inherited from its policies: ${byPolicy(breaks)}`;
    return wrapped(text + where, look.width);
  });
}

function isInherited({ cause, reason }: VerdictBreak): boolean {
  return cause === "contract" && reason !== undefined;
}

function byPolicy(breaks: readonly VerdictBreak[]): string {
  const counts = new Map<string, number>();
  for (const { policies = [] } of breaks) {
    const name = policies[0] ?? "several together";
    counts.set(name, (counts.get(name) ?? 0) + 1);
  }
  const names = [...counts].toSorted(([, a], [, b]) => b - a).map(([name, n]) => `${name} (${n})`);
  return someOf(names);
}

/** The report without what designs of one's own inherit, for the sections that tell breaks. */
export function withoutInherited(report: Report): Report {
  const verdicts = report.verdicts.map((v) => {
    if (basisOf(v.design, report.like).kind !== "policies" || v.breaks === undefined) return v;
    return { ...v, breaks: v.breaks.filter((b) => !isInherited(b)) };
  });
  return { ...report, verdicts };
}
