import { expect, test } from "vitest";
import { readScenario } from "../../model/vocabulary/scenario/text/text.js";
import type { Topology } from "../../model/vocabulary/topology/topology.js";
import { drawing } from "./tree.js";

function topologyOf(lines: readonly string[]): Topology {
  const reading = readScenario(["pasidcheck scenario 1", ...lines, "----", ""].join("\n"));
  if (!reading.ok) throw new Error(JSON.stringify(reading.problem));
  return reading.value.topology;
}

const SWITCH = topologyOf([
  "00:01.0  root-port        bus 01  acs SV RR CR UF of SV RR CR UF  prefix",
  "00:02.0  rciep            pasid 16 exec priv  pasid-no-tlp",
  "00:03.0  rcec             acs RR of RR",
  "01:00.0  upstream-port    bus 02  prefix",
  "02:00.0  downstream-port  bus 03  acs RR EC of SV RR CR UF EC DT  egress 01.0  prefix",
  "02:01.0  downstream-port  bus 04  prefix",
  "03:00.0  endpoint         pasid 8  prefix  ari",
  "04:00.0  endpoint         multifunction  alias 01.0  no-iommu",
  "04:00.1  endpoint         acs - of -  direct-map",
  "03:00.2  vf               of-pf 03:00.0",
]);

const OLD = topologyOf([
  "00:1c.0  root-port           bus 01  acs RR UF of RR UF",
  "01:00.0  pcie-to-pci-bridge  bus 02  no-alias",
  "02:01.0  pci-device",
  "02:02.0  pci-bridge          bus 03  pcie-bridge-alias  xlate-root",
  "03:00.0  pci-device          no-iommu",
]);

test("a switch, with box characters and groups", async () => {
  await expect(drawing(SWITCH, { ascii: false, groupOf: (dev) => dev % 4 })).toMatchFileSnapshot(
    "../golden/drawing-switch.txt",
  );
});

test("a conventional hierarchy, in ASCII", async () => {
  const text = drawing(OLD, { ascii: true });
  // oxlint-disable-next-line no-control-regex
  expect(text).toMatch(/^[\u0000-\u007F]*$/);
  await expect(text).toMatchFileSnapshot("../golden/drawing-conventional.txt");
});
