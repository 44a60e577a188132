/**
 * Markup that text can never become: whatever is put into a template is escaped, unless it was made
 * by such a template itself.
 */

/** Text that is markup already. */
export class Markup {
  readonly text: string;

  private constructor(text: string) {
    this.text = text;
  }

  /** Of constants of this program only: what comes from outside goes through `markup`. */
  static trusted(text: string): Markup {
    return new Markup(text);
  }
}

type Value = string | number | Markup | readonly Markup[];

/** ``markup`<b>${name}</b>` ``: HTML and SVG alike; attributes stand in double quotes. */
export function markup(parts: TemplateStringsArray, ...values: readonly Value[]): Markup {
  const text = values.map((value, i) => (parts[i] ?? "") + textOf(value));
  return Markup.trusted(text.join("") + (parts[values.length] ?? ""));
}

export const NOTHING = markup``;

function textOf(value: Value): string {
  if (value instanceof Markup) return value.text;
  if (typeof value === "string") return escaped(value);
  if (typeof value === "number") return String(value);
  return value.map(({ text }) => text).join("");
}

const ENTITIES: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#39;",
};

/**
 * Also without what no XML may hold, and what could turn a line around: control characters but for
 * line ends, direction marks, line separators, lone surrogates.
 */
function escaped(text: string): string {
  return text
    .replaceAll(/[^\P{Cc}\n]|[\p{Cf}\p{Zl}\p{Zp}]/gu, " ")
    .replaceAll(/\p{Cs}/gu, "\uFFFD")
    .replaceAll(/[&<>"']/g, (sign) => ENTITIES[sign] ?? "");
}
