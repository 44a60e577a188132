/**
 * The list of designs and invariants, each with its sentence, and of policies with their values.
 */
import { POLICIES, POLICY_NAMES } from "../../model/vocabulary/design/policies.js";
import type { Look } from "../text/paint.js";
import { SEVERITIES, SEVERITY_MEANS } from "../text/severity.js";
import type { StoryInvariant } from "../story/break.js";
import { indented, wrapped } from "../text/words.js";

export interface DesignLine {
  readonly name: string;
  readonly sentence: string;
}

export function catalogue(
  designs: readonly DesignLine[],
  invariants: readonly StoryInvariant[],
  look: Look,
): string {
  const entry = (name: string, sentence: string): string => {
    const lines = wrapped(sentence, look.width - 4).join("\n");
    return `  ${look.paint.strong(name)}\n${indented(lines, 4)}\n`;
  };
  const sections = SEVERITIES.map((severity) => {
    const some = invariants.filter((invariant) => invariant.severity === severity);
    if (some.length === 0) return "";
    const entries = some.map((invariant) =>
      entry(`${invariant.name} (${invariant.ids.join(", ")})`, invariant.sentence),
    );
    return `\nInvariants, ${severity}: ${SEVERITY_MEANS[severity]}\n${entries.join("")}`;
  });
  const named = designs.map((d) => entry(d.name, d.sentence)).join("");
  return `Designs\n${named}${sections.join("")}${policies(look)}`;
}

/** A table: each row a policy, with the values that it can have. */
function policies(look: Look): string {
  const width = Math.max(...POLICY_NAMES.map((name) => name.length));
  const rows = POLICY_NAMES.map((name) => {
    const [first = "", ...rest] = wrapped(POLICIES[name].join(", "), look.width - width - 4);
    const lines = rest.map((line) => `\n${" ".repeat(width + 4)}${line}`);
    const gap = " ".repeat(width - name.length);
    return `  ${look.paint.strong(name)}${gap}  ${first}${lines.join("")}\n`;
  });
  const title = "Policies, and their values: --design contract:DESIGN,POLICY=VALUE,...";
  return `\n${title}\n${rows.join("")}`;
}
