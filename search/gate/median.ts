/** The median of several figures: the middle one, or the mean of the two in the middle. */

export function median(figures: readonly number[]): number {
  const sorted = figures.toSorted((a, b) => a - b);
  const middle = sorted.length >> 1;
  const withUsers = sorted[middle] ?? 0;
  return sorted.length % 2 === 1 ? withUsers : ((sorted[middle - 1] ?? 0) + withUsers) / 2;
}
