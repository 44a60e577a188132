/**
 * The lines of a text from outside as they were before a mail, a terminal or a web page had them:
 * cleaned, decoded, unquoted.
 */
import { cleanText } from "./clean.js";
import type { Line } from "./line.js";
import { untransferred } from "./transfer.js";

/** All bytes of 4096 functions are a quarter of this. */
const LINES_MAX = 4_194_304;
/** As deep as mails are quoted; without a limit the expression runs out of stack. */
const QUOTING = /^(?:\s{0,8}(?:[A-Za-z]{1,3}> |>) ?){1,32}/;

/** Null: there are more lines than any dump has. */
export function plainLines(text: string): readonly Line[] | null {
  const texts = cleanText(text).split(/\r\n|\r|\n/);
  if (texts.length > LINES_MAX) return null;
  const lines = untransferred(texts.map((line, i) => ({ text: line, at: i + 1 }))).map((line) =>
    line.text.includes(">") ? { text: line.text.replace(QUOTING, ""), at: line.at } : line,
  );
  return isDoubleSpaced(lines) ? lines.filter((line) => line.text.trim() !== "") : lines;
}

const LINES_MIN = 6;
const NEIGHBOURS_MAX = 0.05;

/** A page that was copied may have a blank line behind each. */
function isDoubleSpaced(lines: readonly Line[]): boolean {
  let filled = 0;
  let neighbours = 0;
  let before = false;
  for (const { text } of lines) {
    const now = text.trim() !== "";
    if (now) filled++;
    if (now && before) neighbours++;
    before = now;
  }
  return filled >= LINES_MIN && neighbours < filled * NEIGHBOURS_MAX;
}
