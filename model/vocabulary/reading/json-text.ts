/**
 * JSON text, read and written: errors with line and column on every version of Node, and a layout
 * that people can read and diff, in which what fits on a line stands on one line.
 */
import { readable, unreadable, type Reading } from "./reading.js";

/** Reads JSON text, which may begin with a byte order mark. */
export function readJson(text: string): Reading<unknown> {
  const plain = text.replace(/^\uFEFF/, "");
  try {
    const value: unknown = JSON.parse(plain);
    return readable(value);
  } catch {
    const fault = jsonFault(plain);
    const before = plain.slice(0, fault.at).split("\n");
    const column = (before.at(-1)?.length ?? 0) + 1;
    return unreadable(`not JSON: ${fault.message}`, { line: before.length, column });
  }
}

/** A bracket, comma, colon, number or word; strings are walked by hand, as they may be long. */
const TOKEN =
  /[{}[\],:]|-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?(?![\w.])|(?:true|false|null)(?!\w)/y;
const SPACE = /[ \t\n\r]*/y;

interface Fault {
  readonly at: number;
  readonly message: string;
}

/** What may come next. */
type Expected = "value" | "value or ]" | "name" | "name or }" | ":" | "," | "end";

const IN_WORDS: Readonly<Record<Expected, string>> = {
  value: "a value",
  "value or ]": "a value or ]",
  name: "a name in double quotes",
  "name or }": "a name in double quotes or }",
  ":": ":",
  ",": ", or the closing bracket",
  end: "the end of the text",
};

/** Where a text stops being JSON. It keeps its own stack, so no nesting is too deep for it. */
function jsonFault(text: string): Fault {
  const open: ("{" | "[")[] = [];
  let expected: Expected = "value";
  for (let at = 0; ;) {
    SPACE.lastIndex = at;
    at += SPACE.exec(text)?.[0].length ?? 0;
    if (at === text.length) return { at, message: "the text ends too early" };
    const token = tokenAt(text, at);
    if (token === null)
      return text[at] === '"'
        ? { at, message: "the string that begins here has no proper end" }
        : { at, message: `expected ${IN_WORDS[expected]}` };
    const next = afterToken(token, expected, open);
    if (next === null) return { at, message: `expected ${IN_WORDS[expected]}` };
    expected = next;
    at += token.length;
  }
}

function tokenAt(text: string, at: number): string | null {
  if (text[at] === '"') return stringAt(text, at);
  TOKEN.lastIndex = at;
  return TOKEN.exec(text)?.[0] ?? null;
}

const ESCAPE = /\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4})/y;
const FIRST_PRINTABLE = 0x20;

/** The string that begins at a quote; null if it is not closed, or has what no string may have. */
function stringAt(text: string, start: number): string | null {
  for (let at = start + 1; at < text.length; at++) {
    const character = text[at];
    if (character === '"') return text.slice(start, at + 1);
    if (text.charCodeAt(at) < FIRST_PRINTABLE) return null;
    if (character !== "\\") continue;
    ESCAPE.lastIndex = at;
    if (!ESCAPE.test(text)) return null;
    at = ESCAPE.lastIndex - 1;
  }
  return null;
}

/**
 * What may follow a token; null if the token may not stand here. Keeps the stack of what is open.
 */
function afterToken(token: string, expected: Expected, open: ("{" | "[")[]): Expected | null {
  const after = (): Expected => (open.length === 0 ? "end" : ",");
  const first = token[0];
  const wantsValue = expected === "value" || expected === "value or ]";
  switch (first ?? "") {
    case "{":
    case "[":
      if (!wantsValue) return null;
      open.push(first === "{" ? "{" : "[");
      return first === "{" ? "name or }" : "value or ]";
    case "}":
    case "]": {
      const opening = first === "}" ? "{" : "[";
      const empty = expected === (first === "}" ? "name or }" : "value or ]");
      if (open.at(-1) !== opening || !(empty || expected === ",")) return null;
      open.pop();
      return after();
    }
    case ":":
      return expected === ":" ? "value" : null;
    case ",":
      return expected !== "," ? null : open.at(-1) === "{" ? "name" : "value";
    default:
      if (wantsValue) return after();
      return first === '"' && (expected === "name" || expected === "name or }") ? ":" : null;
  }
}

/** Plain data. Members whose value is undefined are not written. */
export type Json =
  | null
  | boolean
  | number
  | string
  | readonly Json[]
  | { readonly [name: string]: Json | undefined };

const COLUMNS_MAX = 100;

/** Writes JSON, ending in a newline. Objects at `depth` and above are always spread over lines. */
export function writeJson(value: Json, spreadDepth = 1): string {
  return `${printed(value, 0, 0, spreadDepth)}\n`;
}

function printed(value: Json, depth: number, used: number, spreadDepth: number): string {
  if (value === null || typeof value !== "object") return JSON.stringify(value);
  if (depth >= spreadDepth) {
    const flat = oneLine(value);
    if (2 * depth + used + flat.length < COLUMNS_MAX) return flat;
  }
  const inner = "  ".repeat(depth + 1);
  const outer = "  ".repeat(depth);
  if (isArray(value)) {
    if (value.length === 0) return "[]";
    const items = value.map((item) => inner + printed(item, depth + 1, 0, spreadDepth));
    return `[\n${items.join(",\n")}\n${outer}]`;
  }
  const members = Object.entries(value).flatMap(([name, member]) => {
    if (member === undefined) return [];
    const key = `${JSON.stringify(name)}: `;
    return [inner + key + printed(member, depth + 1, key.length, spreadDepth)];
  });
  return members.length === 0 ? "{}" : `{\n${members.join(",\n")}\n${outer}}`;
}

function oneLine(value: Json): string {
  if (value === null || typeof value !== "object") return JSON.stringify(value);
  if (isArray(value)) return `[${value.map((item) => oneLine(item)).join(", ")}]`;
  const members = Object.entries(value).flatMap(([name, member]) =>
    member === undefined ? [] : [`${JSON.stringify(name)}: ${oneLine(member)}`],
  );
  return members.length === 0 ? "{}" : `{ ${members.join(", ")} }`;
}

function isArray(value: readonly Json[] | object): value is readonly Json[] {
  return Array.isArray(value);
}
