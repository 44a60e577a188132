/**
 * A text with dumps in it, gone through line by line: which lines belong to which function, which
 * are lists of groups or trees, and which look like a function and are not understood. Mails,
 * prose, prompts and signatures may stand between.
 */
import { FREEBSD_HEADER } from "./pciconf.js";
import { ofFields, slotLine, terseLine } from "./for-programs.js";
import { continuesTitle, headerOf, looksLikeFunction, type Header } from "./header.js";
import type { Part } from "./part.js";
import { TreeReader } from "./tree.js";
import type { Form } from "../dump.js";
import { GroupScan } from "../groups/scan.js";
import type { Line } from "../text/line.js";

/** What lspci prints of one function is a tenth of this, all bytes included. */
const FUNCTION_LINES_MAX = 5000;
const INDENT_MIN = 3;
const STRANGE_MAX = 100_000;
const BYTES = /^\s*(?:[0-9a-f]{2,3}:(?: [0-9a-f]{2}){1,16}|[0-9a-f]{2}(?: [0-9a-f]{2}){0,15})\s*$/i;
const BYTES_BEGIN = /^\s*00: [0-9a-f]{2} [0-9a-f]{2}/i;
const PROMPT =
  "(?:\\S{0,60}[@~:]\\S{0,60}|\\[[^\\]]{1,60}\\]|\\([^)]{1,40}\\) ?\\S{0,40}|guest|host)";
