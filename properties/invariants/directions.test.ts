// What the directions count, on machines small enough to count by hand; and that a search which
// follows one draws more of it.
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { stableText } from "../../model/vocabulary/reading/stable-text.js";
import { readScenario } from "../../model/vocabulary/scenario/text/text.js";
import type { Scenario } from "../../model/vocabulary/scenario/scenario.js";
import { guidedScenarios } from "../generators/guided.js";
import { scenarios } from "../generators/scenario.js";
import { invariants } from "./all.js";
import * as directions from "./directions.js";
import type { Direction } from "./direction.js";

function machine(functions: readonly string[], operations: readonly string[] = []): Scenario {
  const lines = ["pasidcheck scenario 1", ...functions, "----", ...operations, ""];
  const read = readScenario(lines.join("\n"));
  if (!read.ok) throw new Error(read.problem.message);
  return read.value;
}

const topologyOf = (direction: Direction, functions: readonly string[]): number | undefined =>
  direction.topology?.(machine(functions).topology);

describe("topologies", () => {
  test("two functions that emit one ID, and one that does not", () => {
    const functions = ["00:01.0 rciep", "00:02.0 rciep alias 01.0", "00:03.0 rciep"];
    expect(topologyOf(directions.sharers, functions)).toBe(1);
    const ghost = ["00:01.0 rciep alias 00.7", "00:02.0 rciep alias 00.7", "00:03.0 rciep"];
    expect(topologyOf(directions.sharers, ghost)).toBe(1);
    expect(topologyOf(directions.sharers, ["00:01.0 rciep", "00:02.0 rciep"])).toBe(0);
  });

  test("two functions of one device that reach each other", () => {
    const functions = ["00:01.0 rciep multifunction", "00:01.1 rciep", "00:02.0 rciep"];
    expect(topologyOf(directions.meetings, functions)).toBe(1);
  });

  test("a path that is complete, one element short, two elements short", () => {
    const path = (withUsers: string, lower: string): number | undefined =>
      topologyOf(directions.oneShort, [
        `00:01.0 root-port bus 01 ${withUsers}`,
        "01:00.0 upstream-port bus 02",
        `02:00.0 downstream-port bus 03 ${lower}`,
        "03:00.0 endpoint pasid 8",
      ]);
    expect(path("acs RR UF of RR UF", "acs RR UF of RR UF")).toBe(0);
    expect(path("acs RR UF of RR UF", "")).toBe(1);
    expect(path("acs RR of RR UF", "acs RR UF of RR UF")).toBe(1);
    expect(path("", "")).toBe(0);
  });

  test("functions of one device with PASID", () => {
    const functions = ["00:01.0 rciep multifunction pasid 8", "00:01.1 rciep pasid 8"];
    const others = ["00:01.2 rciep", "00:02.0 rciep pasid 8"];
    expect(topologyOf(directions.halfDone, [...functions, ...others])).toBe(1);
    expect(topologyOf(directions.halfDoneRid, [...functions, ...others])).toBe(3);
  });
});

test("operations", () => {
  const functions = ["00:01.0 rciep multifunction ats pasid 8", "00:01.1 rciep ats pasid 8"];
  const s = machine(functions, [
    "reset-prepare 00:01.0",
    "reset-done 00:01.0",
    "reset-prepare 00:01.1",
    "rid-attach 00:01.0 domain B fail 1 ENOMEM",
    "unplug 00:01.1",
    "pasid-attach 00:01.0 pasid 1 domain F1 fail 1 ENOMEM",
  ]);
  const counted = Object.entries<Direction>(directions).flatMap(([name, { operations }]) =>
    operations === undefined ? [] : [[name, operations(s)]],
  );
  expect(Object.fromEntries(counted)).toEqual({
    blocking: 1,
    foreign: 1,
    halfDone: 1,
    halfDoneRid: 1,
    roundTrips: 1,
    goneInReset: 1,
  });
});

const directed = invariants.flatMap(({ name, direction }) =>
  direction === undefined ? [] : [{ name, direction }],
);

describe.each(directed)("$name", ({ direction }) => {
  const drawn = (of: fc.Arbitrary<Scenario>): readonly Scenario[] =>
    fc.sample(of, { seed: 3, numRuns: 1000 });
  const sum = (all: readonly Scenario[], score: (s: Scenario) => number): number =>
    all.reduce((n, s) => n + score(s), 0);

  test("is followed by scenarios that one seed says", () => {
    const plain = drawn(scenarios());
    const guided = drawn(guidedScenarios(direction));
    expect(stableText(drawn(guidedScenarios(direction)))).toBe(stableText(guided));
    const { topology, operations } = direction;
    const scores = [...(topology ? [(s: Scenario) => topology(s.topology)] : []), operations];
    for (const score of scores)
      if (score) expect(sum(guided, score)).toBeGreaterThan(1.5 * sum(plain, score));
  });
});

test("every direction belongs to an invariant", () => {
  const used = new Set(directed.map(({ direction }) => direction));
  expect(Object.values(directions).filter((direction) => !used.has(direction))).toEqual([]);
});
