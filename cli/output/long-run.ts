/**
 * The watch over a long run: its progress stands on one line, and Ctrl-C or a reader that went away
 * ends it early.
 */
import type { Io } from "../process/io.js";
import { ProgressLine } from "./progress.js";

/** `work` begins when Ctrl-C is already heard, so whatever it prints first can be interrupted. */
export async function asLongRun<T>(
  io: Io,
  work: (signal: AbortSignal, show: (text: string) => void) => Promise<T>,
): Promise<T> {
  const line = new ProgressLine(io.err);
  const controller = new AbortController();
  const forget = io.onStop((why) => {
    if (why === "interrupt" && !controller.signal.aborted) {
      line.clear();
      io.err.write("pasidcheck: stopping; press Ctrl-C again to leave at once\n");
    }
    controller.abort();
  });
  try {
    return await work(controller.signal, (text) => line.show(text));
  } finally {
    line.clear();
    forget();
  }
}
