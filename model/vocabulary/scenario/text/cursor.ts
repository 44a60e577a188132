/**
 * Lines and words of a text, and the cursor that walks over the words of one line and keeps the
 * first problem. Tolerated, because scenarios travel in mails: `> ` quoting, CRLF, blank lines, `#`
 * comments.
 */
import type { Problem } from "../../reading/reading.js";

export interface Word {
  readonly text: string;
  /** From 1, in the line as it stands in the text. */
  readonly column: number;
}

export interface Line {
  /** From 1. */
  readonly number: number;
  /** At least one. */
  readonly words: readonly Word[];
}

const QUOTING = /^\uFEFF?(?:\s*>)*/;

/** The lines that have words. */
export function linesOf(text: string): readonly Line[] {
  return text.split(/\r\n|\r|\n/).flatMap((whole, i) => {
    const quoting = QUOTING.exec(whole)?.[0].length ?? 0;
    const line = (whole.slice(quoting).split("#", 1)[0] ?? "").matchAll(/\S+/g);
    const words = Array.from(line, (m) => ({ text: m[0], column: quoting + m.index + 1 }));
    return words.length === 0 ? [] : [{ number: i + 1, words }];
  });
}

/**
 * Walks over the words of one line. After the first failure every reader gives up by returning
 * null.
 */
export class Cursor {
  problem: Problem | null = null;
  readonly line: Line;
  private at = 0;

  constructor(line: Line) {
    this.line = line;
  }

  peek(): string | null {
    return this.line.words[this.at]?.text ?? null;
  }

  next(): Word | null {
    const word = this.line.words[this.at] ?? null;
    if (word !== null) this.at++;
    return word;
  }

  /** The words that are left. */
  rest(): readonly Word[] {
    return this.line.words.slice(this.at);
  }

  /** The next word; where there is none, a failure that says what was wanted. */
  want(wanted: string): Word | null {
    const word = this.next();
    return word ?? this.fail(`the line ends where ${wanted} should follow`, null);
  }

  /**
   * Keeps a problem at a word, or at the end of the line. Returns null, for the caller to return.
   */
  fail(message: string, word: Word | null): null {
    const last = this.line.words.at(-1);
    const end = last === undefined ? 1 : last.column + last.text.length;
    this.problem ??= {
      line: this.line.number,
      column: word?.column ?? end,
      path: null,
      message,
    };
    return null;
  }

  /** A decimal or 0x number within bounds; `hint` ends the message of another word. */
  number(what: string, min: number, max: number, hint = ""): number | null {
    const word = this.want(`${what}, ${min}..${max},`);
    if (word === null) return null;
    const value = /^(?:\d{1,10}|0x[0-9a-f]{1,8})$/i.test(word.text) ? Number(word.text) : -1;
    if (value >= min && value <= max) return value;
    const message = `${what} is a number ${min}..${max}, not '${shown(word.text)}'${hint}`;
    return this.fail(message, word);
  }
}

const SHOWN_LENGTH_MAX = 40;

/** A word as it may stand in a message: short, and without control characters. */
export function shown(text: string): string {
  const plain = text.replaceAll(/[^\x20-\x7e]/g, "?");
  return plain.length > SHOWN_LENGTH_MAX ? `${plain.slice(0, SHOWN_LENGTH_MAX)}...` : plain;
}
