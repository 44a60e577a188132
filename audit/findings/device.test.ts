// What one function is grouped with and what frees it, on machines small enough to work out by hand
// from pci_device_group (docs/reference/semantics.md 4.1) and the ACS table (2.1).
import { describe, expect, test } from "vitest";
import { addressText } from "../../model/vocabulary/topology/address.js";
import type { Topology } from "../../model/vocabulary/topology/topology.js";
import { configAcsText } from "../lines/print.js";
import { at, machineOf } from "../testing/machines.js";
import { shownMachine, type Told } from "../testing/shown.js";
import { audit } from "./audit.js";
import { deviceAnswer } from "./device.js";

const ALL = "acs SV RR CR UF of SV RR CR UF";
const NO_CR = "acs SV RR UF of SV RR CR UF";

function asked(t: Topology, address: string, told: Told = {}) {
  const m = shownMachine(t, told);
  const answer = deviceAnswer(m, audit({ topology: t }), at(t, address));
  const names = (devs: readonly number[]) => devs.map((dev) => addressText(t.functions[dev]!));
  return { ...answer, names, member: names(answer.members), m };
}

function ways(t: Topology, address: string, told: Told = {}) {
  const { ways: all, names } = asked(t, address, told);
  return all.map((way) => {
    const left = names(way.left);
    if (way.how === "bits") return { how: way.how, left, line: configAcsText(way.at) };
    if (way.how === "capability") return { how: way.how, left, without: names(way.without) };
    if (way.how === "slot") return { how: way.how, left, port: names([way.port])[0] };
    const { downstream, multifunction } = way.override;
    return { how: way.how, left, downstream, multifunction, open: way.open.length };
  });
}

/** A root port whose CR is off above a card of two functions, and an empty one that isolates. */
const CARD = [
  "00:01.0  root-port  bus 01  acs SV RR UF of SV RR CR UF",
  `00:02.0  root-port  bus 02  ${ALL}`,
];

test("a bit that is off sets a function free, with its line, and so does another slot", () => {
  const t = machineOf(...CARD, "01:00.0  endpoint");
  expect(asked(t, "01:00.0")).toMatchObject({
    group: "formed",
    missing: [],
    member: ["00:01.0", "01:00.0"],
  });
  // Its port is no company: nothing must change.
  expect(ways(t, "01:00.0")).toEqual([]);
  const two = machineOf(
    "00:01.0  root-port        bus 01  acs SV RR UF of SV RR CR UF",
    `00:02.0  root-port        bus 05  ${ALL}`,
    "01:00.0  upstream-port    bus 02",
    `02:00.0  downstream-port  bus 03  ${ALL}`,
    `02:01.0  downstream-port  bus 04  ${ALL}`,
    "03:00.0  endpoint",
    "04:00.0  endpoint",
  );
  expect(asked(two, "03:00.0").together).toMatchObject({
    with: [{ dev: at(two, "04:00.0"), binding: "bound" }],
    stay: [{ binding: "free" }, { binding: "free" }, { binding: "free" }, { binding: "free" }],
  });
  expect(ways(two, "03:00.0")).toEqual([
    { how: "bits", left: [], line: "pci=config_acs=xx111x1@00:01.0" },
    { how: "slot", left: [], port: "00:02.0" },
  ]);
});

test("two bits that only help together are named together, and none that is not needed", () => {
  const t = machineOf(
    "00:01.0  root-port  bus 01  acs SV RR UF of SV RR CR UF",
    "01:00.0  endpoint   multifunction  acs - of RR CR",
    "01:00.1  endpoint   acs - of RR CR",
  );
  expect(ways(t, "01:00.0")).toEqual([
    { how: "bits", left: [], line: "pci=config_acs=xx111x1@00:01.0;xxx11xx@01:00.0" },
  ]);
});

test("the bit that leaves the fewest is named, where none leaves nobody", () => {
  const t = machineOf(
    "00:01.0  root-port        bus 01  acs SV CR UF of SV RR CR UF",
    "01:00.0  upstream-port    bus 02",
    "02:00.0  downstream-port  bus 03  acs RR CR UF of SV RR CR UF",
    `02:01.0  downstream-port  bus 04  ${ALL}`,
    "03:00.0  endpoint         multifunction",
    "03:00.1  endpoint",
    "04:00.0  endpoint",
  );
  expect(ways(t, "03:00.0")[0]).toEqual({
    how: "bits",
    left: ["03:00.1"],
    line: "pci=config_acs=xx111x1@00:01.0",
  });
});

test("a function without ACS beside another: only its maker, and what would not be true", () => {
  const t = machineOf(
    `00:01.0  root-port  bus 01  ${ALL}`,
    "01:00.0  endpoint  multifunction",
    "01:00.1  endpoint",
  );
  const [, other, override] = asked(t, "01:00.0").ways;
  expect(ways(t, "01:00.0")).toEqual([
    { how: "capability", left: [], without: ["01:00.0"] },
    { how: "capability", left: [], without: ["01:00.1"] },
    { how: "override", left: [], downstream: false, multifunction: true, open: 2 },
  ]);
  // With ACS at 01:00.1 alone, 01:00.0 still sends straight to it.
  expect(other).toMatchObject({ open: [{ from: at(t, "01:00.0"), to: at(t, "01:00.1") }] });
  expect(override).toMatchObject({ believed: [at(t, "01:00.0"), at(t, "01:00.1")] });
});

