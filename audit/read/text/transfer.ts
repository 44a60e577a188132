/**
 * The lines of a mail as they were before it was sent: RFC 2045 quoted-printable and base64, RFC
 * 3676 format=flowed with delsp. Said by the headers of the mail or of its part; quoted-printable
 * also where the text shows it.
 */
import { cleanText } from "./clean.js";
import type { Line } from "./line.js";

interface Part {
  readonly encoding: string;
  readonly flowed: boolean;
  readonly delsp: boolean;
  readonly lines: readonly Line[];
}

export function untransferred(lines: readonly Line[]): readonly Line[] {
  const said = lines.some(({ text }) => /^Content-T(?:ype|ransfer-Encoding):/i.test(text));
  if (!said && !lines.some(({ text }) => text.endsWith("="))) return lines;
  return partsOf(lines).flatMap((part) => {
    if (part.encoding === "base64") return fromBase64(part.lines);
    const decoded = isQuotedPrintable(part) ? fromQuotedPrintable(part.lines) : part.lines;
    return part.flowed ? unflowed(decoded, part.delsp) : decoded;
  });
}

const HEADER_FIELD = /^[A-Z][A-Za-z-]{1,40}: ?\S/;
/** What begins the headers of a mail or of a part of it. */
const HEADERS_BEGIN =
  /^(?:From \S|(?:Return-Path|Received|Message-I[Dd]|MIME-Version|Content-[A-Za-z-]{2,40}): )/i;
const BOUNDARY = /^--[^\s-]\S{0,100}$/;

/** Headers are a part of their own, with no encoding. */
function partsOf(lines: readonly Line[]): readonly Part[] {
  const parts: Part[] = [];
  let own: Line[] = [];
  let headers = "";
  let inHeaders = false;
  const close = (): void => {
    const encoding = /^content-transfer-encoding:\s*([\w-]{1,30})/im.exec(headers)?.[1] ?? "";
    const flowed = /\bformat="?flowed\b/i.test(headers);
    const delsp = /\bdelsp="?yes\b/i.test(headers);
    if (own.length > 0) parts.push({ encoding: encoding.toLowerCase(), flowed, delsp, lines: own });
    own = [];
  };
  for (const line of lines) {
    const { text } = line;
    if (!inHeaders && (HEADERS_BEGIN.test(text) || BOUNDARY.test(text))) {
      close();
      headers = "";
      inHeaders = true;
    }
    if (!inHeaders) {
      own.push(line);
    } else if (text.trim() === "") {
      parts.push({ encoding: "", flowed: false, delsp: false, lines: own });
      own = [];
      inHeaders = false;
    } else if (HEADER_FIELD.test(text) || /^\s|^From |^--/.test(text)) {
      headers += `${text.slice(0, 1000)}\n`;
      own.push(line);
    } else {
      // No headers after all: prose that begins like some.
      headers = "";
      inHeaders = false;
      own.push(line);
    }
  }
  close();
  return parts;
}

const ESCAPED = /=[0-9A-F]{2}/;

/** Where a bus number stands behind a bare `=`, the text is not encoded, whatever its mail says. */
function isQuotedPrintable({ encoding, lines }: Part): boolean {
  if (lines.some(({ text }) => /\b(?:secondary|subordinate|Len|ID)=(?!3D)\w/.test(text)))
    return false;
  if (encoding === "quoted-printable") return true;
  if (encoding !== "") return false;
  const escaped = lines.some(({ text }) => /=(?:3D|20|09|C2=A0)/.test(text));
  return escaped && lines.some(({ text }) => /[^=]=$/.test(text) || ESCAPED.test(text));
}

function fromQuotedPrintable(lines: readonly Line[]): readonly Line[] {
  const decoded: Line[] = [];
  let open: { at: number; pieces: string[] } | null = null;
  for (const { text, at } of lines) {
    const trimmed = text.trimEnd();
    const soft = trimmed.endsWith("=");
    open ??= { at, pieces: [] };
    open.pieces.push(soft ? trimmed.slice(0, -1) : trimmed);
    if (soft) continue;
    decoded.push({ text: cleanText(unescaped(open.pieces.join(""))), at: open.at });
    open = null;
  }
  if (open !== null) decoded.push({ text: unescaped(open.pieces.join("")), at: open.at });
  return decoded;
}

function unescaped(text: string): string {
  return text.replaceAll(/(?:=[0-9A-F]{2}){1,64}/gi, (run) => utf8Text(run.replaceAll("=", "%")));
}

/** Of bytes as `%C2%A0`; what is no UTF-8 is taken as Latin-1. */
function utf8Text(percents: string): string {
  try {
    return decodeURIComponent(percents);
  } catch {
    return percents.replaceAll(/%(..)/g, (_, hex: string) =>
      String.fromCodePoint(parseInt(hex, 16)),
    );
  }
}

const BASE64 = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

function fromBase64(lines: readonly Line[]): readonly Line[] {
  const at = lines[0]?.at ?? 1;
  const pieces: string[] = [];
  let bits = 0;
  let held = 0;
  let run = "";
  for (const { text } of lines) {
    for (const character of text) {
      const value = BASE64.indexOf(character);
      if (value < 0) continue;
      bits = ((bits << 6) | value) & 0xffff;
      held += 6;
      if (held < 8) continue;
      held -= 8;
      const byte = (bits >> held) & 0xff;
      run += `%${byte.toString(16).padStart(2, "0")}`;
      // A line end is no part of a longer character of UTF-8.
      if (byte !== 0x0a) continue;
      pieces.push(utf8Text(run));
      run = "";
    }
  }
  pieces.push(utf8Text(run));
  return cleanText(pieces.join(""))
    .split(/\r\n|\r|\n/)
    .map((text) => ({ text, at }));
}

const QUOTES = /^[> ]{0,64}/;
/** The first line of a function is never the end of the one before. */
const FUNCTION_BEGINS = /^[> ]{0,64}(?:[0-9a-f]{4,8}:)?[0-9a-f]{2}:[0-9a-f]{2}\.[0-7]\b/i;

function unflowed(lines: readonly Line[], delsp: boolean): readonly Line[] {
  const joined: Line[] = [];
  let open: { at: number; pieces: string[] } | null = null;
  for (const { text, at } of lines) {
    if (open !== null && FUNCTION_BEGINS.test(text)) {
      joined.push({ text: open.pieces.join(""), at: open.at });
      open = null;
    }
    const flows = text.endsWith(" ") && !/^[> ]{0,64}-- $/.test(text);
    const own: string = open === null ? text : text.replace(QUOTES, "");
    open ??= { at, pieces: [] };
    open.pieces.push(flows && delsp ? own.slice(0, -1) : own);
    if (flows) continue;
    joined.push({ text: open.pieces.join(""), at: open.at });
    open = null;
  }
  if (open !== null) joined.push({ text: open.pieces.join(""), at: open.at });
  return joined;
}
