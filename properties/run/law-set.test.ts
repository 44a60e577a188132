/**
 * What a set of laws promises: each law with variants gets its turn in a campaign, however many
 * there are.
 */
import { expect, test } from "vitest";
import { laws } from "../laws/all.js";
import { isBootLaw } from "../laws/law.js";
import { BATCH_SCENARIOS } from "../../search/random/batch.js";
import { lawSet } from "./law-set.js";

const withVariants = laws.filter((law) => isBootLaw(law) && law.variants !== undefined);

test.each([1, 2, 3, 4, 5, 6, 7])("%i laws with variants all get their turn in a batch", (n) => {
  const some = Array.from({ length: n }, (_, i) => withVariants[i % withVariants.length]);
  const set = lawSet(some.flatMap((law) => law ?? []));
  expect(set.turns).toBe(n);
  const turns = new Set(Array.from({ length: BATCH_SCENARIOS }, (_, run) => run % set.turns));
  expect(set.boot.map(({ turn }) => turn).filter((turn) => !turns.has(turn ?? -1))).toEqual([]);
});
