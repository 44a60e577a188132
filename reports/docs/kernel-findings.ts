/**
 * The page docs/answers/findings.md: each finding about the real kernel as its maintainer would
 * want it, with the smallest topology, the steps, what was observed and what should have been.
 */
import { outcomeText } from "../../model/vocabulary/operation/outcome.js";
import { operationText, printScenario } from "../../model/vocabulary/scenario/text/text.js";
import type { Trace } from "../../model/vocabulary/design/trace.js";
import type { KernelFinding } from "../../properties/expectations/kernel-findings.js";
import type { Finding } from "../../properties/invariants/invariant.js";
import { stepLines } from "../story/changes.js";
import { findingSentence } from "../text/finding.js";
import { asSentence } from "../text/words.js";
import { paragraph } from "./prose.js";

/** A finding, and what the kernel did with its counterexample. */
export interface SeenFinding extends KernelFinding {
  /** The file of the corpus, as a path from the project's root. */
  readonly file: string;
  readonly sentence: string;
  readonly kernel: Trace;
  readonly broken: { readonly finding: Finding; readonly step: number };
}

function introduction(kernel: string): string {
  return `
What the real kernel was seen to do that a maintainer may want to know. Every run on this page
was observed: a User-Mode Linux process of ${kernel} with its unmodified PCI, IOMMU and iommufd
core, and a mock IOMMU driver that records what hardware would see
([\`kernel.md\`](../use/kernel.md)). The page is made from recorded runs
(\`properties/corpus/kernel/7.3.4/corpus.txt\`); a test makes it anew and compares. Nothing is
claimed of other releases, nor of IOMMU drivers other than the mock, but where it says so. Numbers
are those of [\`semantics.md\`](../reference/semantics.md) section 11.`;
}

const TO_SEE_ONE = `
To see one happen: \`npx pasidcheck kernel build\` once, then the command that stands with it;
\`explain\` in place of \`replay\` tells the story.`;

export function kernelFindings(kernel: string, findings: readonly SeenFinding[]): string {
  return [
    `# Findings about ${kernel}\n`,
    `${paragraph(introduction(kernel))}\n`,
    `${paragraph(TO_SEE_ONE)}\n`,
    `| | finding | invariant |\n| --- | --- | --- |\n${findings.map(row).join("\n")}\n`,
    ...findings.map(section),
  ].join("\n");
}

function row({ id, title, invariant }: SeenFinding): string {
  return `| ${id} | ${asSentence(title)} | \`${invariant}\` |`;
}

function section(f: SeenFinding): string {
  return [
    `## ${f.id}: ${f.title}`,
    "",
    paragraph(`**Where:** \`${f.where}\`. ${f.cause}`),
    "",
    paragraph(`**What follows:** ${f.consequence}`),
    "",
    ...steps(f),
    "",
    paragraph(`**Observed:** ${findingSentence(f.broken.finding, f.kernel.scenario.topology)}`),
    "",
    ...(f.elsewhere === undefined ? [] : [paragraph(`**Seen elsewhere:** ${f.elsewhere}`), ""]),
    paragraph(`**Expected** (invariant \`${f.invariant}\`): ${f.sentence}`),
    "",
    "```sh",
    `npx pasidcheck replay --design linux: ${f.file}`,
    "```",
    "",
  ].join("\n");
}

/** The topology, and each operation with what it returned and changed. */
function steps({ kernel, broken }: SeenFinding): readonly string[] {
  const { scenario } = kernel;
  const { topology, operations } = scenario;
  const text = printScenario({ ...scenario, operations: [] }).split("\n");
  const settings = text.filter((line) => line !== "" && !line.startsWith("pasidcheck "));
  const told = operations.flatMap((op, i) => {
    const step = kernel.steps[i];
    if (step === undefined) return [];
    const mark = broken.step === i ? "      <- breaks it" : "";
    const lines = stepLines(topology, kernel.columns, step);
    const asked = `${operationText(op, topology.functions)}  = ${outcomeText(step.outcome)}${mark}`;
    return [asked, ...lines.map((line) => `    ${line}`)];
  });
  return ["```", ...settings, ...told, "```"];
}
