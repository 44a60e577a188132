// One layout serves terminal and picture: a row a function in the order of a scan, and groups whose
// members are apart stay one region.
import { expect, test } from "vitest";
import { readScenario } from "../../model/vocabulary/scenario/text/text.js";
import type { Topology } from "../../model/vocabulary/topology/topology.js";
import { pictureFile } from "./svg.js";
import { layout } from "./layout.js";
import { onIncompletePaths } from "./pasid-paths.js";
import { regions } from "./group-regions.js";

function topologyOf(...lines: readonly string[]): Topology {
  const reading = readScenario(["pasidcheck scenario 1", ...lines, "----", ""].join("\n"));
  if (!reading.ok) throw new Error(JSON.stringify(reading.problem));
  return reading.value.topology;
}

const SWITCH = topologyOf(
  "00:01.0  root-port        bus 01  acs SV RR CR UF of SV RR CR UF  prefix",
  "00:02.0  rciep            pasid 16",
  "01:00.0  upstream-port    bus 02  prefix",
  "02:00.0  downstream-port  bus 03  acs RR EC of SV RR CR UF EC DT  egress 01.0  prefix",
  "02:01.0  downstream-port  bus 04  prefix",
  "03:00.0  endpoint         pasid 8  prefix",
  "04:00.0  endpoint         pasid 8  prefix",
);

const at = (bdf: string): number =>
  SWITCH.functions.findIndex(
    ({ bus, devfn }) => bus === Number.parseInt(bdf, 16) && devfn === Number(bdf.at(3)) << 3,
  );
const rows = layout(SWITCH);

test("rows follow the scan, and a bridge is followed by what is below it", () => {
  expect(rows.map(({ dev }) => dev)).toEqual(
    ["00:1", "01:0", "02:0", "03:0", "02:1", "04:0", "00:2"].map((bdf) => at(bdf)),
  );
  expect(rows.map(({ depth }) => depth)).toEqual([0, 1, 2, 3, 2, 3, 0]);
  expect(rows.map(({ parentRow }) => parentRow)).toEqual([null, 0, 1, 2, 1, 4, null]);
  expect(rows.map(({ last }) => last)).toEqual([false, true, false, true, true, true, true]);
});

test("of a large machine only some are placed", () => {
  const only = new Set(["00:1", "01:0", "02:1", "04:0"].map((bdf) => at(bdf)));
  expect(layout(SWITCH, only).map(({ row, depth }) => [row, depth])).toEqual([
    [0, 0],
    [1, 1],
    [2, 2],
    [3, 3],
  ]);
});

test("members of a group that are apart are runs of one region, beside it in a lane", () => {
  const group = new Map([
    [at("00:1"), 1],
    [at("01:0"), 1],
    [at("03:0"), 1],
    [at("02:1"), 2],
    [at("04:0"), 2],
  ]);
  const found = regions(rows, (dev) => group.get(dev) ?? null);
  expect(found).toEqual([
    {
      group: 1,
      size: 3,
      runs: [
        { from: 0, to: 1, depth: 0 },
        { from: 3, to: 3, depth: 3 },
      ],
      lane: 0,
    },
    { group: 2, size: 2, runs: [{ from: 4, to: 5, depth: 2 }], lane: null },
  ]);
});

test("a path of a PASID is red from its function to the last element that ends it", () => {
  const wanted = ["02:0", "02:1", "03:0", "04:0"].map((bdf) => at(bdf));
  expect(onIncompletePaths(SWITCH)).toEqual(new Set(wanted));
});

test("the picture, as a file", async () => {
  const groupOf = (dev: number): number | null => (dev === 0 ? null : dev % 3);
  const text = pictureFile(SWITCH, { groupOf, label: "a <switch>" });
  await expect(text).toMatchFileSnapshot("../golden/drawing-switch.svg");
});
