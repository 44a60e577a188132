/**
 * The line with which lspci begins a function, `01:00.0 VGA compatible controller: ...`, whatever
 * stands in front of it; and what of the lines below still belongs to its title. Format: pciutils
 * lspci.c show_terse, show_slot_name.
 */

const SLOT = "[01][0-9a-f]\\.[0-7]";
const BDF = `(?:[0-9a-f]{4,8}:)?[0-9a-f]{2}:${SLOT}`;
/** What lists, tables, diffs and code in mails put in front. */
const MARKS = "[\\s|*+`'\"#\\u2022-]{0,40}";
const HEADER = new RegExp(
  `^(${MARKS})(${BDF}(?:/(?:[0-9a-f]{2}:)?${SLOT}){0,32})(?: +(\\S.*))?$`,
  "i",
);
/** `PCI bridge: `, `PCI bridge [0604]: `, `0604: `, `Class 0604: `; lspci's classes are capital. */
const CLASS = /^(?:[A-Z0-9][^":]{0,60}|[0-9a-f]{4}):(?: |$)/;

export interface Header {
  /** The address, with the path of bridges in front of it where lspci -P printed one. */
  readonly path: string;
  readonly title: string;
  /** How far it is indented. */
  readonly indent: number;
}

/** Null: no function begins here. `next` is the line below, in which a broken title goes on. */
export function headerOf(text: string, next: string): Header | null {
  const found = HEADER.exec(text);
  if (found === null) return null;
  const [, marks = "", path = "", title = ""] = found;
  const indent = marks.length;
  if (CLASS.test(title)) return { path, title, indent };
  // A mail breaks lines before the colon, too.
  const whole = `${title} ${next.trim()}`.trim();
  const broken = /^[A-Z0-9][\w /-]{0,40}$|^$/.test(title) && CLASS.test(whole);
  return broken && (title !== "" || !/^[A-Z][a-z]+: /.test(whole)) ? { path, title, indent } : null;
}

const ALIKE = new RegExp(
  `^${MARKS}(?:[0-9a-z]{1,8}:)?[0-9a-z]{1,2}:[0-9a-z]{1,2}\\.[0-9a-z]{1,2}(?![\\w.:])`,
  "i",
);
/** `12:30.45` is a time. */
const TIME = /^\W*\d{1,2}:\d{2}\.\d{2}/;

/** It begins as a function does, and is none that can be understood. */
export function looksLikeFunction(text: string): boolean {
  return ALIKE.test(text) && /^\W*[0-9a-f]/i.test(text) && !TIME.test(text);
}

const COMPLETE = /\((?:rev [0-9a-f]{2}|prog-if [^)]{0,80})\)$/i;
const ENDS_OF_TITLES =
  /\[[0-9a-f]{4}:[0-9a-f]{4}\]|\(rev [0-9a-f]{2}\)|\(prog-if |^[0-9a-f]{2}\)|^\[Normal decode\]/i;
/** What lspci itself prints next is indented, a field, or bytes. */
const FIELDS =
  "DeviceName|Subsystem|Physical Slot|Device tree node|Flags|Control|Status|Latency|Interrupt|" +
  "NUMA node|IOMMU group|Bus|BIST|Region \\d|Expansion ROM|Capabilities|" +
  "Kernel (?:driver|modules)|Slot|Class";
const OTHER = new RegExp(
  `^!!!|^(?:${FIELDS})\\b[^:]{0,20}:|^(?:Memory|I/O ports) at |` +
    "^[0-9a-f]{2,3}:(?: [0-9a-f]{2}){2}|^-(?! \\w)|^```|^\\S{0,80}[$#] ?[a-z]",
);
const MAIL_WIDTH = 70;

/**
 * Whether a line is the rest of a title that a mail broke. `before` is the line before, as it
 * stands; `width` the longest line of the text.
 */
export function continuesTitle(
  header: Header,
  before: string,
  line: string,
  width: number,
): boolean {
  const indent = line.length - line.trimStart().length;
  const own = line.trim();
  if (own === "" || OTHER.test(own) || looksLikeFunction(own)) return false;
  const title = before.trimEnd();
  const open = title.split("(").length > title.split(")").length;
  if (COMPLETE.test(title)) return own.startsWith("(");
  if (indent > header.indent) return open && ENDS_OF_TITLES.test(own);
  if (open || before.endsWith(" ") || ENDS_OF_TITLES.test(own)) return true;
  if (/^(?:[^":]{0,60}|[0-9a-f:.]{7,16}(?: .{0,60})?)$/i.test(title) && !/: /.test(title))
    return true;
  const first = own.split(" ")[0]?.length ?? 0;
  return title.length + 1 + first > Math.min(width, MAIL_WIDTH);
}
