/**
 * A seeded regression of the real kernel: one edit of one function, as a careless patch could make
 * it. A comparison that does not notice every one of them, or excuses one as expected, is not worth
 * running; `npm run kernel-regressions` tries all.
 */

export interface KernelRegression {
  /** Lower case with dashes. */
  readonly name: string;
  /** What the kernel does wrong with it, in a sentence. */
  readonly does: string;
  /** Of the kernel's tree. */
  readonly file: string;
  /** The function in which the edit is made: how the line begins that defines it. */
  readonly within: string;
  /** Occurs once in that function; white space of any length matches white space. */
  readonly from: string;
  readonly to: string;
}

/**
 * The text of the file with the edit made; null: the function is not there, or its text occurs not
 * once. A definition ends with the first `}` in column one (Documentation/process/
 * coding-style.rst).
 */
export function edited(text: string, { within, from, to }: KernelRegression): string | null {
  const begin = definitionOf(text, within);
  if (begin === null) return null;
  const end = text.indexOf("\n}", begin);
  const body = text.slice(begin, end);
  const parts = body.split(new RegExp(pattern(from)));
  if (parts.length !== 2) return null;
  return text.slice(0, begin) + parts.join(to) + text.slice(end);
}

/** Where the definition begins; declarations of the same function end in a semicolon. */
function definitionOf(text: string, within: string): number | null {
  let at = text.startsWith(within) ? 0 : text.indexOf(`\n${within}`);
  while (at >= 0) {
    const brace = text.indexOf("\n{", at);
    const semicolon = text.indexOf(";", at);
    if (brace >= 0 && (semicolon < 0 || brace < semicolon)) return at;
    at = text.indexOf(`\n${within}`, at + 1);
  }
  return null;
}

function pattern(from: string): string {
  return from
    .trim()
    .split(/\s+/)
    .map((word) => word.replaceAll(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`))
    .join(String.raw`\s+`);
}
