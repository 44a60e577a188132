// Texts that show a part of a machine, or nothing of its buses: what stands in for the rest, and of
// what nothing is said.
import { describe, expect, test } from "vitest";
import { problemText } from "../../model/vocabulary/reading/reading.js";
import { impossible } from "../../model/vocabulary/topology/validate.js";
import { linuxGrouped } from "../findings/boot-groups.js";
import {
  ACS,
  at,
  BUS,
  DENIED,
  EXPRESS,
  pair,
  pasid,
  read,
  ROOT_PORT,
  unseenAt,
} from "../testing/readings.js";
import { readMachine } from "./machine.js";
import { onlyThese } from "./part.js";

describe("what is not in the dump", () => {
  test("an upstream port and a root port stand in above a downstream port", () => {
    const machine = read(`05:02.0 PCI bridge: A\n${BUS("09")}${EXPRESS("Downstream Port")}`);
    expect(machine.topology.functions.map((f) => f.kind)).toEqual([
      "root-port",
      "upstream-port",
      "downstream-port",
    ]);
    expect(machine.functions.map((f) => f.shown)).toEqual([false, false, true]);
    expect(machine.unseen.slice(0, 2).map((some) => [...some])).toEqual([
      ["function"],
      ["function"],
    ]);
  });

  test("the switch stands in behind the port that has reserved its buses", () => {
    const machine = read(
      `${ROOT_PORT}02:04.0 PCI bridge: A\n${BUS("03")}${EXPRESS("Downstream Port")}`,
    );
    expect(machine.functions.map((f) => f.address)).toEqual(["00:01.0", "01:00.0", "02:04.0"]);
    expect(unseenAt(machine, "02:04.0")).toEqual([]);
    // The port isolates, whatever the switch is.
    expect(pair(machine, "00:01.0", "02:04.0")).toBe("apart");
  });

  test("two switches do not stand in at one place", () => {
    const down = (address: string, bus: string): string =>
      `${address} PCI bridge: A\n${BUS(bus)}${EXPRESS("Downstream Port")}`;
    const machine = read(ROOT_PORT + down("02:04.0", "03") + down("04:04.0", "05"));
    expect(new Set(machine.functions.map((f) => f.address)).size).toBe(machine.functions.length);
    expect(unseenAt(machine, "04:04.0")).toContain("place");
  });

  test("what hangs below two stand-ins may hang below one", () => {
    const machine = read(
      `03:00.0 VGA: A\n${EXPRESS("Endpoint")}07:00.0 VGA: A\n${EXPRESS("Endpoint")}`,
    );
    expect(unseenAt(machine, "03:00.0")).toContain("place");
    expect(unseenAt(machine, "07:00.0")).toContain("place");
  });

  test("one thing alone has no place that matters", () => {
    const machine = read(`03:00.0 VGA: A\n${EXPRESS("Endpoint")}`);
    expect(unseenAt(machine, "03:00.0")).not.toContain("place");
  });

  test("a PF stands in for VFs, each of a group of its own", () => {
    const vf = (address: string): string =>
      `${address} Ethernet controller: Acme Virtual Function\n${EXPRESS("Endpoint")}`;
    const machine = read(vf("81:00.4") + vf("81:00.5"));
    expect(machine.topology.functions.map((f) => f.kind).slice(-2)).toEqual(["vf", "vf"]);
    const { groupOf } = linuxGrouped(machine.topology);
    expect(new Set(groupOf.slice(-2)).size).toBe(2);
    expect(pasid(machine, "81:00.4")).toBe("unknown");
  });

  test("VFs on the bus after that of their PF are behind the same port", () => {
    const machine = read(
      `00:03.0 PCI bridge: A\n${BUS("02", "03")}${EXPRESS("Root Port")}${ACS("+")}` +
        `02:00.0 Ethernet controller: A\n${DENIED}` +
        `03:00.0 Ethernet controller: A Virtual Function\n${DENIED}` +
        `03:00.1 Ethernet controller: A Virtual Function\n${DENIED}`,
    );
    expect(machine.topology.functions.slice(2)).toMatchObject([
      { kind: "vf", pf: 1, parent: 0 },
      { kind: "vf", pf: 1, parent: 0 },
    ]);
    expect(pair(machine, "03:00.0", "03:00.1")).toBe("apart");
  });
});

describe("a list without bus numbers", () => {
  test("shows root buses by what stands on them", () => {
    const machine = read(
      "00:00.0 Host bridge: A\n00:03.0 PCI bridge: A\n80:00.0 Host bridge: A\n" +
        "ff:08.0 System peripheral: Intel Corporation Xeon QPI\nc0:00.2 IOMMU: A\n",
    );
    for (const address of ["80:00.0", "ff:08.0", "c0:00.2"]) {
      expect(machine.topology.functions[at(machine, address)]?.parent).toBeNull();
      expect(unseenAt(machine, address)).not.toContain("place");
    }
  });

  test("does not show which bridge leads where", () => {
    const machine = read("00:00.0 Host bridge: A\n00:03.0 PCI bridge: A\n01:00.0 VGA: A\n");
    expect(unseenAt(machine, "01:00.0")).toContain("place");
    expect(machine.caveats.join()).toContain("bus numbers");
  });
});

test("a high domain is a VMD's only where a VMD is", () => {
  const behind = `10000:e0:06.0 PCI bridge: A\n${BUS("e1")}${EXPRESS("Root Port")}`;
  const vmd = "00:0e.0 RAID bus controller: Intel Corporation Volume Management Device\n";
  expect(read(behind).topology.functions[0]?.realDma).toBeNull();
  expect(read(behind).unknown.join()).not.toContain("VMD");
  expect(read(vmd + behind).topology.functions[1]?.realDma).toBe(0);
});

test("a capability at 100 or above exists in PCI Express only", () => {
  const machine = read(`40:01.1 PCI bridge: A\n${ACS("-")}`);
  const dev = at(machine, "40:01.1");
  for (const t of [machine.topology, ...machine.readings])
    expect(t.functions[dev]).toMatchObject({ kind: "root-port", parent: null, acs: { cap: 0x1d } });
});

test("a part of a machine has the readings of the part", () => {
  const text =
    `00:06.0 PCI bridge: Acme\n${BUS("02")}${DENIED}02:00.0 Network controller: A\n${DENIED}` +
    `00:07.0 PCI bridge: Acme\n${BUS("03")}${DENIED}03:00.0 Network controller: B\n${DENIED}`;
  const part = readMachine(text, null, { part: onlyThese(["03:00.0"]) });
  if (!part.ok) throw new Error(problemText(part.problem));
  expect(part.value.functions.map((f) => f.address)).toEqual(["00:07.0", "03:00.0"]);
  expect(part.value.unseen).toHaveLength(2);
  for (const reading of part.value.readings) {
    expect(impossible(reading)).toBeNull();
    expect(reading.functions.map((f) => f.parent)).toEqual([null, 0]);
  }
  expect(pair(part.value, "00:07.0", "03:00.0")).toBe("unknown");
});

test("a text that is cut off is told in the headline", () => {
  const whole = read(ROOT_PORT);
  expect(whole.caveats).toEqual([]);
  expect(read(ROOT_PORT.slice(0, -4)).caveats.join()).toContain("cut off");
});
