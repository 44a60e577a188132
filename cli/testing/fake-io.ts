/** A process for tests: what a command wrote, and a hand on the stop button. */
import type { Io } from "../process/io.js";

export interface FakeIo extends Io {
  readonly stdout: () => string;
  readonly stderr: () => string;
  /** Ctrl-C, or a reader that goes away. */
  readonly stop: (why: "interrupt" | "closed") => void;
}

export interface FakeIoOptions {
  readonly tty?: boolean;
  readonly env?: Readonly<Record<string, string>>;
  readonly today?: string;
}

export function fakeIo(options: FakeIoOptions = {}): FakeIo {
  const written = { out: "", err: "" };
  const stops = new Set<(why: "interrupt" | "closed") => void>();
  const isTty = options.tty ?? false;
  const columns = isTty ? 120 : null;
  const listener = (name: keyof typeof written): Io["out"] => ({
    write: (text) => {
      written[name] += text;
    },
    isTty,
    columns,
  });
  return {
    out: listener("out"),
    err: listener("err"),
    env: options.env ?? {},
    today: () => options.today ?? "2026-06-01",
    onStop: (stop) => {
      stops.add(stop);
      return () => stops.delete(stop);
    },
    stdout: () => written.out,
    stderr: () => written.err,
    stop: (why) => stops.forEach((stop) => stop(why)),
  };
}
