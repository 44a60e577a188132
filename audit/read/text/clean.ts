/**
 * A text without what terminals, web pages and word processors put around its characters: escape
 * sequences (ECMA-48), tags and entities of HTML, blanks that are none, dashes that look like
 * minus. Every expression takes a bounded part of the text at a time.
 */

export function cleanText(text: string): string {
  const plain = withoutMarkup(withoutEscapes(text));
  if (!OTHER_THAN_ASCII.test(plain)) return plain;
  return plain
    .replaceAll(/[\u00A0\u2000-\u200A\u202F\u205F\u3000]/g, " ")
    .replaceAll(/[\0\u00AD\u200B-\u200F\u2060\uFEFF]/g, "")
    .replaceAll(/[\u2010-\u2015\u2212]/g, "-")
    .replaceAll(/[\u0085\u2028\u2029\f\v]/g, "\n");
}

const OTHER_THAN_ASCII = /[^\t\n\r -~]/;
const ESC = "[\\u001B\\u241B]";
/** ESC (or its picture) with [, or that in 8 bits; a title of the window; what is shorter. */
const CONTROL_SEQUENCE = `(?:${ESC}\\[|\\u009B)[0-?]{0,40}[ -/]{0,4}[@-~]`;
const WINDOW_TITLE = "\\][^\\u0007\\u001B\\n]{0,500}(?:\\u0007|\\u001B\\\\)?";
const ESCAPES = new RegExp(
  `${CONTROL_SEQUENCE}|${ESC}(?:${WINDOW_TITLE}|[ -/]{1,4}[0-~]|[0-Z\\\\^-~])?`,
  "g",
);
/** As an editor or a shell shows them: `^[[1;32m`, `\e[1;32m`. */
const SHOWN_ESCAPES = /(?:\^\[|\\(?:e|E|033|x1[bB]))\[[0-9;]{0,20}[A-Za-z]/g;
/** A mail drops the ESC. */
const BARE_COLOUR = /\[\d{1,3}(?:;\d{1,3}){0,6}m/;

/** As `man` and `script` leave it. */
const BACKSPACE = "\b";
const OVERSTRUCK = new RegExp(`[^\\n]?${BACKSPACE}`, "g");

function withoutEscapes(text: string): string {
  let now = OTHER_THAN_ASCII.test(text) ? text.replaceAll(ESCAPES, "") : text;
  if (now.includes("^[") || now.includes("\\")) now = now.replaceAll(SHOWN_ESCAPES, "");
  if (BARE_COLOUR.test(now)) now = now.replaceAll(/\[(?:\d{1,3}(?:;\d{1,3}){0,6})?m|\[K/g, "");
  return now.includes(BACKSPACE) ? now.replaceAll(OVERSTRUCK, "") : now;
}

const NAMES =
  "html|head|body|title|meta|link|pre|code|tt|samp|kbd|div|span|font|br|hr|p|blockquote|table|" +
  "tbody|thead|tr|td|th|ul|ol|li|a|b|i|em|strong|u|img|section|article|details|summary|h[1-6]";
const TAG = new RegExp(`</?(?:${NAMES})(?:\\s[^<>]{0,1000})?/?>`, "gi");
/** Tags at which a browser begins a line. */
const LINE_TAG = /<(?:br(?:\s[^<>]{0,200})?\/?|\/(?:p|div|tr|li|h[1-6]))>(?![\r\n])/gi;
/** A text that only mentions a tag is no page. */
const PAGE = /<(?:\/(?:pre|code|div|span|p|td|font|blockquote|body|html)|br ?\/?|pre)>/i;
const ENTITY = /&(?:#(\d{1,7})|#x([0-9a-f]{1,6})|(gt|lt|amp|quot|apos|nbsp|ndash|minus));/gi;
const CHARACTERS: Readonly<Record<string, string>> = {
  gt: ">",
  lt: "<",
  amp: "&",
  quot: '"',
  apos: "'",
  nbsp: " ",
  ndash: "-",
  minus: "-",
};
const CODE_POINT_MAX = 0x10_ffff;

function withoutMarkup(text: string): string {
  const plain = PAGE.test(text) ? text.replaceAll(LINE_TAG, "\n").replaceAll(TAG, "") : text;
  if (!plain.includes("&")) return plain;
  // What was quoted twice is `&amp;gt;`.
  return entities(entities(plain));
}

function entities(text: string): string {
  return text.replaceAll(
    ENTITY,
    (whole: string, decimal?: string, hex?: string, name?: string): string => {
      if (name !== undefined) return CHARACTERS[name.toLowerCase()] ?? whole;
      const code = decimal === undefined ? parseInt(hex ?? "", 16) : parseInt(decimal, 10);
      return code <= CODE_POINT_MAX ? String.fromCodePoint(code) : whole;
    },
  );
}
