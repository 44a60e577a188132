/** Defines how something that was thrown is said: its message, whatever it is. */

export function thrownText(thrown: unknown): string {
  return thrown instanceof Error ? thrown.message : String(thrown);
}
