/** The text of something that was thrown: its message, whatever it is. */

export function thrownText(thrown: unknown): string {
  return thrown instanceof Error ? thrown.message : String(thrown);
}
