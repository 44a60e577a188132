/** The text of something that was thrown, whatever it is: its message, with its name or without. */

export function thrownText(thrown: unknown): string {
  return thrown instanceof Error ? thrown.message : String(thrown);
}

/** `TypeError: x is not a function`: of a design that crashes, the name says a lot. */
export function namedThrownText(thrown: unknown): string {
  return thrown instanceof Error ? `${thrown.name}: ${thrown.message}` : String(thrown);
}
