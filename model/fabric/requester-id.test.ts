/**
 * The DMA of a function appears under the requester IDs of pci_for_each_dma_alias
 * (docs/reference/semantics.md 3.1): its own or that of its real DMA device, its alias mask, and
 * what each kind of bridge on the way up puts in its place. IDs are written `bus:device.function`.
 */
import { describe, expect, test } from "vitest";
import { addressText } from "../vocabulary/topology/address.js";
import { problemText } from "../vocabulary/reading/reading.js";
import { readScenario } from "../vocabulary/scenario/text/text.js";
import type { Topology } from "../vocabulary/topology/topology.js";
import { emittedIds, sharedId } from "./requester-id.js";

function machine(text: string): Topology {
  const read = readScenario(`pasidcheck scenario 1\n${text.trim()}`);
  if (!read.ok) throw new Error(problemText(read.problem));
  return read.value.topology;
}

function idText(id: number): string {
  const segment = Math.floor(id / 0x1_0000);
  return addressText({ segment, bus: (id >> 8) & 0xff, devfn: id & 0xff });
}

/** All IDs of the last function in the list. */
function idsOfLast(functions: string): readonly string[] {
  const t = machine(functions);
  return emittedIds(t, t.functions.length - 1).map((id) => idText(id));
}

describe("pci_for_each_dma_alias", () => {
  test("2. its own ID", () => {
    expect(idsOfLast("00:04.0 rciep")).toEqual(["00:04.0"]);
    expect(idsOfLast("10000:00:04.0 rciep")).toEqual(["10000:00:04.0"]);
  });
  test("3. each devfn of its alias mask, on its own bus, present or not, ff.7 too", () => {
    const functions = "00:01.0 root-port bus 01\n01:00.0 endpoint alias 00.1 02.3 1f.7";
    expect(idsOfLast(functions)).toEqual(["01:00.0", "01:00.1", "01:02.3", "01:1f.7"]);
  });
  test("4. root, upstream and downstream ports pass IDs on", () => {
    const functions = `
00:01.0 root-port bus 01
01:00.0 upstream-port bus 02
02:00.0 downstream-port bus 03
03:00.0 endpoint`;
    expect(idsOfLast(functions)).toEqual(["03:00.0"]);
  });
  test("4. a PCIe-to-PCI bridge: its secondary bus, devfn 0; not its own ID", () => {
    const functions = "00:04.0 pcie-to-pci-bridge bus 05\n05:02.0 pci-device";
    expect(idsOfLast(functions)).toEqual(["05:02.0", "05:00.0"]);
  });
  test("4. unless PCI_BRIDGE_NO_ALIAS", () => {
    const functions = "00:04.0 pcie-to-pci-bridge bus 05 no-alias\n05:02.0 pci-device";
    expect(idsOfLast(functions)).toEqual(["05:02.0"]);
  });
  test("4. a PCI-to-PCIe bridge: its own ID", () => {
    const functions = "00:04.0 pci-to-pcie-bridge bus 05\n05:00.0 endpoint";
    expect(idsOfLast(functions)).toEqual(["05:00.0", "00:04.0"]);
  });
  test("4. a conventional bridge: its own ID", () => {
    expect(idsOfLast("00:04.0 pci-bridge bus 05\n05:02.0 pci-device")).toEqual([
      "05:02.0",
      "00:04.0",
    ]);
  });
  test("4. one that hides its PCIe capability (PCIE_BRIDGE_ALIAS): its secondary bus", () => {
    const functions = "00:04.0 pci-bridge bus 05 pcie-bridge-alias\n05:02.0 pci-device";
    expect(idsOfLast(functions)).toEqual(["05:02.0", "05:00.0"]);
  });
  test("4. the walk goes on to the root: several bridges, several IDs, the lowest first", () => {
    const functions = `
00:01.0 root-port bus 01
01:00.0 pcie-to-pci-bridge bus 02
02:03.0 pci-bridge bus 03
03:04.0 pci-device alias 05.0`;
    expect(idsOfLast(functions)).toEqual(["03:04.0", "03:05.0", "02:03.0", "02:00.0"]);
  });
  test("4. BRIDGE_XLATE_ROOT: the IOMMU sits there, the walk stops before it", () => {
    const functions = `
00:04.0 pcie-to-pci-bridge bus 05
05:01.0 pci-bridge bus 06 xlate-root
06:02.0 pci-device`;
    expect(idsOfLast(functions)).toEqual(["06:02.0"]);
    const lower = `
00:04.0 pcie-to-pci-bridge bus 05 xlate-root
05:01.0 pci-bridge bus 06
06:02.0 pci-device`;
    expect(idsOfLast(lower)).toEqual(["06:02.0", "05:01.0"]);
  });
  test("1. below a VMD it is the VMD's, with the VMD's mask and the VMD's way up", () => {
    const functions = `
00:0e.0 rciep alias 0e.1
10000:00:00.0 root-port bus 01 dma-as 00:0e.0
10000:01:00.0 endpoint dma-as 00:0e.0 alias 00.3`;
    expect(idsOfLast(functions)).toEqual(["00:0e.0", "00:0e.1"]);
  });
  test("a VF: its own ID and the bridges above its PF's bus, also from a virtual bus", () => {
    const functions = `
00:01.0 root-port bus 01
01:00.0 endpoint alias 00.5
02:00.2 vf of-pf 01:00.0`;
    expect(idsOfLast(functions)).toEqual(["02:00.2"]);
  });
});

const shared = (functions: string, a: number, b: number): string | null => {
  const t = machine(functions);
  const id = sharedId(emittedIds(t, a), emittedIds(t, b));
  return id === null ? null : idText(id);
};

describe("sharedId", () => {
  test("an ID that both emit, own or alias or neither's own (a ghost, FLAW-5)", () => {
    expect(shared("00:04.0 rciep\n00:05.0 rciep alias 04.0", 0, 1)).toBe("00:04.0");
    expect(shared("00:04.0 rciep alias 10.0\n00:05.0 rciep alias 10.0", 0, 1)).toBe("00:10.0");
  });
  test("not the same numbers in another segment, nor on another bus", () => {
    expect(shared("00:04.0 rciep\n10000:00:04.0 rciep", 0, 1)).toBeNull();
    const buses = `
00:01.0 root-port bus 01
01:00.0 endpoint alias 00.1
00:02.0 root-port bus 02
02:00.0 endpoint alias 00.1`;
    expect(shared(buses, 1, 3)).toBeNull();
  });
  test("behind a PCIe-to-PCI bridge all share one ID; the bridge itself does not (FLAW-12)", () => {
    const behind = "00:04.0 pcie-to-pci-bridge bus 05\n05:01.0 pci-device\n05:02.0 pci-device";
    expect(shared(behind, 1, 2)).toBe("05:00.0");
    expect(shared(behind, 0, 1)).toBeNull();
  });
});
