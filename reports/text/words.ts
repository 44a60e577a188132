/**
 * The small words of all reports: counts, scales, lists, and how text from outside is made safe to
 * print on a terminal.
 */

const SCALES = [
  { from: 1e9, unit: "G", means: "billion" },
  { from: 1e6, unit: "M", means: "million" },
  { from: 1e3, unit: "k", means: "thousand" },
] as const;

/** What the units of these texts of `scaled` mean: `k thousand, M million`; none: no text. */
export function scaleLegend(texts: readonly string[]): readonly string[] {
  const used = SCALES.filter(({ unit }) => texts.some((text) => text.endsWith(unit)));
  if (used.length === 0) return [];
  const units = used.toReversed().map(({ unit, means }) => `${unit} ${means}`);
  return [units.join(", ")];
}

/** `980`, `1.2k`, `12M`: at most four characters, never rounded up. */
export function scaled(n: number): string {
  const scale = SCALES.find(({ from }) => n >= from);
  if (scale === undefined) return String(n);
  const value = n / scale.from;
  const text = value < 10 ? (Math.floor(value * 10) / 10).toFixed(1) : String(Math.floor(value));
  return text + scale.unit;
}

/** `1 function`, `3 functions`. */
export function counted(n: number, noun: string): string {
  return `${n} ${n === 1 ? noun : `${noun}s`}`;
}

/** `97,329`. */
export function thousands(n: number): string {
  return String(n).replaceAll(/\B(?=(\d{3})+$)/g, ",");
}

/** `a`, `a and b`, `a, b and c`. */
export function listed(items: readonly string[], last = "and"): string {
  if (items.length < 2) return items.join("");
  return `${items.slice(0, -1).join(", ")} ${last} ${items.at(-1) ?? ""}`;
}

/** First letter in upper case, a full stop at the end. */
export function asSentence(text: string): string {
  const capital = text.charAt(0).toUpperCase() + text.slice(1);
  return /[.!?]$/.test(capital) ? capital : `${capital}.`;
}

/**
 * Breaks text at spaces so that no line is longer than `width`, words longer than that excepted.
 */
export function wrapped(text: string, width: number): readonly string[] {
  return broken(text.split(" "), " ", width);
}

/** Breaks a name after its dashes. */
export function wrappedName(name: string, width: number): readonly string[] {
  const parts = name.split(/(?<=-)/);
  return broken(parts, "", width);
}

function broken(parts: readonly string[], glue: string, width: number): readonly string[] {
  const lines: string[] = [];
  for (const part of parts) {
    const line = lines.at(-1);
    if (line !== undefined && line.length + glue.length + part.length <= width)
      lines[lines.length - 1] = line + glue + part;
    else lines.push(part);
  }
  return lines;
}

/** Lines as a text. */
export function linesText(lines: readonly string[]): string {
  return lines.map((line) => `${line}\n`).join("");
}

/** Indents every line that is not empty. */
export function indented(text: string, by: number): string {
  return text.replaceAll(/^(?=.)/gm, " ".repeat(by));
}

const PRINTABLE_MAX = 400;

/**
 * Text from a file, safe to print on one line of a terminal: no control characters (an escape
 * sequence could rewrite the screen), no direction marks, and not endless.
 */
export function printable(text: string): string {
  const cut = text.length > PRINTABLE_MAX ? `${text.slice(0, PRINTABLE_MAX)} ...` : text;
  return cut.replaceAll(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]+/gu, " ").trim();
}

/** As a shell reads it back: one word, whatever is in it. */
export function shellWord(text: string): string {
  const plain = printable(text);
  return /^[\w./:@%+=,-]+$/.test(plain) ? plain : `'${plain.replaceAll("'", String.raw`'\''`)}'`;
}
