/**
 * The page docs/laws.md: of each law its sentence and sources, which designs keep it, and the
 * smallest scenario that breaks it. Made from the laws, the reviewed expectations and the corpus,
 * so that the page cannot say what the program does not.
 */
import { printScenario } from "../../model/vocabulary/scenario/text/text.js";
import type { Scenario } from "../../model/vocabulary/scenario/scenario.js";
import type { Finding } from "../../properties/laws/law.js";
import type { Tag } from "../../properties/results/report.js";
import { findingSentence } from "../text/finding.js";
import { SEVERITIES, SEVERITY_MEANS } from "../text/severity.js";
import type { StoryLaw } from "../story/story.js";
import { counted, listed } from "../text/words.js";

/** What a design of the catalog is expected to do with a law. */
export interface Keeping {
  readonly design: string;
  readonly tag: Tag;
  readonly reason?: string;
}

/** One way of breaking a law. */
export interface LawCase {
  readonly scenario: Scenario;
  readonly step: number;
  readonly finding: Finding;
  /** Designs of the catalog that do; none: only one that was made to. */
  readonly designs: readonly string[];
  /** Relative to docs/; null: it is not recorded. */
  readonly file: string | null;
}

export interface LawEntry {
  readonly law: StoryLaw & { readonly kills?: string };
  readonly keeping: readonly Keeping[];
  /** The smallest first. */
  readonly cases: readonly LawCase[];
}

/** `titleOf` names an invariant in a few words; empty: it has no name. */
export function lawsPage(entries: readonly LawEntry[], titleOf: (id: string) => string): string {
  const parts = SEVERITIES.map((severity) => {
    const some = entries.filter(({ law }) => law.severity === severity);
    const rows = some.map(({ law }) => `| [\`${law.name}\`](#${law.name}) | ${law.sentence} |`);
    const table = ["| law | what it says |", "| --- | --- |", ...rows].join("\n");
    return `**${severity}**: ${SEVERITY_MEANS[severity]}.\n\n${table}\n`;
  });
  return [
    `# The laws

${counted(entries.length, "law")}. This page is made from the laws themselves, from the reviewed
expectations (\`properties/expectations/expectations.ts\`) and from the corpus; a test makes it anew and
compares.
Numbers such as I34, C4 or B12 are those of [\`semantics.md\`](semantics.md). What is shown is the
smallest counterexample; every command that takes a counterexample takes its text, too.
`,
    ...parts,
    ...SEVERITIES.flatMap((severity) =>
      entries
        .filter(({ law }) => law.severity === severity)
        .map((entry) => section(entry, titleOf)),
    ),
  ].join("\n");
}

function section({ law, keeping, cases }: LawEntry, titleOf: (id: string) => string): string {
  const sources = law.ids.map((id) => {
    const title = titleOf(id);
    return title === "" ? id : `${id} (${title})`;
  });
  const kills = law.kills === undefined ? "" : ` It must kill the historic bug ${law.kills}.`;
  const [smallest, ...others] = cases;
  return [
    `## ${law.name}\n`,
    `${law.sentence}\n`,
    `Severity: ${law.severity}. Sources: ${sources.join(", ")}.${kills}\n`,
    `${keptBy(keeping)}\n`,
    ...(smallest === undefined ? ["No counterexample is recorded.\n"] : [example(smallest)]),
    ...(others.length === 0 ? [] : [`Other ways:\n\n${others.map(otherLine).join("\n")}\n`]),
  ].join("\n");
}

function keptBy(keeping: readonly Keeping[]): string {
  const of = (tag: Tag): readonly string[] =>
    keeping.flatMap((k) => (k.tag === tag ? [`\`${k.design}\``] : []));
  const all = (designs: readonly string[]): string =>
    designs.length === keeping.length ? "every design" : listed(designs);
  const idle = keeping.filter(({ tag }) => tag === "unknown");
  const reasons = [...new Set(idle.map(({ reason = "" }) => reason))].join("; ");
  return [
    ...(of("holds").length === 0 ? [] : [`Kept by ${all(of("holds"))}.`]),
    ...(of("fails").length === 0 ? [] : [`Broken by ${all(of("fails"))}.`]),
    ...(idle.length === 0 ? [] : [`Nothing to say to ${all(of("unknown"))}: ${reasons}.`]),
  ].join(" ");
}

function example({ scenario, step, finding, designs, file }: LawCase): string {
  const when = step < 0 ? "At boot" : `After operation ${step + 1}`;
  const said = `${when}: ${findingSentence(finding, scenario.topology)}`;
  const whom =
    designs.length === 0
      ? "A design that was made to break it does so"
      : `The smallest counterexample${recorded(file)}, in ${coded(designs)}`;
  return `${whom}:\n\n\`\`\`\n${printScenario(scenario).trimEnd()}\n\`\`\`\n\n${said}\n`;
}

function otherLine({ finding, designs, scenario, file }: LawCase): string {
  const how = finding.mechanism.replaceAll("-", " ");
  const functions = counted(scenario.topology.functions.length, "function");
  const size = `${functions}, ${counted(scenario.operations.length, "operation")}`;
  return `* ${how}${recorded(file)}: ${size}, in ${coded(designs)}`;
}

function recorded(file: string | null): string {
  return file === null ? "" : ` ([recorded](${file}))`;
}

function coded(designs: readonly string[]): string {
  return designs.length === 0 ? "no design of today" : listed(designs.map((d) => `\`${d}\``));
}
