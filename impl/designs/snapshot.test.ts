// A machine that is put back to where it was goes on as if it had never left: at random points of
// random runs its memory is restored into another machine, which then answers as the first one.
import { expect, test } from "vitest";
import { Memory } from "../../model/vocabulary/design/snapshot.js";
import type { Operation } from "../../model/vocabulary/operation/operation.js";
import { catalog } from "./catalog.js";
import { groupTable } from "./group-table.js";
import { Bench } from "../testing/bench.js";
import { Dice } from "../testing/dice.js";
import { randomContract, randomIommu, randomOperation, RANDOM_PASIDS } from "../testing/random.js";
import { randomTopology } from "../testing/random-topology.js";

function copyInto(from: Bench, into: Bench): void {
  const memory = from.memory();
  const hardware = new Uint8Array(from.hardware.cells);
  from.hardware.save(hardware, 0);
  into.restore(memory);
  into.hardware.restore(hardware, 0);
  expect(into.memory().equals(memory)).toBe(true);
}

/** A memory says nothing of functions that came, went or were reset, nor of ACS that changed. */
const MOVING = new Set<string>(["plug", "unplug", "reset-prepare", "reset-done", "acs-set"]);

function staying(dice: Dice, functions: number): Operation {
  for (;;) {
    const op = randomOperation(dice, functions);
    if (!MOVING.has(op.op)) return op;
  }
}

test("restore(save()) is the identity, on every design, at any point of a run", () => {
  let different = 0;
  for (let seed = 1; seed <= 300; seed++) {
    const dice = new Dice(seed * 15_485_863);
    const made = randomTopology(dice);
    const given = { iommu: randomIommu(dice), pasids: RANDOM_PASIDS };
    const random = groupTable("random", "under test", randomContract(dice));
    for (const design of [...catalog, random]) {
      const one = new Bench(design, made, given);
      const other = new Bench(design, made, given);
      const booted = one.memory();
      const next = (): string => {
        const op = staying(dice, made.functions.length);
        const outcome = one.step(op);
        expect(other.step(op)).toBe(outcome);
        return outcome;
      };
      for (let i = 0; i < 4; i++) {
        for (let k = 0; k < 5; k++) one.step(staying(dice, made.functions.length));
        copyInto(one, other);
        next();
        expect(other.observed.equals(one.observed)).toBe(true);
      }
      if (!one.memory().equals(booted)) different++;
    }
  }
  expect(different).toBeGreaterThan(500);
}, 60_000);

test("memories of different rows are different", () => {
  const [a, b] = [new Memory(2, 3), new Memory(2, 3)];
  expect(a.equals(b)).toBe(true);
  b.setEntry(1, 2, 3);
  expect(a.equals(b)).toBe(false);
});
