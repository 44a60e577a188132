// The enumerator under all others counts what is known: rooted trees, OEIS A000081.
import { expect, test } from "vitest";
import { everyChoice, multisetsOf, multisetsOfSize } from "./multisets.js";

interface Tree {
  readonly below: readonly Tree[];
}

/** Rooted trees of each size, each once. */
function treesUpTo(sizeMax: number): readonly (readonly Tree[])[] {
  const trees: (readonly Tree[])[] = [[]];
  for (let size = 1; size <= sizeMax; size++)
    trees[size] = multisetsOfSize(size - 1, (n) => trees[n] ?? []).map((below) => ({ below }));
  return trees;
}

test("as many rooted trees as there are", () => {
  const counts = treesUpTo(10).map((trees) => trees.length);
  expect(counts.slice(1)).toEqual([1, 1, 2, 4, 9, 20, 48, 115, 286, 719]);
});

test("each tree once", () => {
  const text = ({ below }: Tree): string =>
    `(${below
      .map((tree) => text(tree))
      .toSorted()
      .join("")})`;
  for (const trees of treesUpTo(8))
    expect(new Set(trees.map((tree) => text(tree))).size).toBe(trees.length);
});

test("multisets of a list, and choices", () => {
  expect(multisetsOf(2, ["a", "b", "c"]).map((two) => two.join(""))).toEqual([
    "aa",
    "ab",
    "ac",
    "bb",
    "bc",
    "cc",
  ]);
  expect(multisetsOf(0, ["a"])).toEqual([[]]);
  expect(everyChoice([["a", "b"], ["c"]])).toEqual([
    ["a", "c"],
    ["b", "c"],
  ]);
});
