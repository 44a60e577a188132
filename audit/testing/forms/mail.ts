/**
 * What becomes of a text on its way to us: mail programs, terminals, editors and web pages change
 * it, and lose nothing of what it says.
 */

interface Disguise {
  readonly name: string;
  readonly of: (text: string) => string;
}

function eachLine(text: string, of: (line: string) => string): string {
  return text.replaceAll(/^(?!$).*/gm, (line) => of(line));
}

/** Lines of at most `width` columns, broken at a blank where there is one. */
function wrapped(text: string, width: number, end: string): string {
  const out: string[] = [];
  for (const line of text.split("\n")) {
    let rest = line;
    while (rest.length > width) {
      const at = rest.lastIndexOf(" ", width - end.length);
      const blank = at > rest.length - rest.trimStart().length;
      if (!blank) break;
      out.push(rest.slice(0, at) + end);
      rest = rest.slice(at + 1);
    }
    out.push(rest);
  }
  return out.join("\n");
}

const ENTITIES: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
};

const GREEN = "\u001B[1;32m";
const RED = "\u001B[01;31m\u001B[K";
const END = "\u001B[m\u001B[K";

const PROSE = `Hello,

my network card shares a group with everything at 00:1c.0, see below. I have tried
pcie_acs_override=downstream without luck. Any ideas?

`;
const SIGNATURE = `
Thanks, and greetings from 12:34 o'clock
--${" "}
J. Doe <j.doe@example.org>
Example Street 01:02, office 03.0
`;

export const DISGUISES: readonly Disguise[] = [
  { name: "as it is", of: (text) => text },
  { name: "quoted once", of: (text) => text.replaceAll(/^(.*)$/gm, "> $1") },
  { name: "quoted twice", of: (text) => text.replaceAll(/^(.*)$/gm, "> > $1") },
  { name: "quoted tightly", of: (text) => text.replaceAll(/^(.*)$/gm, ">> $1") },
  { name: "format=flowed", of: (text) => wrapped(eachLine(text, stuffed), 72, " ") },
  { name: "wrapped at 72", of: (text) => wrapped(text, 72, "") },
  { name: "wrapped at 78", of: (text) => wrapped(text, 78, "") },
  {
    name: "wrapped at 72, then quoted",
    of: (text) => wrapped(text, 72, "").replaceAll(/^(.*)$/gm, "> $1"),
  },
  { name: "HTML entities", of: (text) => text.replaceAll(/[&<>"]/g, (c) => ENTITIES[c] ?? c) },
  { name: "non-breaking spaces", of: (text) => text.replaceAll(/ {2,}|\t/g, blanks) },
  {
    name: "coloured addresses",
    of: (text) => text.replaceAll(/^((?:[0-9a-f]{4,8}:)?[0-9a-f]{2}:[0-9a-f]{2}\.[0-7])/gm, paint),
  },
  {
    name: "coloured by grep",
    of: (text) => text.replaceAll(/Access Control Services|ReqRedir\+|Express/g, `${RED}$&${END}`),
  },
  { name: "CRLF", of: (text) => text.replaceAll("\n", "\r\n") },
  { name: "byte order mark", of: (text) => `\uFEFF${text}` },
  { name: "tabs as 8 blanks", of: (text) => text.replaceAll("\t", " ".repeat(8)) },
  { name: "tabs as 4 blanks", of: (text) => text.replaceAll("\t", "    ") },
  { name: "indented by 4", of: (text) => eachLine(text, (line) => `    ${line}`) },
  { name: "trailing blanks", of: (text) => eachLine(text, (line) => `${line}  `) },
  { name: "without empty lines", of: (text) => text.replaceAll(/\n{2,}/g, "\n") },
  { name: "in a fence", of: (text) => `\`\`\`\n${text}\`\`\`\n` },
  { name: "in a fence with a language", of: (text) => `~~~console\n${text}~~~\n` },
  { name: "between prose and signature", of: (text) => PROSE + text + SIGNATURE },
  {
    name: "after a prompt",
    of: (text) => `root@host:~# lspci\n${text}root@host:~# uname -r\n6.12.0\nroot@host:~#\n`,
  },
  { name: "in a web page", of: (text) => `<pre><code>${text}</code></pre>\n` },
];

/** RFC 3676 4.4: a line that begins with a space, a `>` or "From " gets a space in front. */
function stuffed(line: string): string {
  return /^[ >]|^From /.test(line) ? ` ${line}` : line;
}

function blanks(some: string): string {
  return "\u00A0".repeat(some === "\t" ? 8 : some.length);
}

function paint(address: string): string {
  return `${GREEN}${address}\u001B[0m`;
}
