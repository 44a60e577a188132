// The reference is put back as well as the designs are, and remembers the same as they do: that is
// why one state can stand for both.
import { expect, test } from "vitest";
import { cases } from "../../../.ci/suite.js";
import { LINUX_6_2, SOUND } from "../../../impl/designs/contracts.js";
import { catalog } from "../../../impl/designs/catalog.js";
import { bootReference } from "../../../model/reference/machine.js";
import { driverView } from "../../../model/fabric/facts.js";
import type { Contract } from "../../../model/vocabulary/design/contract.js";
import type { Machine } from "../../../model/vocabulary/design/design.js";
import { Hardware } from "../../../model/vocabulary/design/hardware.js";
import { Snapshot } from "../../../model/vocabulary/design/snapshot.js";
import type { Operation } from "../../../model/vocabulary/operation/operation.js";
import { BATCH_SCENARIOS, eachScenario } from "../../random/draw.js";
import { bootInputOf, prepare, type Prepared } from "../../../properties/run/instance.js";

interface Running {
  readonly machine: Machine;
  readonly hardware: Hardware;
  readonly snapshot: Snapshot;
}

function started(p: Prepared, boot: (hardware: Hardware) => Machine): Running {
  const hardware = new Hardware(driverView(p.facts, p.columns));
  hardware.begin(undefined);
  const machine = boot(hardware);
  return { machine, hardware, snapshot: new Snapshot(p.facts.functions, p.columns.length) };
}

/** A memory says nothing of functions that came, went or were reset. */
const MOVING = new Set<string>(["plug", "unplug", "reset-prepare", "reset-done"]);

const staying = (operations: readonly Operation[]): readonly Operation[] =>
  operations.filter((op) => !MOVING.has(op.op));

const reference = (p: Prepared, contract: Contract): Running =>
  started(p, (hardware) => bootReference(bootInputOf(p, hardware), contract, p.facts));

function step({ machine, hardware, snapshot }: Running, op: Operation, dev: number): string {
  hardware.begin("fail" in op ? op.fail : undefined);
  const outcome = machine.step(op, dev);
  machine.save?.(snapshot);
  return JSON.stringify(outcome);
}

function copy(from: Running, into: Running): void {
  const held = new Uint8Array(from.hardware.cells);
  from.hardware.save(held, 0);
  from.machine.save?.(from.snapshot);
  into.machine.restore?.(from.snapshot);
  into.hardware.restore(held, 0);
}

/** Those of a batch, or the first of them. */
const SCENARIOS = cases({ all: BATCH_SCENARIOS, quick: 40 });

test("a design remembers what the reference remembers under its contract", () => {
  let steps = 0;
  eachScenario({ seed: 5, batch: 0, machines: [] }, (scenario, run) => {
    const p = prepare(scenario, null);
    for (const design of catalog) {
      const one = started(p, (hardware) => design.boot(bootInputOf(p, hardware)));
      const other = reference(p, design.contract);
      for (const op of staying(scenario.operations)) {
        const dev = op.dev % p.facts.functions;
        expect(step(one, op, dev)).toBe(step(other, op, dev));
        expect(one.snapshot.equals(other.snapshot)).toBe(true);
        steps++;
      }
    }
    return run + 1 < SCENARIOS;
  });
  expect(steps).toBeGreaterThan(20 * SCENARIOS);
});

test.each([
  ["sound", SOUND],
  ["linux-6.2", LINUX_6_2],
  ["6.2 with a table a device", { ...LINUX_6_2, table: "device", programs: "own-device" } as const],
])("the reference goes on from where it is put (%s)", (_, contract) => {
  eachScenario({ seed: 6, batch: 1, machines: [] }, (scenario, run) => {
    const p = prepare(scenario, null);
    const one = reference(p, contract);
    const other = reference(p, contract);
    for (const op of staying(scenario.operations)) {
      const dev = op.dev % p.facts.functions;
      copy(one, other);
      expect(step(one, op, dev)).toBe(step(other, op, dev));
      expect(one.snapshot.equals(other.snapshot)).toBe(true);
    }
    return run + 1 < SCENARIOS;
  });
});
