/**
 * The answer of a driver to one scenario as plain data. It crosses a thread boundary a thousand
 * times a second, so what it did stands in one array of numbers: records, each a mark and its
 * words, in the order in which the lines came.
 */

/** What a record begins with, and the words that follow. */
export const RECORD = {
  /** The end of the answer. */
  end: 0,
  /** RESULT: 0, or a negative errno number. What follows belongs to this operation. */
  op: 1,
  /** DEV PASID DOMAIN OLD SEEN STATUS */
  call: 2,
  /** INDEX GROUP FLAGS, then HARDWARE, RECORDED and HANDLE, a word a column each. */
  fn: 3,
  /** The domain of each of the eight handles. */
  handles: 4,
  /** The state of users of the core: the words of the line (user-lines.ts). */
  own: 5,
  cell: 6,
  ioas: 7,
  table: 8,
  mm: 9,
} as const;

/** Words of a `call` record, without its mark. */
export const CALL_WORDS = 6;
/** Words of an `fn` record that come before its columns. */
export const FN_WORDS = 3;

/** The bits of FLAGS. */
export const FLAG = { enabled: 1, blocked: 2, present: 4 } as const;
export const FLAGS_MAX = 7;

/** A warning of the platform. */
export interface Warning {
  /** Index of the operation; -1: boot. */
  readonly step: number;
  readonly text: string;
}

/** What the driver did. */
export interface Done {
  readonly how: "done";
  readonly records: Int32Array;
  readonly warnings: readonly Warning[];
}

/** It cannot express this scenario. */
export interface Unsupported {
  readonly how: "unsupported";
  readonly reason: string;
}

export type Answer = Done | Unsupported;

/** The beginning of an answer, which its driver sent when it was about to die. */
export interface Cut extends Pick<Done, "records" | "warnings"> {
  /** The operation that did not return; -1: boot; one after the last: the machine goes down. */
  readonly running: number;
}

/** What there is instead of an answer: the driver crashed, hung or spoke nonsense. */
export interface Crash {
  readonly how: "crashed";
  /** Several lines; the first says what happened. */
  readonly message: string;
  /** What it told before its end; null: nothing. */
  readonly cut: Cut | null;
}
