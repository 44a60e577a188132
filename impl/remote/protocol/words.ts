/**
 * The words of one line of an answer, read from left to right. The reader is in the hot path of
 * every run: it looks at character codes, and makes a string only where a word is quoted.
 */
import { DOMAINS, NO_DOMAIN, type DomainId } from "../../../model/vocabulary/operation/domain.js";
import { Malformed, isPrintable, quoted } from "./malformed.js";

const BLANK = 0x20;
const MINUS = 0x2d;
const ZERO = 0x30;
const NINE = 0x39;

/** Domains by the codes of their names' one or two characters; -1: no such domain. */
const CODES = 128;
const domainByCodes = new Int16Array(CODES * CODES).fill(-1);
DOMAINS.forEach((name, id) => {
  const text = id === NO_DOMAIN ? "-" : name;
  domainByCodes[text.charCodeAt(0) * CODES + (text.length > 1 ? text.charCodeAt(1) : 0)] = id;
});

export class Words {
  private line = "";
  private at = 0;

  /** Begins with another line. */
  open(line: string): void {
    this.line = line;
    this.at = 0;
  }

  /** The next word, as it is. */
  word(what: string): string {
    const start = this.at;
    return this.line.slice(start, this.endOfWord(what));
  }

  /** A decimal number from `min` to `max`, without leading zeros. */
  number(what: string, min: number, max: number): number {
    const start = this.at;
    const first = this.line.charCodeAt(start);
    let at = first === MINUS ? start + 1 : start;
    const digits = at;
    let value = 0;
    for (; at < this.line.length; at++) {
      const code = this.line.charCodeAt(at);
      if (code < ZERO || code > NINE) break;
      value = value * 10 + (code - ZERO);
    }
    const sound = at > digits && (at === digits + 1 || this.line.charCodeAt(digits) !== ZERO);
    if (first === MINUS) value = -value;
    const ended = at === this.line.length || this.line.charCodeAt(at) === BLANK;
    if (!sound || !ended || value < min || value > max)
      throw this.expected(`${what} (a number from ${min} to ${max})`, start);
    this.at = at + 1;
    return value;
  }

  /** A domain's name; `-` is "no domain". */
  domain(what: string): DomainId {
    const start = this.at;
    const end = this.endOfWord(what);
    const second = end - start > 1 ? this.line.charCodeAt(start + 1) : 0;
    const codes = this.line.charCodeAt(start) * CODES + second;
    const id = end - start > 2 ? -1 : (domainByCodes[codes] ?? -1);
    if (id < 0) throw this.expected(`${what} (a domain, or - for none)`, start);
    return id;
  }

  /** Everything up to the end of the line: printable, not empty. */
  rest(what: string, lengthMax: number): string {
    const text = this.line.slice(this.at);
    if (text === "" || text.length > lengthMax || !isPrintable(text))
      throw this.expected(`${what} (1 to ${lengthMax} printable characters)`, this.at);
    this.at = this.line.length + 1;
    return text;
  }

  /** Asserts that nothing follows. */
  end(): void {
    if (this.at !== this.line.length + 1) throw this.expected("the end of the line", this.at);
  }

  /** Moves behind the next word and its blank; answers where the word ended. */
  private endOfWord(what: string): number {
    const blank = this.line.indexOf(" ", this.at);
    const end = blank < 0 ? this.line.length : blank;
    if (end <= this.at) throw this.expected(what, this.at);
    this.at = end + 1;
    return end;
  }

  private expected(what: string, at: number): Malformed {
    const end = this.line.indexOf(" ", at);
    const word = this.line.slice(at, end < 0 ? undefined : end);
    const seen = word === "" ? "nothing" : quoted(word);
    return new Malformed(`expected ${what}, got ${seen} in ${quoted(this.line)}`);
  }
}
