/** The growing array of numbers in which an answer's records are gathered (answer.ts). */
import { RECORD } from "./answer.js";

const WORDS_AT_FIRST = 1024;

export class Records {
  private words = new Int32Array(WORDS_AT_FIRST);
  private length = 0;

  clear(): void {
    this.length = 0;
  }

  /** Begins a record, and makes room for it. */
  begin(mark: number, wordsMax: number): void {
    const needed = this.length + wordsMax + 2;
    if (needed > this.words.length) {
      const larger = new Int32Array(Math.max(needed, 2 * this.words.length));
      larger.set(this.words);
      this.words = larger;
    }
    this.push(mark);
  }

  push(word: number): void {
    this.words[this.length++] = word;
  }

  /** A copy with its end mark. */
  finished(): Int32Array {
    this.words[this.length] = RECORD.end;
    return this.words.slice(0, this.length + 1);
  }
}