test("behind a bridge to PCI nothing helps but another place", () => {
  const t = machineOf(
    `00:01.0  root-port           bus 01  ${ALL}`,
    "01:00.0  pcie-to-pci-bridge  bus 02",
    "02:00.0  pci-device",
    "02:01.0  pci-device",
  );
  expect(asked(t, "02:00.0").member).toEqual(["01:00.0", "02:00.0", "02:01.0"]);
  expect(ways(t, "02:00.0")).toEqual([]);
});

test("whom it meets though the groups are two, as the machine is", () => {
  // FLAW-1: ports of one switch without ACS.
  const t = machineOf(
    `00:01.0  root-port        bus 01  ${ALL}`,
    "01:00.0  upstream-port    bus 02",
    "02:00.0  downstream-port  bus 03",
    "02:01.0  downstream-port  bus 04",
    "03:00.0  endpoint",
    "04:00.0  endpoint",
  );
  const [one, other] = [at(t, "03:00.0"), at(t, "04:00.0")];
  expect(asked(t, "03:00.0").open).toEqual([
    { from: one, to: other },
    { from: other, to: one },
  ]);
});

describe("what is passed through with it", () => {
  const t = machineOf(
    "00:01.0  root-port  bus 01",
    "01:00.0  endpoint  multifunction",
    "01:00.1  endpoint",
    "01:00.2  endpoint",
    "01:00.3  endpoint",
  );
  const bindings = (told: Told) =>
    asked(t, "01:00.0", told).together.with.map(({ binding }) => binding);

  test("drivers that leave DMA to their user, and none, are in nobody's way", () => {
    const functions = { "01:00.1": { driver: "vfio-pci" }, "01:00.2": { driver: null } };
    expect(bindings({ functions })).toEqual(["free", "free", "bound"]);
  });

  test("a bridge with a driver of the DMA API is in the way as well", () => {
    const functions = { "00:01.0": { driver: "shpchp" } };
    expect(asked(t, "01:00.0", { functions }).together.stay).toMatchObject([{ binding: "bound" }]);
  });

  test("where no driver is shown at all it is not said that there is none", () => {
    const functions = Object.fromEntries(
      ["00:01.0", "01:00.0", "01:00.1", "01:00.2", "01:00.3"].map((name) => [
        name,
        { driver: null },
      ]),
    );
    expect(bindings({ functions })).toEqual(["unknown", "unknown", "unknown"]);
  });

  test("host bridges stay, by class or by name", () => {
    const functions = {
      "01:00.1": { class: 0x0600 },
      "01:00.2": { class: null, title: "Host bridge: dummy" },
    };
    const { together, names } = asked(t, "01:00.0", { functions });
    expect(names(together.with.map(({ dev }) => dev))).toEqual(["01:00.3"]);
  });
});

describe("what is not shown is not said", () => {
  const card = [
    "01:00.0  endpoint  multifunction  acs RR CR of RR CR",
    "01:00.1  endpoint  acs RR CR of RR CR",
  ];
  const told = machineOf(`00:02.0  root-port  bus 01  ${ALL}`, ...card);
  const least = machineOf("00:02.0  root-port  bus 01", ...card);
  const hidden: Told = { readings: [least, told], unseen: { "00:02.0": ["acs"] } };

  test("members that one reading has are perhaps in it, and nothing is proposed", () => {
    const answer = asked(told, "01:00.0", hidden);
    expect(answer.member).toEqual(["01:00.0"]);
    expect(answer.names(answer.perhaps)).toEqual(["00:02.0", "01:00.1"]);
    expect(answer.missing).toEqual([{ dev: 0, fact: "acs" }]);
    expect(answer.ways).toEqual([]);
  });

  test("the kernel's groups are facts, and why they are so is not", () => {
    const groups = { "00:02.0": 7, "01:00.0": 7, "01:00.1": 7 };
    const answer = asked(told, "01:00.0", { ...hidden, groups });
    expect(answer).toMatchObject({ group: "given", number: 7, perhaps: [] });
    expect(answer.member).toEqual(["00:02.0", "01:00.0", "01:00.1"]);
    expect(answer.missing).toHaveLength(1);
    expect(answer.ways).toEqual([]);
  });

  test("where the kernel has a group that nothing explains, nothing is proposed", () => {
    const two = machineOf(`00:01.0  root-port  bus 01  ${NO_CR}`, ...card);
    const groups = { "00:01.0": 1, "01:00.0": 2, "01:00.1": 2 };
    const answer = asked(two, "01:00.0", { groups });
    expect(answer.member).toEqual(["01:00.0", "01:00.1"]);
    expect(answer).toMatchObject({ agrees: false, missing: [], ways: [] });
    const same = { "00:01.0": 1, "01:00.0": 1, "01:00.1": 1 };
    expect(asked(two, "01:00.0", { groups: same })).toMatchObject({ agrees: true });
    expect(ways(two, "01:00.0", { groups: same })[0]).toMatchObject({ how: "bits", left: [] });
  });

  test("stand-ins are members of nothing, and what they are is missing", () => {
    const functions = { "00:01.0": { shown: false } };
    const t = machineOf("00:01.0  root-port  bus 01", "01:00.0  endpoint");
    const best = machineOf(`00:01.0  root-port  bus 01  ${ALL}`, "01:00.0  endpoint");
    const answer = asked(t, "01:00.0", {
      functions,
      readings: [best],
      unseen: { "00:01.0": ["function"] },
    });
    expect(answer).toMatchObject({ member: ["01:00.0"], perhaps: [], beyond: true, ways: [] });
    expect(answer.missing).toEqual([{ dev: 0, fact: "function" }]);
  });

  test("without IOMMU there is no group", () => {
    const t = machineOf("00:01.0  endpoint  no-iommu");
    expect(asked(t, "00:01.0").group).toBe("none");
  });
});
