/**
 * Defines the real process as commands see it: a reader that goes away (`| head`) ends a run quietly, the first
 * Ctrl-C stops it, the second leaves at once.
 */
import { EXIT } from "./failure.js";
import type { Io, Out } from "./io.js";

type Stop = (why: "interrupt" | "closed") => void;

export function processIo(): Io {
  const stops = new Set<Stop>();
  const closed = (): void => stops.forEach((stop) => stop("closed"));
  let interrupts = 0;
  process.on("SIGINT", () => {
    interrupts++;
    if (interrupts > 1 || stops.size === 0) process.exit(EXIT.interruptedTwice);
    stops.forEach((stop) => stop("interrupt"));
  });
  return {
    out: outOf(process.stdout, closed),
    err: outOf(process.stderr, () => {}),
    env: process.env,
    onStop: (stop) => {
      stops.add(stop);
      return () => stops.delete(stop);
    },
  };
}

function outOf(stream: NodeJS.WriteStream, onClosed: () => void): Out {
  let open = true;
  stream.on("error", (error: NodeJS.ErrnoException) => {
    open = false;
    if (error.code === "EPIPE") onClosed();
    else throw error;
  });
  return {
    write: (text) => {
      if (open) stream.write(text);
    },
    isTty: stream.isTTY,
    columns: stream.isTTY ? stream.columns : null,
  };
}
