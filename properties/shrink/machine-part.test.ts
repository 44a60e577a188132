// A scenario on a large machine ends on the few functions that matter, each exactly as it was, and
// after few evaluations.
import { expect, test } from "vitest";
import { addressText } from "../../model/vocabulary/topology/address.js";
import type { Operation } from "../../model/vocabulary/operation/operation.js";
import { DEFAULT_IOMMU, type Scenario } from "../../model/vocabulary/scenario/scenario.js";
import { invariantNamed } from "../invariants/all.js";
import { breaks } from "../run/judge.js";
import { largeMachine } from "../testing/large-machine.js";
import { subjectNamed } from "../../search/designs/named.js";
import { cutToPart } from "./machine-part.js";
import { minimiseOnMachine } from "./minimise.js";

const MACHINE = largeMachine(300);

function at(address: string): number {
  const dev = MACHINE.functions.findIndex((f) => addressText(f) === address);
  if (dev < 0) throw new Error(`${address} is not of the machine`);
  return dev;
}

function on(operations: readonly Operation[]): Scenario {
  return { topology: MACHINE, iommu: DEFAULT_IOMMU, operations };
}

function addresses({ topology }: Scenario): readonly string[] {
  return topology.functions.map(addressText);
}

interface Counted {
  readonly still: (s: Scenario) => boolean;
  readonly asked: () => number;
}

function counted(still: (s: Scenario) => boolean): Counted {
  let asked = 0;
  return {
    still: (s) => {
      asked++;
      return still(s);
    },
    asked: () => asked,
  };
}

test("a PASID that reaches a sibling: the device and the ports above it", () => {
  const subject = subjectNamed("linux-7.3");
  const invariant = invariantNamed("pasid-stays-local");
  if (subject === null || invariant === null) throw new Error("no such design or invariant");
  const dev = at("0001:04:00.1");
  const found = on([
    { op: "rid-attach", dev: at("04:00.0"), domain: "D2" },
    { op: "pasid-enable", dev: at("0003:05:00.0") },
    { op: "pasid-attach", dev, pasid: 1, domain: "D1" },
    { op: "rid-detach", dev: at("0002:05:00.3") },
  ]);
  const { still, asked } = counted((s) => breaks(s, subject, invariant, null) !== null);
  const part = cutToPart(found, [dev], still);
  expect(part.topology.functions.length).toBeLessThan(30);
  const { scenario } = minimiseOnMachine(part, still);
  expect(asked()).toBeLessThan(200);
  expect(scenario.operations).toHaveLength(1);
  expect(scenario.topology.functions.length).toBeLessThanOrEqual(5);
  for (const f of scenario.topology.functions) {
    const there = MACHINE.functions[at(addressText(f))];
    expect({ ...f, parent: null }).toEqual({ ...there, parent: null });
  }
});

test("where nothing names the functions, halves are taken away", () => {
  const wanted = ["0001:05:00.3", "0002:00:00.0"];
  const { still, asked } = counted((s) => wanted.every((one) => addresses(s).includes(one)));
  const start = on([]);
  expect(cutToPart(start, [], still)).toBe(start);
  const { scenario } = minimiseOnMachine(start, still);
  expect(addresses(scenario)).toEqual([
    "0001:00:01.0",
    "0001:01:00.0",
    "0001:02:02.0",
    "0001:05:00.0",
    "0001:05:00.3",
    "0002:00:00.0",
  ]);
  expect(asked()).toBeLessThan(150);
});

test("what needs the neighbours of what is named keeps them", () => {
  const dev = at("0001:05:00.3");
  const still = (s: Scenario): boolean => addresses(s).includes("0001:05:00.7");
  const part = cutToPart(on([]), [dev], still);
  expect(addresses(part)).toContain("0001:05:00.3");
  expect(part.topology.functions).toHaveLength(3 + 8);
});
