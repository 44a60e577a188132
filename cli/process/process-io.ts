/**
 * The real process as commands see it: a reader that goes away (`| head`) ends a run quietly, the
 * first Ctrl-C stops it, the second leaves at once. Where nothing listens, Ctrl-C ends the process
 * as usual, even if a design never returns.
 */
import { EXIT } from "./exit.js";
import type { Io, Out } from "./io.js";

type Stop = (why: "interrupt" | "closed") => void;

export function processIo(): Io {
  const stops = new Set<Stop>();
  const stopAll = (why: Parameters<Stop>[0]): void => stops.forEach((stop) => stop(why));
  let interrupts = 0;
  const interrupted = (): void => {
    if (++interrupts > 1) process.exit(EXIT.interruptedTwice);
    stopAll("interrupt");
  };
  return {
    out: outOf(process.stdout, () => stopAll("closed")),
    err: outOf(process.stderr, () => {}),
    env: process.env,
    today: () => new Date().toISOString().slice(0, 10),
    onStop: (stop) => {
      if (stops.size === 0) process.on("SIGINT", interrupted);
      stops.add(stop);
      return () => {
        stops.delete(stop);
        if (stops.size === 0) process.off("SIGINT", interrupted);
      };
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
