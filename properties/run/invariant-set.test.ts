/**
 * What a set of invariants promises: each invariant with variants gets its turn in a campaign,
 * however many there are.
 */
import { expect, test } from "vitest";
import { invariants } from "../invariants/all.js";
import { isBootInvariant } from "../invariants/invariant.js";
import { BATCH_SCENARIOS } from "../../search/random/draw.js";
import { invariantSet } from "./invariant-set.js";

const withVariants = invariants.filter(
  (invariant) => isBootInvariant(invariant) && invariant.variants !== undefined,
);

test.each([1, 2, 3, 4, 5, 6, 7])(
  "%i invariants with variants all get their turn in a batch",
  (n) => {
    const some = Array.from({ length: n }, (_, i) => withVariants[i % withVariants.length]);
    const set = invariantSet(some.flatMap((invariant) => invariant ?? []));
    expect(set.turns).toBe(n);
    const turns = new Set(Array.from({ length: BATCH_SCENARIOS }, (_, run) => run % set.turns));
    expect(set.boot.map(({ turn }) => turn).filter((turn) => !turns.has(turn ?? -1))).toEqual([]);
  },
);
