// A machine that is put back to where it was goes on as if it had never left: at random points of
// random runs its memory is restored into another machine, which then answers as the first one.
import fc from "fast-check";
import { expect, test } from "vitest";
import { cases } from "../../.ci/suite.js";
import { Snapshot } from "../../model/vocabulary/design/snapshot.js";
import {
  isUserOperationName,
  OPERATION_NAMES,
  type Operation,
} from "../../model/vocabulary/operation/operation.js";
import { pasidColumns, type Scenario } from "../../model/vocabulary/scenario/scenario.js";
import { anyOperation } from "../../properties/testing/hostile.js";
import { catalog } from "./catalog.js";
import { groupTable } from "./group-table.js";
import { coreScenarios, groupTableContracts } from "../testing/arbitraries.js";
import { Bench } from "../testing/bench.js";

function copyInto(from: Bench, into: Bench): void {
  const snapshot = from.snapshot();
  const hardware = new Uint8Array(from.hardware.cells);
  from.hardware.save(hardware, 0);
  into.restore(snapshot);
  into.hardware.restore(hardware, 0);
  expect(into.snapshot().equals(snapshot)).toBe(true);
}

/** A memory says nothing of functions that came, went or were reset, nor of ACS that changed. */
const MOVING = new Set<string>(["plug", "unplug", "reset-prepare", "reset-done", "acs-set"]);

/** Five operations and one more, four times. */
const BEFORE = 5;
const ROUNDS = 4;

const staying = anyOperation({
  names: OPERATION_NAMES.filter((name) => !isUserOperationName(name) && !MOVING.has(name)),
});

const operations = fc.array(staying, {
  minLength: ROUNDS * (BEFORE + 1),
  maxLength: ROUNDS * (BEFORE + 1),
});

/** Those of a scenario that stay, and as many of any as there must be. */
function mixed(s: Scenario, more: readonly Operation[]): readonly Operation[] {
  const kept = s.operations.filter(({ op }) => !MOVING.has(op));
  const functions = s.topology.functions.length;
  return more.map((op, i) => {
    const next = (i % 2 === 0 ? kept[i / 2] : undefined) ?? op;
    return { ...next, dev: next.dev % functions };
  });
}

test("restore(save()) is the identity, on every design, at any point of a run", () => {
  let different = 0;
  const property = fc.property(
    coreScenarios,
    operations,
    groupTableContracts,
    (s, more, contract) => {
      const given = { iommu: s.iommu, pasids: pasidColumns([...s.operations, ...more]) };
      for (const design of [...catalog, groupTable("random", "under test", contract)]) {
        const one = new Bench(design, s.topology, given);
        const other = new Bench(design, s.topology, given);
        const booted = one.snapshot();
        mixed(s, more).forEach((op, i) => {
          const isNext = i % (BEFORE + 1) === BEFORE;
          if (isNext) copyInto(one, other);
          const outcome = one.step(op);
          if (!isNext) return;
          expect(other.step(op)).toBe(outcome);
          expect(other.observed.equals(one.observed)).toBe(true);
        });
        if (!one.snapshot().equals(booted)) different++;
      }
    },
  );
  fc.assert(property, { seed: 15_485_863, numRuns: cases({ all: 300, quick: 60 }) });
  expect(different).toBeGreaterThan(cases({ all: 500, quick: 100 }));
});

test("memories of different rows are different", () => {
  const [a, b] = [new Snapshot(2, 3), new Snapshot(2, 3)];
  expect(a.equals(b)).toBe(true);
  b.setEntry(1, 2, 3);
  expect(a.equals(b)).toBe(false);
});
