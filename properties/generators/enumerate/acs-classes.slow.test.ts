// The reduction of ACS is sound: in every small topology, whatever value a function's ACS takes,
// there is a value among those enumerated that gives equal groups, equal reach, and an equal enable
// check.
import { expect, test } from "vitest";
import { Facts } from "../../../model/fabric/facts.js";
import { formGroups } from "../../../model/reference/grouping/grouping.js";
import { ACS, type Acs } from "../../../model/vocabulary/topology/acs.js";
import type { Grouping } from "../../../model/vocabulary/design/contract.js";
import { DEFAULT_IOMMU } from "../../../model/vocabulary/scenario/scenario.js";
import {
  acsOf,
  isExpress,
  isPort,
  pasidOf,
  type PciFunction,
  type Topology,
} from "../../../model/vocabulary/topology/topology.js";
import { topologyOf } from "./topology.js";
import { Wardrobe } from "./acs-assignments.js";
import { Shapes, type Bus, type Shape } from "./shapes.js";

const PORT_BITS = [ACS.SV, ACS.RR, ACS.CR, ACS.UF];
/** What is no port implements neither SV nor UF (PCIe base specification, ACS capability). */
const OTHER_BITS = [ACS.RR, ACS.CR];

/** Every bit not implemented, off or on; and no capability. */
function everyAcs(bits: readonly number[]): readonly (Acs | null)[] {
  const values = bits.reduce<readonly Acs[]>(
    (all, bit) =>
      all.flatMap((acs) => [
        acs,
        { ...acs, cap: acs.cap | bit },
        { ...acs, cap: acs.cap | bit, ctrl: acs.ctrl | bit },
      ]),
    [{ cap: 0, ctrl: 0, egress: [] }],
  );
  return [null, ...values];
}

const GROUPINGS: readonly Grouping[] = ["linux", "fabric"];

/** All that the designs and the invariants but no-requester-id-spoofing derive from ACS. */
function readings(t: Topology): string {
  const facts = new Facts(t, DEFAULT_IOMMU);
  const groups = GROUPINGS.map((grouping) => JSON.stringify(formGroups(facts, grouping)));
  const devices = t.functions.map((f, dev) => {
    const reach = t.functions.map((_, other) => (facts.reaches(dev, other) ? 1 : 0)).join("");
    if (pasidOf(f) === null) return reach;
    const enableCheck = facts.failingPasidPath(dev) === null;
    return `${reach} ${enableCheck} ${facts.pasidUnsafe(dev)?.why}`;
  });
  return [...groups, ...devices].join("\n");
}

function withAcs(t: Topology, dev: number, acs: Acs | null): Topology {
  const functions = t.functions.map((f, i) => (i === dev ? ({ ...f, acs } as PciFunction) : f));
  return { ...t, functions };
}

/**
 * The readings of a topology with one function's ACS as it is enumerated; siblings of one shape can
 * be exchanged. A function alone in its device that passes is enumerated as one that is not marked
 * multifunction: Linux asks neither.
 */
function enumerated(t: Topology, dev: number, values: readonly (Acs | null)[]): readonly string[] {
  const unmarked = t.functions.map((f, i) =>
    i === dev ? { ...f, multifunction: false, acs: null } : f,
  ) as readonly PciFunction[];
  const { bus, devfn } = t.functions[dev]!;
  const alone = t.functions.every(
    (f, i) => i === dev || f.bus !== bus || f.devfn >> 3 !== devfn >> 3,
  );
  const made = values.map((acs) => withAcs(t, dev, acs));
  return [...made, ...(alone ? [{ ...t, functions: unmarked }] : [])].map((one) => readings(one));
}

/** Of one shape: every value of every kind's function, against those that are enumerated. */
function holdAgainst(made: readonly Topology[], stride: number): number {
  let tried = 0;
  const valuesOf = (kind: string): readonly (Acs | null)[] => {
    const all = made.flatMap((t) =>
      t.functions.flatMap((f) => (f.kind === kind ? [acsOf(f)] : [])),
    );
    return [...new Map(all.map((acs) => [JSON.stringify(acs), acs])).values()];
  };
  for (let i = 0; i < made.length; i += stride) {
    const t = made[i]!;
    t.functions.forEach((f, dev) => {
      if (!isExpress(f)) return;
      const known = new Set(enumerated(t, dev, valuesOf(f.kind)));
      for (const acs of everyAcs(isPort(f) ? PORT_BITS : OTHER_BITS)) {
        tried++;
        if (!known.has(readings(withAcs(t, dev, acs)))) expect([t, dev, acs]).toEqual([]);
      }
    });
  }
  return tried;
}

/** Topologies between two of one shape that are tried; all would take a minute. */
const STRIDE = 11;

test.each(["boot", "hot"] as const)("no value of ACS gives what no class gives (%s)", (scan) => {
  let tried = 0;
  for (const size of [1, 2, 3])
    for (const bus of new Shapes(scan).forests(size)) {
      const made = new Wardrobe().dress(bus, "root").map((way) => topologyOf(way, scan));
      tried += holdAgainst(made, size === 3 ? STRIDE : 1);
    }
  expect(tried).toBeGreaterThan(10_000);
});

test("below a switch with two ports as well", () => {
  const made = new Shapes("boot")
    .forests(5)
    .filter(
      (bus) =>
        shapeText(bus) === "root-port(upstream-port(downstream-port(endpoint) downstream-port()))",
    )
    .map((bus) => new Wardrobe().dress(bus, "root").map((way) => topologyOf(way, "boot")));
  expect(made.length).toBeGreaterThan(0);
  for (const topologies of made) expect(holdAgainst(topologies, 7)).toBeGreaterThan(1000);
});

function shapeText(bus: Bus): string {
  const one = (f: Shape): string =>
    f.kind + (f.kind === "endpoint" ? "" : `(${shapeText(f.below)})`);
  return bus
    .map((device) => device.map((f) => one(f)).join("+"))
    .toSorted((a, b) => b.length - a.length)
    .join(" ");
}
