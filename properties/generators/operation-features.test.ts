// Every kind of operation that rules disagree about is drawn: each at least so many times in 20,000
// scenarios.
import { expect, test } from "vitest";
import {
  isUserOperationName,
  type Operation,
  OPERATION_NAMES,
} from "../../model/vocabulary/operation/operation.js";
import type { Scenario } from "../../model/vocabulary/scenario/scenario.js";
import { hasAts, pasidOf, type PciFunction } from "../../model/vocabulary/topology/topology.js";
import { DEFAULT_KNOBS } from "./knobs.js";
import { scenarios } from "./scenario.js";
import { rareFeatures, someOperation, type Feature } from "./testing.js";
import { PASID_MAX } from "../../model/vocabulary/operation/operands.js";

function functionOf(op: Operation, s: Scenario): PciFunction | undefined {
  return s.topology.functions[op.dev];
}

function limitOf(op: Operation, s: Scenario): number {
  const f = s.topology.functions[op.dev];
  const pasid = f === undefined ? null : pasidOf(f);
  const bits = s.iommu.pasidBits;
  return pasid === null || bits === null ? 0 : 2 ** Math.min(pasid.width, bits);
}

const FEATURES: Readonly<Record<string, Feature>> = {
  "PASID 0": [500, someOperation((op) => "pasid" in op && op.pasid === 0)],
  "PASID 2^20": [200, someOperation((op) => "pasid" in op && op.pasid === PASID_MAX)],
  "last PASID": [
    500,
    someOperation((op, s) => "pasid" in op && op.pasid > 1 && op.pasid === limitOf(op, s) - 1),
  ],
  "first PASID out of range": [
    500,
    someOperation((op, s) => "pasid" in op && op.pasid > 1 && op.pasid === limitOf(op, s)),
  ],
  "PASID operation without capability": [
    2000,
    someOperation((op, s) => "pasid" in op && limitOf(op, s) === 0),
  ],
  "driver failure at call 1": [2000, someOperation((op) => "fail" in op && op.fail?.call === 1)],
  "driver failure at call 2": [2000, someOperation((op) => "fail" in op && op.fail?.call === 2)],
  "driver failure at call 4": [500, someOperation((op) => "fail" in op && op.fail?.call === 4)],
  "replace without handle": [
    500,
    someOperation((op) => op.op === "pasid-replace" && op.handle === undefined),
  ],
  "enable with features": [
    1000,
    someOperation((op) => op.op === "pasid-enable" && op.features !== undefined),
  ],
  "blocked domain": [1000, someOperation((op) => "domain" in op && op.domain === "B")],
  "identity domain": [1000, someOperation((op) => "domain" in op && op.domain === "I")],
  "domain without set_dev_pasid": [
    500,
    someOperation((op) => "domain" in op && op.domain === "N1"),
  ],
  "foreign domain": [500, someOperation((op) => "domain" in op && op.domain === "F1")],
  "one handle twice": [
    2000,
    (s) => {
      const handles = s.operations.flatMap((op) => ("handle" in op ? (op.handle ?? []) : []));
      return new Set(handles).size < handles.length;
    },
  ],
  "detach through a sibling of the one that attached": [
    1000,
    (s) =>
      s.operations.some(
        (op, i) =>
          op.op === "pasid-detach" &&
          s.operations
            .slice(0, i)
            .some((a) => a.op === "pasid-attach" && a.pasid === op.pasid && a.dev !== op.dev),
      ),
  ],
  "replace by another domain after attach": [
    1000,
    (s) =>
      s.operations.some(
        (op, i) =>
          op.op === "pasid-replace" &&
          s.operations
            .slice(0, i)
            .some(
              (a) =>
                a.op === "pasid-attach" &&
                a.pasid === op.pasid &&
                a.dev === op.dev &&
                a.domain !== op.domain,
            ),
      ),
  ],
  "a function that is absent comes": [
    300,
    someOperation((op, s) => op.op === "plug" && functionOf(op, s)?.absent === true),
  ],
  "a reset of a function with ATS": [
    800,
    someOperation((op, s) => {
      const f = functionOf(op, s);
      return op.op === "reset-prepare" && f !== undefined && hasAts(f);
    }),
  ],
  "no operation": [200, (s) => s.operations.length === 0],
  "twenty operations or more": [5000, (s) => s.operations.length >= 20],
};

/** Most scenarios are about the core; a quarter goes above it, each with some of the kinds. */
const CORE_LEAST = 800;
const ABOVE_LEAST = 150;

test("in 20,000 scenarios each feature of operations occurs often", () => {
  const features: Record<string, Feature> = { ...FEATURES };
  for (const name of OPERATION_NAMES) {
    const least = isUserOperationName(name) ? ABOVE_LEAST : CORE_LEAST;
    features[name] = [least, someOperation((op) => op.op === name)];
  }
  expect(rareFeatures(scenarios(), features, 20_000)).toEqual([]);
});

test("a scenario has about half of the operations that it may have", () => {
  let operations = 0;
  const count: Feature = [0, (s) => (operations += s.operations.length) < 0];
  rareFeatures(scenarios(), { count }, 5000);
  expect(operations / 5000).toBeGreaterThan(0.4 * DEFAULT_KNOBS.operationsMax);
  expect(operations / 5000).toBeLessThan(0.6 * DEFAULT_KNOBS.operationsMax);
});
