/**
 * An untranslated request can land where docs/reference/semantics.md 5.2 says, for every place
 * where functions stand beside each other: a root bus, a link, the inside of a switch, a
 * conventional bus; for VFs; and what goes down is never filtered. Knobs as in
 * docs/reference/choices.md.
 */
import { describe, expect, test } from "vitest";
import { addressText } from "../vocabulary/topology/address.js";
import { problemText } from "../vocabulary/reading/reading.js";
import { readScenario } from "../vocabulary/scenario/text/text.js";
import type { Topology } from "../vocabulary/topology/topology.js";
import { peersBeside, peersOf } from "./reach.js";

function machine(text: string): Topology {
  const read = readScenario(`pasidcheck scenario 1\n${text.trim()}`);
  if (!read.ok) throw new Error(problemText(read.problem));
  return read.value.topology;
}

function addresses(t: Topology, wanted: (dev: number) => boolean): readonly string[] {
  return t.functions.flatMap((f, dev) => (wanted(dev) ? [addressText(f)] : []));
}

/** The functions that the one at an address reaches. */
function peers(text: string, address: string): readonly string[] {
  const t = machine(text);
  const reached = peersOf(
    t,
    t.functions.findIndex((f) => addressText(f) === address),
  );
  return addresses(t, (dev) => reached[dev] === 1);
}

const REDIRECT = "acs RR of RR";
const DIRECT = "acs - of RR";

const oneSlot = (acs: string): string => `
00:1c.0 root-port bus 01 multifunction ${acs}
01:00.0 endpoint
00:1c.1 root-port bus 02
02:00.0 pcie-to-pci-bridge bus 03
03:01.0 pci-device`;

describe("on a root bus", () => {
  test("the functions of one device reach each other", () => {
    const pair = "00:02.0 rciep multifunction\n00:02.1 rciep";
    expect(peers(pair, "00:02.0")).toEqual(["00:02.1"]);
    expect(peers(pair, "00:02.1")).toEqual(["00:02.0"]);
  });
  test("each goes by its own bits, not by the other's", () => {
    const pair = `00:02.0 rciep multifunction ${REDIRECT}\n00:02.1 rciep ${DIRECT}`;
    expect(peers(pair, "00:02.0")).toEqual([]);
    expect(peers(pair, "00:02.1")).toEqual(["00:02.0"]);
  });
  test("a function in another slot, or another segment, is out of reach (rc = ta)", () => {
    const apart = "00:02.0 rciep\n00:03.0 rciep\n10000:00:02.0 rciep";
    for (const one of ["00:02.0", "00:03.0", "10000:00:02.0"])
      expect(peers(apart, one)).toEqual([]);
  });
  test("root ports of one slot: what is below one reaches the other and all below it", () => {
    const other = ["00:1c.1", "02:00.0", "03:01.0"];
    expect(peers(oneSlot(""), "01:00.0")).toEqual(other);
    expect(peers(oneSlot(""), "00:1c.0")).toEqual(other);
    expect(peers(oneSlot(REDIRECT), "01:00.0")).toEqual([]);
  });
  test("root ports of different slots: the root complex sends everything to the agent", () => {
    const ports = `
00:1c.0 root-port bus 01
01:00.0 endpoint
00:1d.0 root-port bus 02
02:00.0 endpoint`;
    expect(peers(ports, "01:00.0")).toEqual([]);
  });
  test("beside: the same slot only", () => {
    const t = machine("00:02.0 rciep multifunction\n00:02.1 rciep\n00:03.0 rciep");
    expect(peersBeside(t, 0)).toEqual([1]);
    expect(peersBeside(t, 2)).toEqual([]);
  });
});

const link = (f0: string, f1: string): string => `
00:01.0 root-port bus 01 acs SV RR CR UF of SV RR CR UF
01:00.0 endpoint multifunction ${f0}
01:00.1 endpoint ${f1}`;

const below = (f0: string): string => `
00:01.0 pci-to-pcie-bridge bus 01
01:00.0 endpoint multifunction ${f0}
01:00.1 endpoint`;

describe("on a link", () => {
  test("functions of the device, by the bits of the sender; the port above is not counted", () => {
    expect(peers(link("", ""), "01:00.0")).toEqual(["01:00.1"]);
    expect(peers(link(REDIRECT, DIRECT), "01:00.0")).toEqual([]);
    expect(peers(link(REDIRECT, DIRECT), "01:00.1")).toEqual(["01:00.0"]);
    expect(peers(link("acs - of -", ""), "01:00.0")).toEqual([]);
  });
  test("functions 0 and 8 of an ARI device are functions of one device (FLAW-6)", () => {
    const ari = `
00:01.0 root-port bus 01
01:00.0 endpoint multifunction ari
01:01.0 endpoint multifunction ari`;
    expect(peers(ari, "01:01.0")).toEqual(["01:00.0"]);
  });
  test("the egress vector decides peer by peer", () => {
    const three = `
00:01.0 root-port bus 01
01:00.0 endpoint multifunction acs RR EC of RR EC egress 00.1
01:00.1 endpoint
01:00.2 endpoint`;
    expect(peers(three, "01:00.0")).toEqual(["01:00.2"]);
  });
  test("the secondary bus of a PCI-to-PCIe bridge is a link", () => {
    expect(peers(below(""), "01:00.0")).toEqual(["01:00.1"]);
    expect(peersBeside(machine(below("")), 1)).toEqual([2]);
  });
  test("a port with UF off is an error for what comes back, no reach (uturn = error)", () => {
    const noUf = link(REDIRECT, REDIRECT).replace("SV RR CR UF of", "SV RR CR of");
    expect(peers(noUf, "01:00.0")).toEqual([]);
  });
});

