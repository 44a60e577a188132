// Default machines are drawn and enumerated directly: nothing else comes, and nothing is left out.
import fc from "fast-check";
import { expect, test } from "vitest";
import {
  isDefaultMachine,
  isDefaultTopology,
} from "../../model/vocabulary/scenario/default-machine.js";
import { ACS } from "../../model/vocabulary/topology/acs.js";
import { stableText } from "../../model/vocabulary/reading/stable-text.js";
import type { Scenario } from "../../model/vocabulary/scenario/scenario.js";
import { acsOf, isPort, type Topology } from "../../model/vocabulary/topology/topology.js";
import { meetings } from "../invariants/directions.js";
import { Wardrobe } from "./enumerate/acs-assignments.js";
import { Shapes, type Machines, type Scan } from "./enumerate/shapes.js";
import { topologyOf } from "./enumerate/topology.js";
import { guidedScenarios } from "./guided.js";
import { PROFILES } from "./profiles/all.js";
import { scenarios } from "./scenario.js";
import { topologies } from "./topology/topology.js";

const RUNS = 500;
const RUNS_FOR_VARIETY = 2000;

function drawn(arbitrary: fc.Arbitrary<Scenario>, numRuns = RUNS): readonly Scenario[] {
  return fc.sample(arbitrary, { numRuns, seed: 13 });
}

test.each(PROFILES.map(({ name }) => name))("every draw of the profile %s is one", (name) => {
  const all = drawn(scenarios({ profiles: [name], defaultMachine: true }));
  expect(all.filter((s) => !isDefaultMachine(s))).toEqual([]);
});

test("so is every guided draw, and every topology alone", () => {
  const guided = drawn(guidedScenarios(meetings, { defaultMachine: true }));
  expect(guided.filter((s) => !isDefaultMachine(s))).toEqual([]);
  const alone = fc.sample(topologies({ defaultMachine: true }), { numRuns: RUNS, seed: 13 });
  expect(alone.filter((t) => !isDefaultTopology(t))).toEqual([]);
});

test("they are as various as T2 allows", () => {
  const all = drawn(scenarios({ defaultMachine: true }), RUNS_FOR_VARIETY);
  const count = (wanted: (s: Scenario) => boolean): number => all.filter(wanted).length;
  const somePort = (wanted: (cap: number | null) => boolean) =>
    count(({ topology: t }) => t.functions.some((f) => isPort(f) && wanted(acsOf(f)?.cap ?? null)));
  expect(somePort((cap) => cap === null)).toBeGreaterThan(100);
  expect(somePort((cap) => cap !== null && (cap & ACS.CR) === 0)).toBeGreaterThan(100);
  expect(somePort((cap) => cap !== null && (cap & ACS.RR) === 0)).toBeGreaterThan(50);
  expect(somePort((cap) => cap !== null && (cap & ACS.EC) !== 0)).toBeGreaterThan(50);
  expect(count((s) => s.topology.probe.scan === "hot")).toBeGreaterThan(500);
  expect(count((s) => s.topology.functions.some((f) => f.kind === "vf"))).toBeGreaterThan(50);
  expect(count((s) => s.operations.some(({ op }) => op === "plug"))).toBeGreaterThan(50);
});

function enumerated(size: number, scan: Scan, machines: Machines): readonly Topology[] {
  const wardrobe = new Wardrobe(machines);
  return new Shapes(scan, machines)
    .forests(size)
    .flatMap((bus) => wardrobe.dress(bus, "root").map((dressed) => topologyOf(dressed, scan)));
}

/**
 * Of the values of an enumeration of all machines, the one that reads as no capability reads: its
 * RR, and of a port its UF, are there and off.
 */
function withoutOff(t: Topology): Topology {
  const functions = t.functions.map((f) => {
    const acs = acsOf(f);
    const off = acs === null ? 0 : acs.cap & ~acs.ctrl;
    const read = isPort(f) ? ACS.RR | ACS.UF : ACS.RR;
    return acs?.ctrl === 0 && (off & read) === read ? { ...f, acs: null } : f;
  });
  return { ...t, functions };
}

test.each(["boot", "hot"] as const)("those of all machines that are default ones (%s)", (scan) => {
  for (const size of [1, 2, 3]) {
    const wanted = enumerated(size, scan, "any").map(withoutOff).filter(isDefaultTopology);
    const texts = enumerated(size, scan, "default").map((t) => stableText(t));
    expect(new Set(texts).size).toBe(texts.length);
    expect(new Set(texts)).toEqual(new Set(wanted.map((t) => stableText(t))));
  }
});
