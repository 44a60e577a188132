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
  const framed = withoutFrame(lines);
  return isDoubleSpaced(framed) ? framed.filter((line) => line.text.trim() !== "") : framed;
}

const FRAMED_MIN = 0.8;

/** In a table, or as the new file of a diff, every line has the same mark in front. */
function withoutFrame(lines: readonly Line[]): readonly Line[] {
  const filled = lines.filter((line) => line.text.trim() !== "").length;
  for (const frame of [/^\| ?/, /^\+(?!-)/]) {
    const framed = lines.filter((line) => frame.test(line.text)).length;
    if (framed < LINES_MIN || framed < filled * FRAMED_MIN) continue;
    return lines.map(({ text, at }) => ({ text: text.replace(frame, "").replace(/ \|$/, ""), at }));
  }
  return lines;
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