const inside = (dsp1: string, dsp2: string): string => `
00:01.0 root-port bus 01 acs SV RR CR UF of SV RR CR UF
01:00.0 upstream-port bus 02
02:00.0 downstream-port bus 03 ${dsp1}
02:01.0 downstream-port bus 04 ${dsp2}
03:00.0 endpoint
04:00.0 upstream-port bus 05
05:00.0 downstream-port bus 06
06:00.0 endpoint`;

describe("inside a switch", () => {
  test("ports in different slots send to each other, and to all below (FLAW-1)", () => {
    const other = ["02:01.0", "04:00.0", "05:00.0", "06:00.0"];
    expect(peers(inside("", ""), "03:00.0")).toEqual(other);
    expect(peers(inside(DIRECT, DIRECT), "03:00.0")).toEqual(other);
    expect(peers(inside("", ""), "06:00.0")).toEqual(["02:00.0", "03:00.0"]);
  });
  test("one way only: the sender's port decides (FLAW-2)", () => {
    expect(peers(inside(REDIRECT, DIRECT), "03:00.0")).toEqual([]);
    expect(peers(inside(REDIRECT, DIRECT), "06:00.0")).toEqual(["02:00.0", "03:00.0"]);
  });
  test("a port without RR sends straight on, also one with an empty capability", () => {
    expect(peers(inside("acs - of -", REDIRECT), "03:00.0")).toContain("06:00.0");
  });
  test("the upstream port reaches nobody: its own bus has only itself", () => {
    expect(peers(inside("", ""), "01:00.0")).toEqual([]);
  });
});

describe("on a conventional bus", () => {
  test.each(["pcie-to-pci-bridge", "pci-bridge"])(
    "everybody, all below, and the bridge itself: %s",
    (bridge) => {
      const bus = `
00:04.0 ${bridge} bus 05
05:01.0 pci-device
05:02.0 pci-bridge bus 06
06:01.0 pci-device`;
      expect(peers(bus, "05:01.0")).toEqual(["00:04.0", "05:02.0", "06:01.0"]);
      expect(peers(bus, "06:01.0")).toEqual(["00:04.0", "05:01.0", "05:02.0"]);
      expect(peers(bus, "00:04.0")).toEqual([]);
    },
  );
  test("from there the walk goes on with the bridge's bits: it has none", () => {
    const bus = `
00:04.0 pcie-to-pci-bridge bus 05 multifunction
05:01.0 pci-device
00:04.1 rciep ${REDIRECT}`;
    expect(peers(bus, "05:01.0")).toEqual(["00:04.0", "00:04.1"]);
    expect(peers(bus, "00:04.1")).toEqual([]);
  });
});

const device = (acs: string, second = "01:00.2"): string => `
00:01.0 root-port bus 01 acs SV RR CR UF of SV RR CR UF
01:00.0 endpoint ${acs}
01:00.1 vf of-pf 01:00.0
${second} vf of-pf 01:00.0`;

describe("VFs", () => {
  test("PF and VFs reach each other if the PF has no ACS, or RR is off (FLAW-8)", () => {
    for (const acs of ["", DIRECT]) {
      expect(peers(device(acs), "01:00.0")).toEqual(["01:00.1", "01:00.2"]);
      expect(peers(device(acs), "01:00.1")).toEqual(["01:00.0", "01:00.2"]);
    }
  });
  test("not if RR is on, or the capability says that peer-to-peer is not supported", () => {
    for (const acs of [REDIRECT, "acs - of -"])
      for (const one of ["01:00.0", "01:00.1", "01:00.2"])
        expect(peers(device(acs), one)).toEqual([]);
  });
  test("a VF on a virtual bus stands where its PF is", () => {
    expect(peers(device("", "02:00.0"), "02:00.0")).toEqual(["01:00.0", "01:00.1"]);
    expect(peers(device("", "02:00.0"), "01:00.1")).toEqual(["01:00.0", "02:00.0"]);
  });
  test("on a root bus as well, whatever slot its number falls into", () => {
    const rciep = "00:02.0 rciep\n00:03.1 vf of-pf 00:02.0\n00:04.0 rciep";
    expect(peers(rciep, "00:03.1")).toEqual(["00:02.0"]);
    expect(peers(rciep, "00:02.0")).toEqual(["00:03.1"]);
  });
  test("other functions of the device reach them too", () => {
    const two = `${device(REDIRECT).replace("01:00.0 endpoint", "$& multifunction")}
01:00.3 endpoint`;
    expect(peers(two, "01:00.3")).toEqual(["01:00.0", "01:00.1", "01:00.2"]);
  });
});
