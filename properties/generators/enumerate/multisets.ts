/**
 * Unordered collections, enumerated in order, each exactly once: a multiset is listed as the one
 * sequence of its items that does not decrease. Nothing is compared, nothing is permuted.
 */

/** Items of each size; `of(n)` lists those of size n >= 1, always the same objects. */
export type BySize<T> = (size: number) => readonly T[];

/** All multisets of items whose sizes add up to `total`, as sequences in the items' order. */
export function multisetsOfSize<T>(total: number, of: BySize<T>): readonly (readonly T[])[] {
  const found: (readonly T[])[] = [];
  const chosen: T[] = [];
  const choose = (left: number, size: number, at: number): void => {
    if (left === 0) {
      found.push([...chosen]);
      return;
    }
    for (let s = size; s <= left; s++) {
      const items = of(s);
      for (let i = s === size ? at : 0; i < items.length; i++) {
        chosen.push(items[i] as T);
        choose(left - s, s, i);
        chosen.pop();
      }
    }
  };
  choose(total, 1, 0);
  return found;
}

/** All multisets of `count` items of a list. */
export function multisetsOf<T>(count: number, items: readonly T[]): readonly (readonly T[])[] {
  return multisetsOfSize(count, (size) => (size === 1 ? items : []));
}

/** One of each list, in every way. */
export function everyChoice<T>(lists: readonly (readonly T[])[]): readonly (readonly T[])[] {
  return lists.reduce<readonly (readonly T[])[]>(
    (ways, list) => ways.flatMap((way) => list.map((item) => [...way, item])),
    [[]],
  );
}
