// Functions that came after boot, on random machines: the reference plugs a device, and the audit
// must find it.
import fc from "fast-check";
import { expect, test } from "vitest";
import { cases } from "../../.ci/suite.js";
import { Facts } from "../../model/fabric/facts.js";
import { chooser } from "../../model/reference/grouping/grouping.js";
import { Probing } from "../../model/reference/grouping/probing.js";
import { enumerationOrder } from "../../model/vocabulary/topology/probe-order.js";
import { DEFAULT_IOMMU } from "../../model/vocabulary/scenario/scenario.js";
import type { PciFunction } from "../../model/vocabulary/topology/topology.js";
import { topologies } from "../../properties/generators/topology/topology.js";
import { booted, linuxGrouped } from "./boot-groups.js";
import { pluggedOf } from "./plugged.js";
import { pluggedGrouped, withBelow } from "./plugged-groups.js";

const RUNS = { numRuns: cases({ all: 2000, quick: 300 }), seed: 11 };

/** A random machine, without aliases, and a function whose device is plugged. */
const machines = fc.tuple(
  topologies({ functionsMax: 16, absentPercent: 0 }).map(({ functions }) =>
    functions.map((f): PciFunction => ({ ...f, aliases: [] })),
  ),
  fc.nat(),
);

function lateOf(functions: readonly PciFunction[], drawn: number): ReadonlySet<number> {
  const { parent, bus, segment, devfn } = functions[drawn % functions.length]!;
  const device = [...functions.entries()].flatMap(([dev, f]) =>
    f.kind !== "vf" &&
    f.segment === segment &&
    f.bus === bus &&
    f.parent === parent &&
    f.devfn >> 3 === devfn >> 3
      ? [dev]
      : [],
  );
  return withBelow(functions, device);
}

test("plugged groups are those of the reference", () => {
  fc.assert(
    fc.property(machines, ([functions, drawn]) => {
      const late = lateOf(functions, drawn);
      const absent = functions.map((f, dev) =>
        late.has(dev) ? { ...f, absent: true as const } : f,
      );
      const probing = new Probing(booted(absent));
      const facts = new Facts(booted(absent), DEFAULT_IOMMU);
      const choose = chooser(probing, facts, "linux");
      probing.run(choose);
      for (const dev of enumerationOrder(functions)) {
        if (!late.has(dev)) continue;
        probing.add(dev);
        probing.probeLate(dev, choose);
      }
      const members = probing.result().map((group) => group.members);
      expect(pluggedGrouped(functions, late).groups).toEqual(members);
    }),
    RUNS,
  );
});

test("the groups of a plugged device are explained by nothing but that device", () => {
  let explained = 0;
  fc.assert(
    fc.property(machines, ([functions, drawn]) => {
      const late = lateOf(functions, drawn);
      const topology = booted(functions);
      const given = pluggedGrouped(functions, late).groupOf;
      const boot = linuxGrouped(topology).groupOf;
      const shown = functions.map(({ multifunction }) => ({
        multifunction,
        pasidEnabled: false,
        shown: true,
      }));
      const input = { topology, readings: [], functions: shown, groups: given, unseen: [] };
      const { devices, groupOf } = pluggedOf(input);
      const differs = devices.length > 0;
      expect(differs).toBe(JSON.stringify(parts(given)) !== JSON.stringify(parts(boot)));
      if (!differs) return;
      explained++;
      expect(parts(groupOf ?? [])).toEqual(parts(given));
      expect(devices.flatMap((d) => d.functions).every((dev) => late.has(dev))).toBe(true);
      expect(devices.every(({ sure }) => sure)).toBe(true);
    }),
    RUNS,
  );
  expect(explained).toBeGreaterThan(0);
});

/** The first function of each function's group: the partition, whatever its numbers. */
function parts(groupOf: readonly (number | null)[]): readonly number[] {
  return groupOf.map((group, dev) => (group === null ? dev : groupOf.indexOf(group)));
}
