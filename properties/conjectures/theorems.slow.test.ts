/**
 * The theorems T1 and T2 of docs/reference/semantics.md section 13, over random topologies without
 * aliases and redirected DMA, with parents probed first.
 */
import fc from "fast-check";
import { expect, test } from "vitest";
import type { Scenario } from "../../model/vocabulary/scenario/scenario.js";
import { acsOf, type PciFunction } from "../../model/vocabulary/topology/topology.js";
import { scenarios } from "../generators/scenario.js";
import { enabled, missing, trace } from "../testing/conjecture.js";

/** No alias, no redirected DMA, parents first: what T1 and T2 speak of. */
const orderly = scenarios().filter(
  (s) =>
    s.topology.probe.order === null &&
    s.topology.functions.every((f) => f.iommu && f.aliases.length === 0 && f.realDma === null),
);

function enabledInLargerGroups(s: Scenario): readonly number[] {
  const operations = s.topology.functions.map((_, dev) => ({ op: "pasid-enable", dev }) as const);
  const { steps, booted } = trace({ ...s, operations });
  const size = (dev: number): number =>
    s.topology.functions.filter((_, other) => booted.group(other) === booted.group(dev)).length;
  return steps.flatMap((step) =>
    step.outcome.ok && s.topology.functions[step.dev]?.kind !== "vf" && size(step.dev) > 1
      ? [step.dev]
      : [],
  );
}

function pathOf(s: Scenario, dev: number): readonly PciFunction[] {
  const path: PciFunction[] = [];
  for (let i: number | null = dev; i !== null; i = s.topology.functions[i]?.parent ?? null)
    path.push(s.topology.functions[i] ?? missing());
  return path;
}

test("T1: PASID enabled in a larger group: on the path SV or CR is implemented and off", () => {
  let seen = 0;
  fc.assert(
    fc.property(orderly, (s) => {
      for (const dev of enabledInLargerGroups(s)) {
        seen++;
        const off = (f: PciFunction): number => (acsOf(f)?.cap ?? 0) & ~(acsOf(f)?.ctrl ?? 0);
        const cause = pathOf(s, dev).some((f) => (off(f) & (0x01 | 0x08)) !== 0);
        if (!cause) throw new Error(`function ${dev}`);
      }
    }),
    { numRuns: 3000, seed: 1 },
  );
  expect(seen).toBeGreaterThan(50);
});

test("T2: with all implemented bits of SV RR CR UF on, an enabled device is alone", () => {
  const REQUIRED = 0x01 | 0x04 | 0x08 | 0x10;
  const full = (f: PciFunction): PciFunction => {
    const acs = acsOf(f);
    if (acs === null) return f;
    return { ...f, acs: { ...acs, ctrl: acs.ctrl | (acs.cap & REQUIRED) } } as PciFunction;
  };
  let seen = 0;
  fc.assert(
    fc.property(orderly, (s) => {
      const functions = s.topology.functions.map((f) => full(f));
      const made = { ...s, topology: { ...s.topology, functions } };
      const larger = enabledInLargerGroups(made);
      seen += enabled(made).length > 0 ? 1 : 0;
      if (larger.length > 0) throw new Error(`functions ${larger.join(" ")}`);
    }),
    { numRuns: 3000, seed: 2 },
  );
  expect(seen).toBeGreaterThan(300);
});
