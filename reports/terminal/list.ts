/** The list of designs and invariants, each with its sentence. */
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
  return `Designs\n${designs.map((d) => entry(d.name, d.sentence)).join("")}${sections.join("")}`;
}
