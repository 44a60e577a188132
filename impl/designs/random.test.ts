// Whatever the topology, the contract and the operations: no step throws, groups change only where
// functions come and go, and two machines of one design do not disturb each other.
import { expect, test } from "vitest";
import { catalog } from "./catalog.js";
import { groupTable } from "./group-table.js";
import { Bench } from "../testing/bench.js";
import { Dice } from "../testing/dice.js";
import { randomContract, randomIommu, randomOperation, RANDOM_PASIDS } from "../testing/random.js";
import { randomTopology } from "../testing/random-topology.js";
import type { Topology } from "../../model/vocabulary/topology/topology.js";

test("no step of any design on any topology throws", () => {
  const outcomes = new Set<string>();
  for (let seed = 1; seed <= 300; seed++) {
    const dice = new Dice(seed * 7919);
    const made = randomTopology(dice);
    const iommu = randomIommu(dice);
    const random = groupTable("random", "under test", randomContract(dice));
    const operations = Array.from({ length: 25 }, () =>
      randomOperation(dice, made.functions.length),
    );
    for (const design of [...catalog, random]) {
      const machine = new Bench(design, made, { iommu, pasids: RANDOM_PASIDS });
      for (const op of operations) {
        const groups = machine.groups();
        outcomes.add(machine.step(op));
        if (!op.op.endsWith("plug")) expect(machine.groups()).toBe(groups);
      }
    }
  }
  const expected = ["0", "-EBUSY", "-EINVAL", "-ENODEV", "-ENOENT", "-EOPNOTSUPP", "-ENOSPC"];
  for (const outcome of expected) expect(outcomes).toContain(outcome);
});

function run(machine: Bench, made: Topology, steps: Dice): string {
  return machine.step(randomOperation(steps, made.functions.length));
}

test("two machines of one design, on two topologies, are two machines", () => {
  for (let seed = 1; seed <= 40; seed++) {
    const dice = new Dice(seed * 104_729);
    const [here, there] = [randomTopology(dice), randomTopology(dice)];
    const design = dice.one(catalog);
    const alone = new Bench(design, here, { pasids: RANDOM_PASIDS });
    const expected = Array.from({ length: 20 }, (_, i) => run(alone, here, new Dice(i + seed)));
    const one = new Bench(design, here, { pasids: RANDOM_PASIDS });
    const other = new Bench(design, there, { pasids: RANDOM_PASIDS });
    const got = Array.from({ length: 20 }, (_, i) => {
      run(other, there, new Dice(i + seed + 1));
      return run(one, here, new Dice(i + seed));
    });
    expect(got).toEqual(expected);
    expect(one.observed.equals(alone.observed)).toBe(true);
  }
});
