/** The line of one change: what, where, from what to what. */

/** Empty if nothing changed. */
export function change<T>(
  what: string,
  where: string,
  before: T,
  after: T,
  say: (value: T) => string,
): readonly string[] {
  if (before === after) return [];
  return [`${what.padEnd(8)}  ${where}: ${say(before)} -> ${say(after)}`];
}
