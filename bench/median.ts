/** The figure that stands for several rounds: the middle one, or the upper of two. */

export function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[values.length >> 1] ?? 0;
}
