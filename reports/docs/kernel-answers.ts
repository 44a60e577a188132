/**
 * The page docs/answers/kernel-answers.md: for each conjecture of the mail thread the topology that
 * decides it, what the real kernel answered, and what the reference says. Made from the recorded
 * runs, so that nothing in it is believed.
 */
import { addressText } from "../../model/vocabulary/topology/address.js";
import { domainText } from "../../model/vocabulary/operation/domain.js";
import { outcomeText } from "../../model/vocabulary/operation/outcome.js";
import { NO_GROUP, type Observation } from "../../model/vocabulary/design/observation.js";
import { operationText, printScenario } from "../../model/vocabulary/scenario/text/text.js";
import type { Topology } from "../../model/vocabulary/topology/topology.js";
import type { Trace } from "../../model/vocabulary/design/trace.js";
import type { Conjecture } from "../../properties/conjectures/conjecture.js";
import { paragraph } from "./prose.js";

/** One case, as the kernel and as the reference carried it out. */
export interface AnsweredCase {
  readonly title: string;
  readonly kernel: Trace;
  readonly reference: Trace;
}

export type Answered = Omit<Conjecture, "cases"> & { readonly cases: readonly AnsweredCase[] };

const INTRODUCTION = `
The questions of the mail thread of March 2023 and those around it, put to the real kernel. This
page is made from recorded runs (\`properties/corpus/kernel/7.3.4/conjectures.txt\`, written by
\`pasidcheck kernel record\`); a test makes it anew and compares. Numbers are those of
[\`semantics.md\`](../reference/semantics.md) section 13. Groups are written with \`|\` between
them; for each operation stands what it returned and what the IOMMU driver was told.`;

const LEFT_OUT = `
Not here: CLAIM-22 and CLAIM-23 compare designs that Linux is not
(\`properties/generators/refinement.test.ts\`, \`properties/conjectures/core.test.ts\`).`;

export function kernelAnswers(kernel: string, answered: readonly Answered[]): string {
  return [
    `# What ${kernel} answers\n`,
    `${paragraph(INTRODUCTION)}\n`,
    `${paragraph(LEFT_OUT)}\n`,
    `| | conjecture | answer |\n| --- | --- | --- |\n${answered.map(row).join("\n")}\n`,
    ...answered.map(section),
  ].join("\n");
}

function row({ id, claim, answer }: Answered): string {
  return `| ${id} | ${claim} | ${answer} |`;
}

function section({ id, claim, answer, cases }: Answered): string {
  return `## ${id}: ${claim}\n\n${paragraph(answer)}\n\n${cases.map(caseText).join("\n")}`;
}

function caseText({ title, kernel, reference }: AnsweredCase): string {
  const { scenario } = kernel;
  const topology = printScenario({ ...scenario, operations: [] })
    .split("\n")
    .filter((line) => line !== "" && line !== "----" && !line.startsWith("pasidcheck "));
  const told = (trace: Trace): readonly string[] => [
    groups(scenario.topology, trace.booted),
    ...trace.steps.map(({ outcome, calls }) => {
      const made = Array.from({ length: calls.length }, (_, i) => calls.at(i));
      const said = made.map(({ dev, domain }) => {
        const f = scenario.topology.functions[dev];
        return `${f === undefined ? dev : addressText(f)} ${domainText(domain)}`;
      });
      return [outcomeText(outcome), ...said].join(", ");
    }),
  ];
  const asked = [
    "groups",
    ...scenario.operations.map((op) => operationText(op, scenario.topology.functions)),
  ];
  const [ours, theirs] = [told(kernel), told(reference)];
  const rows = asked.map((what, i) => {
    const same = ours[i] === theirs[i];
    const other = same ? "the same" : cell(theirs[i] ?? "");
    return `| ${cell(what)} | ${cell(ours[i] ?? "")} | ${other} |`;
  });
  return [
    `**${title}**`,
    "",
    "```",
    ...topology,
    "```",
    "",
    "| | kernel | reference |",
    "| --- | --- | --- |",
    ...rows,
    "",
  ].join("\n");
}

function cell(text: string): string {
  return `\`${text.replaceAll("|", "\\|")}\``;
}

function groups({ functions }: Topology, booted: Observation): string {
  const members = new Map<number, string[]>();
  functions.forEach((f, dev) => {
    const group = booted.group(dev);
    if (group !== NO_GROUP) members.set(group, [...(members.get(group) ?? []), addressText(f)]);
  });
  return [...members.values()].map((group) => group.join(" ")).join(" | ");
}
