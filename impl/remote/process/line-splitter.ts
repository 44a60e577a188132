/** A stream of bytes cut into lines, with a limit on their length (impl/remote/protocol.md). */
import { Malformed, quoted } from "../protocol/malformed.js";

/** No line is longer, its end not counted. */
export const LINE_BYTES_MAX = 65_536;

export class LineSplitter {
  /** The beginning of a line whose end has not come. */
  private rest = "";

  /** Hands on every line that is complete now. Throws Malformed on a line that is too long. */
  add(chunk: Buffer, take: (line: string) => void): void {
    const text = this.rest + chunk.toString("latin1");
    let start = 0;
    for (;;) {
      const end = text.indexOf("\n", start);
      const length = (end < 0 ? text.length : end) - start;
      if (length > LINE_BYTES_MAX) {
        const line = quoted(text.slice(start, start + LINE_BYTES_MAX));
        throw new Malformed(`a line of more than ${LINE_BYTES_MAX} bytes: ${line}`);
      }
      if (end < 0) break;
      take(text.slice(start, end));
      start = end + 1;
    }
    this.rest = text.slice(start);
  }
}
