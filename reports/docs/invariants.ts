/**
 * The page docs/reference/invariants.md: a table of the invariants, with the designs that break
 * each and why. Made from the invariants and the reviewed expectations, so that the page cannot say
 * what the program does not.
 */
import type { Tag } from "../../properties/results/report.js";
import { SEVERITIES, SEVERITY_MEANS } from "../text/severity.js";
import type { StoryInvariant } from "../story/break.js";
import { counted } from "../text/words.js";
import { paragraph } from "./prose.js";

/** What a design of the catalog is expected to do with an invariant. */
export interface Keeping {
  readonly design: string;
  readonly tag: Tag;
  /** `CLAIM-4, LEAD-11: why`, and several of them with `; ` between. */
  readonly reason?: string;
}

export interface InvariantEntry {
  readonly invariant: StoryInvariant;
  readonly keeping: readonly Keeping[];
  /** Where its code is, as a path from the project's root. */
  readonly file: string;
}

/** A cell names no more ids than this. */
const IDS_MAX = 3;

const INTRODUCTION = `
Each row is an invariant, each design a column: \`ok\`, it is expected to keep the invariant; an
id, it breaks the invariant, and the id says why (the first three, where there are more); \`?\`,
nothing can be said, because the design has not what the invariant speaks of. Ids such as CLAIM-4
or BUG-12 are those of [\`semantics.md\`](semantics.md). The name leads to the code.`;

const DETAILS = `
How each is broken, with the smallest scenario, step by step: \`npx pasidcheck check --html FILE\`.
The same sentences in a terminal: \`npx pasidcheck check --list\`. This page is made from the
invariants and from \`properties/expectations/expectations.ts\`; a test makes it anew and
compares.`;

export function invariantsPage(entries: readonly InvariantEntry[]): string {
  const designs = (entries[0]?.keeping ?? []).map(({ design }) => design);
  const severities = SEVERITIES.map((severity) => `*${severity}*: ${SEVERITY_MEANS[severity]}.`);
  const sorted = SEVERITIES.flatMap((severity) =>
    entries.filter(({ invariant }) => invariant.severity === severity),
  );
  return [
    `# The invariants\n`,
    `${paragraph(`${counted(entries.length, "invariant")}. ${INTRODUCTION}`)}\n`,
    `${paragraph(DETAILS)}\n`,
    `${severities.map((text) => `* ${text}`).join("\n")}\n`,
    [
      row(["invariant", "severity", "what it says", ...designs, "sources"]),
      row(["---", "---", "---", ...designs.map(() => "---"), "---"]),
      ...sorted.map(invariantRow),
      "",
    ].join("\n"),
  ].join("\n");
}

function invariantRow({ invariant, keeping, file }: InvariantEntry): string {
  const name = `[\`${invariant.name}\`](../../${file})`;
  return row([
    name,
    invariant.severity,
    invariant.sentence,
    ...keeping.map(cell),
    invariant.ids.join(", "),
  ]);
}

function row(cells: readonly string[]): string {
  return `| ${cells.join(" | ")} |`;
}

function cell({ tag, reason = "" }: Keeping): string {
  switch (tag) {
    case "holds":
      return "ok";
    case "unknown":
      return "?";
    case "fails":
      return shortReasons(reason);
  }
}

/** The first id of each reason, each once, and no more than a few. */
function shortReasons(reason: string): string {
  const ids = reason.split("; ").flatMap((text) => /^[A-Z][A-Z-]*\d+/.exec(text)?.[0] ?? []);
  const different = [...new Set(ids)];
  const more = different.length > IDS_MAX ? ["..."] : [];
  return [...different.slice(0, IDS_MAX), ...more].join(", ");
}
