/**
 * The known name that a misspelt one is nearest to, so that an error can ask "did you mean ...?".
 * The distance is the number of letters to add, drop, change or swap with the next one (optimal
 * string alignment).
 */

/** Longer words are nobody's typing error, and comparing them costs length times length. */
const WORD_LENGTH_MAX = 64;
const DISTANCE_MAX = 3;
/** So many letters of the word may be wrong. */
const WRONG_SHARE_MAX = 0.4;
/** A name is also meant by its beginning, if that is not too short. */
const BEGINNING_LENGTH_MIN = 3;

/** The name nearest to `word`, the first of equals; null if none is near. */
export function nearest(word: string, names: readonly string[]): string | null {
  if (word.length === 0 || word.length > WORD_LENGTH_MAX) return null;
  const lower = word.toLowerCase();
  const limit = Math.min(DISTANCE_MAX, Math.ceil(word.length * WRONG_SHARE_MAX));
  let best: string | null = null;
  let bestDistance = limit + 1;
  for (const name of names) {
    const distance = editDistance(lower, name.toLowerCase());
    if (distance >= bestDistance) continue;
    best = name;
    bestDistance = distance;
  }
  if (best !== null || word.length < BEGINNING_LENGTH_MIN) return best;
  return names.find((name) => name.toLowerCase().startsWith(lower)) ?? null;
}

/** ` (did you mean 'endpoint'?)`, or nothing. */
export function didYouMean(word: string, names: readonly string[]): string {
  const name = nearest(word, names);
  return name === null ? "" : ` (did you mean '${name}'?)`;
}

/** `; did you mean 'endpoint'?`, or nothing. */
export function meant(word: string, names: readonly string[]): string {
  const name = nearest(word, names);
  return name === null ? "" : `; did you mean '${name}'?`;
}

/** Letters to add, drop, change or swap to make `a` into `b`. */
export function editDistance(a: string, b: string): number {
  if (b.length > WORD_LENGTH_MAX) return b.length;
  let beforeLast: number[] = [];
  let last = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    for (let j = 1; j <= b.length; j++) {
      const change = a[i - 1] === b[j - 1] ? 0 : 1;
      let least = Math.min(get(last, j) + 1, get(row, j - 1) + 1, get(last, j - 1) + change);
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1])
        least = Math.min(least, get(beforeLast, j - 2) + 1);
      row.push(least);
    }
    beforeLast = last;
    last = row;
  }
  return get(last, b.length);
}

function get(row: readonly number[], at: number): number {
  return row[at] ?? Number.POSITIVE_INFINITY;
}
