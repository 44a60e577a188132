// Whatever the topology, the contract and the operations: no step throws, groups change only where
// functions come and go, and two machines of one design do not disturb each other.
import fc from "fast-check";
import { expect, test } from "vitest";
import { cases } from "../../.ci/suite.js";
import { pasidColumns, type Scenario } from "../../model/vocabulary/scenario/scenario.js";
import { coreScenarios, groupTableContracts } from "../testing/arbitraries.js";
import { Bench } from "../testing/bench.js";
import { catalog } from "./catalog.js";
import { groupTable } from "./group-table.js";

test("no step of any design on any topology throws", () => {
  const outcomes = new Set<string>();
  const property = fc.property(coreScenarios, groupTableContracts, (s, contract) => {
    const pasids = pasidColumns(s.operations);
    const functions = s.topology.functions.length;
    for (const design of [...catalog, groupTable("random", "under test", contract)]) {
      const machine = new Bench(design, s.topology, { iommu: s.iommu, pasids });
      for (const op of s.operations) {
        const groups = machine.groups();
        outcomes.add(machine.step({ ...op, dev: op.dev % functions }));
        if (!op.op.endsWith("plug")) expect(machine.groups()).toBe(groups);
      }
    }
  });
  fc.assert(property, { seed: 7919, numRuns: cases({ all: 500, quick: 100 }) });
  const expected = ["0", "-EBUSY", "-EINVAL", "-ENODEV", "-ENOENT", "-EOPNOTSUPP", "-ENOSPC"];
  for (const outcome of expected) expect(outcomes).toContain(outcome);
});

/** A machine of a scenario, and its next step. */
class Run {
  readonly machine: Bench;
  private readonly scenario: Scenario;
  private at = 0;

  constructor(design: (typeof catalog)[number], s: Scenario) {
    const pasids = pasidColumns(s.operations);
    this.machine = new Bench(design, s.topology, { iommu: s.iommu, pasids });
    this.scenario = s;
  }

  /** The outcome of the next operation; null where there is none. */
  next(): string | null {
    const op = this.scenario.operations[this.at++];
    if (op === undefined) return null;
    return this.machine.step({ ...op, dev: op.dev % this.scenario.topology.functions.length });
  }
}

test("two machines of one design, on two topologies, are two machines", () => {
  const property = fc.property(
    coreScenarios,
    coreScenarios,
    fc.constantFrom(...catalog),
    (here, there, design) => {
      const alone = new Run(design, here);
      const expected = here.operations.map(() => alone.next());
      const one = new Run(design, here);
      const other = new Run(design, there);
      const got = here.operations.map(() => {
        other.next();
        return one.next();
      });
      expect(got).toEqual(expected);
      expect(one.machine.observed.equals(alone.machine.observed)).toBe(true);
    },
  );
  fc.assert(property, { seed: 104_729, numRuns: cases({ all: 100, quick: 25 }) });
});
