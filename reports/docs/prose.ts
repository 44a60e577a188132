/**
 * Paragraphs of generated Markdown, broken so that no line is longer than 100 columns; what stands
 * in backquotes stays on one line.
 */
import { wrapped } from "../text/words.js";

const COLUMNS_MAX = 100;
/** In place of a space at which a line must not end. */
const FIXED = "\u0001";

/** One paragraph; spaces and line ends in it are all alike. */
export function paragraph(text: string, columns = COLUMNS_MAX): string {
  const fixed = text
    .trim()
    .replaceAll(/\s+/g, " ")
    .replaceAll(/`[^`]*`/g, (code) => code.replaceAll(" ", FIXED));
  return wrapped(fixed, columns).join("\n").replaceAll(FIXED, " ");
}
