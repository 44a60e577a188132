// Canonical addresses: the smallest numbers that keep every relation a rule can look at.
import { expect, test } from "vitest";
import { problemText } from "../reading/reading.js";
import { renumber } from "./renumber.js";
import { printScenario, readScenario } from "./text/text.js";
import { DEFAULT_IOMMU, type Scenario } from "./scenario.js";

function scenarioOf(lines: string): Scenario {
  const read = readScenario(`pasidcheck scenario 1\n${lines}\n----\n`);
  if (!read.ok) throw new Error(problemText(read.problem));
  return read.value;
}

/** The lines of a topology, renumbered, with single spaces. */
function renumbered(lines: string): readonly string[] {
  const { topology } = renumber(scenarioOf(lines).topology);
  const text = printScenario({ topology, iommu: DEFAULT_IOMMU, operations: [] });
  const body = text.split("\n").filter((line) => /^[0-9a-f]{2,}:|^probe/.test(line));
  return body.map((line) => line.replace(/ +/g, " ").trim());
}

test("devices of a root bus are numbered from 01, elsewhere from 00; functions from 0", () => {
  expect(
    renumbered(`00:1c.0  root-port  bus 09  multifunction
00:1c.4  root-port  bus 0b
09:00.0  endpoint
0b:00.0  endpoint  multifunction
0b:00.5  endpoint`),
  ).toEqual([
    "00:01.0 root-port bus 01 multifunction",
    "00:01.1 root-port bus 02",
    "01:00.0 endpoint",
    "02:00.0 endpoint multifunction",
    "02:00.1 endpoint",
  ]);
});

test("functions stand as Linux scans them, VFs last; virtual buses come before other ones", () => {
  expect(
    renumbered(`00:05.0  root-port  bus 20
00:02.0  rciep
07:00.0  vf  of-pf 00:02.0
20:00.0  endpoint`),
  ).toEqual([
    "00:01.0 rciep",
    "00:02.0 root-port bus 02",
    "02:00.0 endpoint",
    "01:00.0 vf of-pf 00:01.0",
  ]);
});

test("device 0 behind a conventional bridge has its requester ID: nobody else gets it", () => {
  const bridge = "00:03.0  pcie-to-pci-bridge  bus 05";
  expect(renumbered(`${bridge}\n05:00.0  pci-device\n05:07.0  pci-device`)).toEqual([
    "00:01.0 pcie-to-pci-bridge bus 01",
    "01:00.0 pci-device",
    "01:01.0 pci-device",
  ]);
  expect(renumbered(`${bridge}\n05:04.0  pci-device\n05:07.0  pci-device`)).toEqual([
    "00:01.0 pcie-to-pci-bridge bus 01",
    "01:01.0 pci-device",
    "01:02.0 pci-device",
  ]);
});

test("aliases go with the functions that they name; an absent one keeps its place", () => {
  expect(
    renumbered(`00:04.0  rciep  alias 10.0
00:05.0  rciep  alias 04.0 10.0
00:1e.0  rciep`),
  ).toEqual(["00:01.0 rciep alias 03.0", "00:02.0 rciep alias 01.0 03.0", "00:04.0 rciep"]);
});

test("the alias ff.7, which a bitmap of 255 cannot hold, stays what it is", () => {
  expect(renumbered("00:04.0  rciep  alias 1f.7")).toEqual(["00:01.0 rciep alias 1f.7"]);
});

test("two slots of one ARI device stay two slots", () => {
  expect(
    renumbered(`00:02.0  root-port  bus 04
04:00.0  endpoint  ari
04:08.0  endpoint  ari`),
  ).toEqual(["00:01.0 root-port bus 01", "01:00.0 endpoint ari", "01:01.0 endpoint ari"]);
});

test("segments with redirected DMA begin at 10000, others at 0", () => {
  expect(
    renumbered(`0003:00:04.0  rciep
20000:00:00.0  root-port  bus 01  dma-as 0003:00:04.0
20000:01:00.0  endpoint   dma-as 0003:00:04.0`),
  ).toEqual([
    "00:01.0 rciep",
    "10000:00:01.0 root-port bus 01 dma-as 00:01.0",
    "10000:01:00.0 endpoint dma-as 00:01.0",
  ]);
});

test("a probe order that is the usual one is not written; another is kept", () => {
  const functions = "00:02.0  rciep\n00:03.0  rciep";
  expect(renumbered(`probe  hot  00:02.0 00:03.0\n${functions}`)).toEqual([
    "probe hot",
    "00:01.0 rciep",
    "00:02.0 rciep",
  ]);
  expect(renumbered(`probe  hot  00:03.0 00:02.0\n${functions}`)[0]).toBe(
    "probe hot 00:02.0 00:01.0",
  );
});

test("the indices say where each function has gone", () => {
  const { indices } = renumber(scenarioOf("00:05.0  rciep\n00:02.0  rciep").topology);
  expect(indices).toEqual([1, 0]);
});
