/**
 * The progress line: one line on a terminal that is rewritten at most five times a second; nothing
 * anywhere else.
 */
import { counted, scaled } from "../../reports/text/words.js";
import type { Progress } from "../../search/check/watch.js";
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
 * `12 s 345k of 1.0M scenarios, 27k/s 6.1M operations judged 31 of 31 invariants applied ...`; once
 * the search has ended `21 s 345k scenarios 12 broken, 5 of 14 counterexamples shrunk`.
 */
export function progressText(p: Progress): string {
  const seconds = `${Math.floor(p.seconds)} s`;
  if (p.shrunk !== null)
    return [
      seconds,
      `${scaled(p.scenarios)} scenarios`,
      `${p.broken} broken, ${p.shrunk.done} of ${counted(p.shrunk.of, "counterexample")} shrunk`,
    ].join("  ");
  const total = p.scenariosTotal === null ? "" : ` of ${scaled(p.scenariosTotal)}`;
  return [
    seconds,
    `${scaled(p.scenarios)}${total} scenarios, ${scaled(Math.round(p.rate))}/s`,
    `${scaled(p.operationsJudged)} operations judged`,
    `${p.invariantsApplied} of ${p.invariantsTotal} invariants applied`,
    `${p.broken} broken`,
  ].join("  ");
}
