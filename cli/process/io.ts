/**
 * The parts of the process that a command can touch: where it writes, its environment, and the wish
 * to be stopped. Tests put their own in its place.
 */
import { COLOUR, PLAIN, WIDTH_DEFAULT, type Look } from "../../reports/text/paint.js";

export interface Out {
  write(text: string): void;
  readonly isTty: boolean;
  /** Width of the terminal; null if it is none. */
  readonly columns: number | null;
}

export interface Io {
  readonly out: Out;
  readonly err: Out;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** `2026-12-31`, by Coordinated Universal Time. */
  today(): string;
  /**
   * Calls `stop` when the user wants to end the run (Ctrl-C) or nobody reads the output any more.
   * What is returned takes that back.
   */
  onStop(stop: (why: "interrupt" | "closed") => void): () => void;
}

const WIDTH_MIN = 60;
const WIDTH_MAX = 160;

/** Colour only for terminals, and only where NO_COLOR (no-color.org) does not forbid it. */
export function lookOf(io: Io, ascii = false): Look {
  const { NO_COLOR: noColour, TERM: terminal } = io.env;
  const colour = io.out.isTty && (noColour ?? "") === "" && terminal !== "dumb";
  const columns = io.out.columns ?? WIDTH_DEFAULT;
  const width = Math.min(WIDTH_MAX, Math.max(WIDTH_MIN, columns));
  return { width, paint: colour ? COLOUR : PLAIN, ascii };
}
