// The search finds as many states as there are: known numbers of a known model, closed forms, and
// shortest paths.
import { expect, test } from "vitest";
import { reach, type Model } from "./breadth-first.js";
import { tableOfCells } from "../testing/table-of-cells.js";
import { twoPhaseCommit } from "../testing/two-phase-commit.js";

const LIMITS = { states_max: 1_000_000 };
const nothing = (): void => {};

test.each([
  [3, 288, 80],
  [5, 8_832, 314],
  [7, 296_448, 920],
])("two-phase commit with %i managers", (managers, states, classes) => {
  const whole = reach(twoPhaseCommit(managers, false), LIMITS, nothing);
  expect(whole).toMatchObject({ states, complete: true });
  expect(reach(twoPhaseCommit(managers, true), LIMITS, nothing).states).toBe(classes);
});

test.each([
  [2, 2, 2, 81],
  [3, 2, 2, 729],
  [4, 3, 2, 531_441],
])("a table of %i devices, %i PASIDs and %i domains", (devices, pasids, domains, states) => {
  const whole = reach(tableOfCells(devices, pasids, domains, false), LIMITS, nothing);
  expect(whole).toMatchObject({ states, transitions: states * devices * pasids * domains });
  const folded = reach(tableOfCells(devices, pasids, domains, true), LIMITS, nothing);
  expect(folded.complete).toBe(true);
  expect(folded.states).toBeLessThan(states / 2);
});

/** A counter of two words that goes up by 1 or doubles, below a bound. */
const counter = (bound: number): Model => {
  const next = new Int32Array(2);
  return {
    words: 2,
    initial: (into) => into.set([0, 1]),
    successors: (states, at, found) => {
      const value = states[at + 1]!;
      for (const [action, to] of [value + 1, value * 2].entries()) {
        if (to > bound) continue;
        next.set([7, to]);
        next[0] = 0;
        found(next, action);
      }
    },
  };
};

test("every state once, and the shortest way to each", () => {
  const bound = 5_000;
  const reached = reach(counter(bound), LIMITS, nothing);
  expect(reached.states).toBe(bound);
  expect(reached.transitions).toBe(bound - 1 + bound / 2);
  const values = Array.from({ length: bound }, (_, i) => reached.path(i).at(-1)?.state[1] ?? 1);
  expect(new Set(values).size).toBe(bound);
  const to = (value: number) => reached.path(values.indexOf(value));
  expect(to(4096)).toHaveLength(12);
  expect(to(4097)).toHaveLength(13);
  expect(to(1)).toEqual([]);
});

test("a limit, or a wish to stop, ends it before the fixpoint", () => {
  expect(reach(counter(5_000), { states_max: 100 }, nothing)).toMatchObject({ complete: false });
  const stopped = reach(counter(5_000), { ...LIMITS, stopped: () => true }, nothing);
  expect(stopped.complete).toBe(false);
  expect(stopped.states).toBeLessThan(5_000);
});
