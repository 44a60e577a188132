// Under which requester IDs a function's DMA appears, docs/reference/semantics.md 3.1, and whose
// are nobody else's.
import { expect, test } from "vitest";
import type { PciFunction } from "../../model/vocabulary/topology/topology.js";
import { factsOf } from "./facts.js";
import { requesterIds, soleRequesters } from "./requester-id.js";
import {
  boot,
  bridgeToPci,
  endpoint,
  pciBridge,
  pciDevice,
  port,
  virtual,
} from "../testing/topologies.js";

function ids(functions: readonly PciFunction[], dev: number): string[] {
  const found: number[] = [];
  requesterIds(factsOf(boot(functions)), dev, found);
  return found.map((id) => id.toString(16));
}

const sole = (functions: readonly PciFunction[]) => [...soleRequesters(factsOf(boot(functions)))];

const root = port("root-port", [0, 0x08, null], 1);

test("its own, then its aliases on its own bus, whether somebody stands there or not", () => {
  expect(ids([root, endpoint([1, 0, 0], { aliases: [1, 0xff] })], 1)).toEqual([
    "100",
    "101",
    "1ff",
  ]);
});

const below = (bridge: PciFunction) => ids([root, bridge, pciDevice([2, 0x18, 1])], 2);

test("a bridge to PCI adds its secondary bus number, a conventional one its own ID", () => {
  expect(below(bridgeToPci([1, 0, 0], 2))).toEqual(["218", "200"]);
  expect(below(bridgeToPci([1, 0, 0], 2, { noAlias: true }))).toEqual(["218"]);
  expect(below(pciBridge([1, 0, 0], 2))).toEqual(["218", "100"]);
  expect(below(pciBridge([1, 0, 0], 2, { pcieAlias: true }))).toEqual(["218", "200"]);
});

const nested = (xlateRoot: boolean): PciFunction[] => [
  bridgeToPci([0, 0x10, null], 1, { xlateRoot }),
  pciBridge([1, 0x08, 0], 2),
  pciDevice([2, 0, 1]),
];

test("the walk goes on to the root, and stops where the IOMMU sits", () => {
  expect(ids(nested(false), 2)).toEqual(["200", "108", "100"]);
  expect(ids(nested(true), 2)).toEqual(["200", "108"]);
});

test("a function behind a VMD emits the VMD's, and neither is then the only one", () => {
  const functions = [
    endpoint([0, 0x28, null], { kind: "rciep", aliases: [0x30] }),
    endpoint([0, 0, null], { segment: 0x1_0000, realDma: 0 }),
    endpoint([0, 0x28, null], { segment: 0x1_0000 }),
  ];
  expect(ids(functions, 1)).toEqual(["28", "30"]);
  expect(ids(functions, 2)).toEqual(["100000028"]);
  expect(sole(functions)).toEqual([0, 0, 1]);
});

const rciep = (devfn: number, aliases: readonly number[] = []) =>
  endpoint([0, devfn, null], { kind: "rciep", aliases });

test("whose IDs are nobody else's: aliases, ghosts and bridges are others", () => {
  expect(sole([rciep(0x20), rciep(0x28, [0x20]), rciep(0x30)])).toEqual([0, 0, 1]);
  expect(sole([rciep(0x20, [0x80]), rciep(0x28, [0x80]), rciep(0x30, [0x90])])).toEqual([0, 0, 1]);
  const behind = [
    root,
    bridgeToPci([1, 0, 0], 2),
    pciDevice([2, 0x18, 1]),
    pciDevice([2, 0x20, 1]),
  ];
  expect(sole(behind)).toEqual([1, 1, 0, 0]);
  expect(sole([root, endpoint([1, 0, 0]), virtual([2, 0, 0], 1)])).toEqual([1, 1, 1]);
});