const COMMAND = new RegExp(`^${PROMPT}? ?[$#%\\u276F\\u279C] ?[a-z./~]|^(?:sudo |doas )?lspci\\b`);
const SIGNATURE = /^-- ?$|^On .{5,120} wrote:$/;
const FIELD = /^\s*(?:[A-Z][\w ()/.-]{0,40}:|!!!|I\/O behind|Memory )/;
/** Printed once a function, and before its capabilities. */
const FIRST_FIELDS = /^\s*(?:Control: I\/O|Flags: [a-z\d])/;
const LEADING_FIELDS = /^\s*(?:Control: I\/O|Flags: [a-z\d]|Subsystem: \S|DeviceName: \S)/;
const ORPHAN = new RegExp(
  "^\\s*(?:Capabilities: [[<]|Control: I/O|Flags: [a-z\\d]|Status: Cap|" +
    "(?:Dev|Lnk)(?:Cap|Ctl|Sta)2?:|(?:ACS|PASID)(?:Cap|Ctl):|Kernel driver in use:|Bus: primary=)",
);
/** What `ls -l` and `tree` print below a group and above its functions. */
const INDENTED_FIELD = /^\s+[A-Z]\w{2,}[\w ()/.-]{0,30}:/;
const BETWEEN_MEMBERS = /^(?:[\s│├└|`]|total \d|l[rwx-]{9} |->|\.\.\/)/;
const ADDRESSED = /[0-9a-z]:[0-9a-z]{1,2}\.[0-9a-z]|<address |pci_/i;
const SNIP = /^\W*(?:\.\.\.|\u2026|snip|cut)\W*$/i;

/** Lines of fields without the line that names their function. */
export interface Orphan {
  readonly first: number;
  last: number;
}

/**
 * Goes through lines once; ends early where there are more functions than `functionsMax`, of which
 * it then has one too many.
 */
export function scanDump(lines: readonly Line[], functionsMax: number): DumpScan {
  let width = 0;
  // A word that is longer than a line is not broken.
  for (const { text } of lines) if (text.length > width && /\S /.test(text)) width = text.length;
  const scan = new DumpScan(lines, width);
  scan.scan(functionsMax);
  return scan;
}

export class DumpScan {
  readonly parts: Part[] = [];
  readonly tree = new TreeReader();
  readonly groups = new GroupScan();
  readonly orphans: Orphan[] = [];
  readonly strange: Line[] = [];
  /** Lines that begin a function or speak of groups. */
  readonly understood = new Set<number>();
  private part: Part | null = null;
  private header: Header | null = null;
  private titleOpen = false;
  private before = "";
  private blank = false;
  private hasFirst = false;
  private orphaned = false;
  private run = 0;

  constructor(
    private readonly lines: readonly Line[],
    private readonly width: number,
  ) {}

  scan(functionsMax: number): void {
    for (const [i, { text, at }] of this.lines.entries()) {
      if (text.trim() === "") this.meetBlank(text);
      else this.meet(text, at, this.lines[i + 1]?.text ?? "");
      this.before = text;
      if (this.parts.length > functionsMax) break;
    }
    this.close();
  }

  private meetBlank(text: string): void {
    // Of an indented line that a mail broke the indentation alone may be left.
    if (text.length >= INDENT_MIN && this.part !== null && this.part.body.length > 0) return;
    this.blank = true;
    this.titleOpen = false;
    this.orphaned = false;
    this.tree.end();
    // A list with all fields of its functions has a blank line behind each.
    this.groups.end(this.part === null || this.part.body.length === 0);
  }

  private meet(text: string, at: number, next: string): void {
    // Most lines of a dump name no function, and need no closer look.
    const addressed = ADDRESSED.test(text);
    const inFunction = this.part !== null && this.part.listed === null && !this.blank;
    const group = this.groups.meet(text, at, inFunction, addressed);
    if (group !== null) {
      this.understood.add(at);
      const header = group.kind === "members" ? headerOf(group.rest, next) : null;
      if (header === null) this.close();
      else if (group.kind === "members") this.begin(header, at, group.group);
      return;
    }
    if (this.meetTree(text, at)) return;
    if (addressed ? this.meetHeader(text, at, next) : this.meetFreebsd(text, at)) return;
    this.meetBody(text, at, next, addressed);
    this.blank = false;
  }

  private meetTree(text: string, at: number): boolean {
    const read = this.tree.read(text, at);
    if (read === false) this.note(text, at);
    if (read !== null) this.close();
    return read !== null;
  }

  private meetHeader(text: string, at: number, next: string): boolean {
    const terse = text.includes('"') ? terseLine(text) : null;
    const slot = /(?:Slot|Device):/i.test(text) ? slotLine(text) : null;
    const header = terse ?? headerOf(text, next);
    if (slot !== null) this.begin({ path: slot, title: "", indent: 0 }, at, null, "lspci -m");
    else if (terse !== null) this.begin({ ...terse, indent: 0 }, at, null, "lspci -m");
    else if (header !== null) this.begin({ indent: 0, ...header }, at, null);
    else return this.meetFreebsd(text, at);
    this.understood.add(at);
    this.groups.end(false);
    return true;
  }

  private meetFreebsd(text: string, at: number): boolean {
    if (!text.includes("@pci") || !FREEBSD_HEADER.test(text)) return false;
    this.begin({ path: text, title: "", indent: 0 }, at, null, "pciconf");
    this.understood.add(at);
    this.groups.end(false);
    return true;
  }

  private begin(header: Header, at: number, listed: number | null, form: Form | null = null): void {
    this.finish();
    const { path, title } = header;
    const run = this.run;
    this.part = { line: at, path, title, body: [], bytes: [], form, listed, run, cut: false };
    this.parts.push(this.part);
    this.header = header;
    this.titleOpen = form === null;
    this.hasFirst = false;
    this.blank = false;
    this.orphaned = false;
  }

  private meetBody(text: string, at: number, next: string, addressed: boolean): void {
    const { part } = this;
    if (COMMAND.test(text) || SIGNATURE.test(text)) {
      if (/\blspci\b|\bpciconf\b/.test(text)) this.run++;
      this.groups.end(false);
      this.close();
      return;
    }
    if (part === null || this.orphaned || !this.belongs(part, text, next)) {
      if (part !== null) this.close();
      this.alone(text, at);
      return;
    }
    if (this.titleOpen && this.header !== null) {
      if (continuesTitle(this.header, this.before, text, this.width)) {
        part.title = `${part.title.trimEnd()} ${text.trim()}`.trim();
        return;
      }
      this.titleOpen = false;
    }
    if (FIRST_FIELDS.test(text)) this.hasFirst = true;
    if (SNIP.test(text)) part.cut = true;
    const bytes = part.bytes.length > 0 ? BYTES.test(text) : BYTES_BEGIN.test(text);
    if (part.body.length + part.bytes.length >= FUNCTION_LINES_MAX) return;
    if (bytes) part.bytes.push(text);
    else part.body.push(text);
    if (addressed && !bytes && looksLikeFunction(text) && !FIELD.test(text)) this.note(text, at);
  }

  private belongs(part: Part, text: string, next: string): boolean {
    if (this.hasFirst && LEADING_FIELDS.test(text) && this.isNew(part, text)) {
      this.groups.end(false);
      return false;
    }
    if (!this.blank) return true;
    if (/^\s/.test(text) || FIELD.test(text) || BYTES.test(text)) return true;
    // A mail that breaks lines may leave a blank one within a function.
    return part.body.length > 0 && INDENTED_FIELD.test(next);
  }

  /** A first field that was there already is of a function whose header is lost. */
  private isNew(part: Part, text: string): boolean {
    if (FIRST_FIELDS.test(text)) return true;
    return part.body.some((line) => /^\s*Capabilities: /.test(line));
  }

  /** A line that belongs to no function. */
  private alone(text: string, at: number): void {
    if (ORPHAN.test(text) || LEADING_FIELDS.test(text) || (this.orphaned && FIELD.test(text))) {
      const last = this.orphans.at(-1);
      if (this.orphaned && last !== undefined) last.last = at;
      else this.orphans.push({ first: at, last: at });
      // Fields from the middle of a function may be those of the one before.
      const before = this.parts.at(-1);
      if (!this.orphaned && before !== undefined && !LEADING_FIELDS.test(text)) before.cut = true;
      this.orphaned = true;
    } else if (looksLikeFunction(text)) {
      this.note(text, at);
    }
    if (!BETWEEN_MEMBERS.test(text) && !FIELD.test(text)) this.groups.end(false);
  }

  private note(text: string, at: number): void {
    if (this.strange.length < STRANGE_MAX) this.strange.push({ text, at });
  }

  private close(): void {
    this.finish();
    this.part = null;
    this.header = null;
    this.titleOpen = false;
    this.blank = false;
  }

  /** The fields of -vmm are a title only when all of them are there. */
  private finish(): void {
    const { part } = this;
    if (part?.form !== "lspci -m" || part.title !== "") return;
    const { title, body } = ofFields(part.body);
    part.title = title;
    part.body.splice(0, part.body.length, ...body);
  }
}
