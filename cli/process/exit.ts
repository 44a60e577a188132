/** The exit codes, and the error that ends a command with one line: what, where, what to do. */

export const EXIT = {
  asExpected: 0,
  surprise: 1,
  usage: 2,
  inconclusive: 3,
  /** 128 + SIGINT, as shells count it. */
  interruptedTwice: 130,
} as const;

export type ExitCode = (typeof EXIT)[keyof typeof EXIT];

/** Wrong usage or unreadable input: exit 2. The message is one line and already safe to print. */
export class UsageError extends Error {
  constructor(message: string) {
    super(message);
    this.name = "UsageError";
  }
}

/**
 * Of several codes the one that says most: wrong input, then a surprise, then what is inconclusive.
 */
export function worst(codes: readonly ExitCode[]): ExitCode {
  const order = [EXIT.interruptedTwice, EXIT.usage, EXIT.surprise, EXIT.inconclusive];
  return order.find((code) => codes.includes(code)) ?? EXIT.asExpected;
}
