/**
 * The things that a driver prints beside the protocol: the part that is kept, and the lines of it
 * that are told when it crashes.
 */

/** As much is kept, from the end. */
const KEPT_BYTES = 64 * 1024;
/** Lines of a kernel that say what went wrong; the first one is told with what follows it. */
const TELLING = ["BUG:", "Kernel panic", "RIP:", "Oops", "WARNING:"];
const TOLD_LINES_TELLING = 21;
const TOLD_LINES = 10;
const TOLD_LINE_MAX = 200;

export class Output {
  private kept = "";

  add(chunk: Buffer): void {
    this.kept = (this.kept + chunk.toString("latin1")).slice(-KEPT_BYTES);
  }

  /** The most telling lines: from the first that names a kernel's failure, or else the last. */
  telling(): readonly string[] {
    const lines = this.kept.split("\n").map(printable);
    while (lines.at(-1) === "") lines.pop();
    const first = lines.findIndex((line) => TELLING.some((word) => line.includes(word)));
    if (first < 0) return lines.slice(-TOLD_LINES);
    return lines.slice(first, first + TOLD_LINES_TELLING);
  }
}

/** Without colours and other control characters. */
function printable(line: string): string {
  // oxlint-disable-next-line no-control-regex
  const plain = line.replaceAll(/\u001B\[[0-9;?]*[A-Za-z]|[^\u0020-\u007E]/g, "");
  return plain.trimEnd().slice(0, TOLD_LINE_MAX);
}
