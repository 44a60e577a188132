/** Every design of the catalog stands somewhere on every recorded counterexample. */
import { expect, test } from "vitest";
import { catalog } from "../../impl/designs/catalog.js";
import { breakingOf } from "./breaking.js";
import { readCorpus } from "./corpus.js";
import { designsOn } from "./standing.js";

const corpus = (await readCorpus()).map(({ counterexample }) => counterexample);
const order = catalog.map(({ name }) => name);

test("each once, in the order of the catalog, and those that break it are among them", () => {
  for (const cx of corpus) {
    const on = designsOn(cx)!;
    const all = [...on.breaks, ...on.keeps, ...on.unknown];
    expect(all.toSorted()).toEqual(order.toSorted());
    for (const some of [on.breaks, on.keeps])
      expect(some).toEqual(order.filter((name) => some.includes(name)));
    for (const name of breakingOf(cx).flatMap(({ designs }) => designs))
      expect(on.breaks).toContain(name);
  }
});

test("an invariant that is no more", () => {
  expect(designsOn({ ...corpus[0]!, invariant: "old" })).toBeNull();
});
