/** The list of designs and laws, each with its sentence. */
import type { Look } from "../text/paint.js";
import { SEVERITIES, SEVERITY_MEANS } from "../text/severity.js";
import type { StoryLaw } from "../story/story.js";
import { indented, wrapped } from "../text/words.js";

export interface DesignLine {
  readonly name: string;
  readonly sentence: string;
}

export function catalogue(
  designs: readonly DesignLine[],
  laws: readonly StoryLaw[],
  look: Look,
): string {
  const entry = (name: string, sentence: string): string => {
    const lines = wrapped(sentence, look.width - 4).join("\n");
    return `  ${look.paint.strong(name)}\n${indented(lines, 4)}\n`;
  };
  const sections = SEVERITIES.map((severity) => {
    const some = laws.filter((law) => law.severity === severity);
    if (some.length === 0) return "";
    const entries = some.map((law) => entry(`${law.name} (${law.ids.join(", ")})`, law.sentence));
    return `\nLaws, ${severity}: ${SEVERITY_MEANS[severity]}\n${entries.join("")}`;
  });
  return `Designs\n${designs.map((d) => entry(d.name, d.sentence)).join("")}${sections.join("")}`;
}
