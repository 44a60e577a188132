/**
 * The smaller bound of an exhaustive search: how many functions there are at most where they are
 * added one by one, and where a law compares a topology with others. Both multiply the topologies,
 * and what they show is there with one function less.
 */
export function functionsHot(functions: number): number {
  return Math.max(1, functions - 1);
}
