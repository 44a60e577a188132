/**
 * The progress line: one line on a terminal that is rewritten at most five times a second; nothing
 * anywhere else.
 */
import { scaled } from "../../reports/text/words.js";
import type { Progress } from "../../search/check/check.js";
import type { Out } from "../process/io.js";

const INTERVAL_MS = 200;
/** Carriage return, erase to the end of the line (ECMA-48 8.3.41). */
const ERASE = "\r\u001B[K";

export class ProgressLine {
  private readonly out: Out;
  private readonly now: () => number;
  private shownAt = Number.NEGATIVE_INFINITY;
  private shown = false;

  constructor(out: Out, now: () => number = () => performance.now()) {
    this.out = out;
    this.now = now;
  }

  show(text: string): void {
    if (!this.out.isTty || this.now() - this.shownAt < INTERVAL_MS) return;
    this.shownAt = this.now();
    this.shown = true;
    this.out.write(ERASE + text.slice(0, (this.out.columns ?? 80) - 1));
  }

  /** Takes the line away, so that what follows starts on a clean one. */
  clear(): void {
    if (this.shown) this.out.write(ERASE);
    this.shown = false;
  }
}

/**
 * `12 s 345 k of 1.0 M scenarios 6.1 M operations judged 31 of 31 invariants applied 12 broken`.
 */
export function progressText(p: Progress): string {
  const total = p.scenariosTotal === null ? "" : ` of ${scaled(p.scenariosTotal)}`;
  return [
    `${Math.floor(p.seconds)} s`,
    `${scaled(p.scenarios)}${total} scenarios`,
    `${scaled(p.operationsJudged)} operations judged`,
    `${p.invariantsApplied} of ${p.invariantsTotal} invariants applied`,
    `${p.broken} broken`,
  ].join("  ");
}
