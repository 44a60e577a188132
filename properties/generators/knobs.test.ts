// Every knob has a range, is refused outside it, and does what it says at both ends.
import { isEndpoint } from "../../model/vocabulary/topology/topology.js";
import fc from "fast-check";
import { expect, test } from "vitest";
import type { Scenario } from "../../model/vocabulary/scenario/scenario.js";
import { DEFAULT_KNOBS, knobOutOfRange, type Knobs } from "./knobs.js";
import { PROFILES } from "./profiles/all.js";
import { scenarios } from "./scenario.js";

function drawn(knobs: Partial<Knobs>): readonly Scenario[] {
  return fc.sample(scenarios({ profiles: ["general"], ...knobs }), { numRuns: 400, seed: 3 });
}

test("the defaults and all profiles are in range", () => {
  expect(knobOutOfRange(DEFAULT_KNOBS)).toBeNull();
  for (const profile of PROFILES) expect(knobOutOfRange(profile.knobs)).toBeNull();
});

test("a knob out of its range is refused by name", () => {
  expect(() => scenarios({ functionsMax: 0 })).toThrow("functionsMax: 1..64, not 0");
  expect(() => scenarios({ operationsMax: 1.5 })).toThrow("operationsMax: a whole number, not 1.5");
  expect(() => scenarios({ aliasPercent: 101 })).toThrow("aliasPercent: 0..100, not 101");
  expect(() => scenarios({ aliasPercent: NaN })).toThrow("aliasPercent");
  expect(() => scenarios({ links: { device: 0, switch: 0, "pci-bridge": 0, mixed: 0 } })).toThrow(
    "links: some weight above 0",
  );
});

test("0 percent is never, 100 percent is wherever possible", () => {
  const functions = (knobs: Partial<Knobs>) => drawn(knobs).flatMap((s) => s.topology.functions);
  expect(functions({ aliasPercent: 0 }).some((f) => f.aliases.length > 0)).toBe(false);
  expect(functions({ vfPercent: 0 }).some((f) => f.kind === "vf")).toBe(false);
  expect(functions({ directMapPercent: 100 }).every((f) => f.directMap)).toBe(true);
  expect(functions({ pasidPercent: 0 }).some((f) => isEndpoint(f) && f.pasid !== null)).toBe(false);
  expect(drawn({ hotPercent: 0 }).some((s) => s.topology.probe.scan === "hot")).toBe(false);
  expect(drawn({ hotPercent: 100 }).every((s) => s.topology.probe.scan === "hot")).toBe(true);
  const operations = drawn({ failPercent: 0 }).flatMap((s) => s.operations);
  expect(operations.some((op) => "fail" in op)).toBe(false);
});

test("what the caller sets wins over the profile", () => {
  const knobs: Partial<Knobs> = { profiles: ["failures"], failPercent: 0 };
  const operations = drawn(knobs).flatMap((s) => s.operations);
  expect(operations.some((op) => "fail" in op)).toBe(false);
});

test("limits on names are kept", () => {
  for (const s of drawn({ pasidsMax: 1, domainsMax: 1, handlesMax: 1 })) {
    const pasids = s.operations.flatMap((op) => ("pasid" in op ? [op.pasid] : []));
    const domains = s.operations.flatMap((op) =>
      "domain" in op && op.domain.startsWith("D") ? [op.domain] : [],
    );
    const handles = s.operations.flatMap((op) => ("handle" in op ? (op.handle ?? []) : []));
    expect(new Set(pasids).size).toBeLessThanOrEqual(1);
    expect(new Set(domains).size).toBeLessThanOrEqual(1);
    expect(new Set(handles).size).toBeLessThanOrEqual(1);
  }
});
