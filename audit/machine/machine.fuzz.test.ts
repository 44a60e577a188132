import { readFileSync } from "node:fs";
import fc from "fast-check";
import { expect, test } from "vitest";
import { cases } from "../../.ci/suite.js";
import { impossible } from "../../model/vocabulary/topology/validate.js";
import { problemText } from "../../model/vocabulary/reading/reading.js";
import { DEFAULT_IOMMU } from "../../model/vocabulary/scenario/scenario.js";
import { printScenario } from "../../model/vocabulary/scenario/text/text.js";
import { readMachine, type RealMachine } from "./machine.js";

function machineOf(text: string): RealMachine {
  const read = readMachine(text);
  if (!read.ok) throw new Error(problemText(read.problem));
  return read.value;
}

/** The topology of a machine, as the lines of its functions. */
function linesOf({ topology }: RealMachine): string[] {
  const text = printScenario({ topology, iommu: DEFAULT_IOMMU, operations: [] });
  return text.split("\n").slice(1, -2);
}

function problemOf(text: string): string {
  const read = readMachine(text);
  return read.ok ? "no problem" : problemText(read.problem);
}

const fixture = readFileSync(
  new URL("../testing/fixtures/two-segments.txt", import.meta.url),
  "utf8",
);

/** A function with an Express capability, as a dump has it. */
function express(header: string, type: string, ...more: string[]): string {
  const dump = [header, `\tCapabilities: [40] Express (v1) ${type}, MSI 00`, ...more];
  return `${dump.join("\n")}\n\n`;
}

test("a dump becomes a topology", () => {
  expect(linesOf(machineOf(fixture))).toEqual([
    "00:00.0        pci-device",
    "00:01.0        root-port           bus 01  acs SV RR CR UF EC of SV TB RR CR UF EC DT  prefix",
    "00:02.0        pcie-to-pci-bridge  bus 05",
    "00:0e.0        rciep",
    "00:1f.0        pci-device          no-iommu",
    "01:00.0        endpoint            multifunction  pasid 20 exec  prefix  ari",
    "01:00.1        endpoint            multifunction",
    "01:02.0        vf                  of-pf 01:00.0",
    "02:02.0        vf                  of-pf 01:00.0",
    "05:03.0        pci-device",
    "10000:e0:06.0  root-port           bus e1  acs SV RR CR UF of SV RR CR UF  dma-as 00:0e.0",
    "10000:e1:00.0  endpoint            dma-as 00:0e.0",
  ]);
});

test("what the dump does not say is named, with what was taken", () => {
  expect(machineOf(fixture).unknown).toEqual([
    "01:00.0: some of its enabled VFs are not in the dump; left out",
    "01:00.0: marked multifunction, because its device has several functions",
    "00:01.0: its Egress Control Vector is not printed; taken as 0: nothing is blocked",
    "10000:e0:06.0: its ACS bits are not printed; taken as SV RR CR UF, all on",
  ]);
});

test("titles and groups stand beside the functions", () => {
  const { titles, groups } = machineOf(fixture);
  expect(groups).toEqual([0, 1, 2, 3, null, 4, 4, 5, 6, 2, 3, 3]);
  expect(titles[9]).toBe(
    "Multimedia audio controller [0401]: Example Corporation Old sound [1234:0060]",
  );
});

test("a dump taken without privilege is read as far as it goes", () => {
  const { unknown, topology } = machineOf(
    "00:00.0 Host bridge: X\n\tFlags: fast devsel\n\n00:1c.0 PCI bridge: Y\n" +
      "\tBus: primary=00, secondary=01, subordinate=01, sec-latency=0\n" +
      "\tCapabilities: <access denied>\n\n01:00.0 Network: Z\n\tCapabilities: <access denied>\n",
  );
  expect(topology.functions.map((f) => f.kind)).toEqual(["pci-device", "pci-bridge", "pci-device"]);
  expect(unknown).toEqual([
    "no IOMMU group is shown; every function is taken to be behind an IOMMU",
    "00:1c.0, 01:00.0: its capabilities could not be read (not root); taken as none",
    "00:00.0, 00:1c.0, 01:00.0: " +
      "its ids are not shown; device-specific rules are looked up by its name",
  ]);
});

test("a dump without names is read by its class codes", () => {
  const { topology } = machineOf("00:1e.0 0604: 8086:244e (rev d5)\n01:00.0 0300: 1a03:2000\n");
  expect(topology.functions).toMatchObject([
    { kind: "pci-bridge", secondary: 1 },
    { kind: "pci-device", parent: 0 },
  ]);
});

test("functions that a posted dump leaves out are stood in for", () => {
  const dump =
    express("03:00.0 PCI bridge: X", "Upstream Port", "\tBus: primary=03, secondary=04,") +
    express("04:01.1 PCI bridge: X", "Downstream Port (Slot+)", "\tBus: secondary=05,");
  const machine = machineOf(dump);
  expect(linesOf(machine)).toEqual([
    "00:1f.0  root-port        bus 03  acs SV RR CR UF of SV RR CR UF  prefix",
    "03:00.0  upstream-port    bus 04",
    "04:01.0  pci-device       multifunction",
    "04:01.1  downstream-port  bus 05  multifunction",
  ]);
  expect(machine.titles[0]).toBe("(not in the dump)");
  expect(machine.unknown.slice(0, 2)).toEqual([
    "03:00.0: the bridge above it is not in the dump; 00:1f.0 stands in, a root port with " +
      "SV RR CR UF and prefixes: isolation holds only if the real one has them",
    "04:01.1: function 0 of its device is not in the dump; 04:01.0 stands in, conventional",
  ]);
});

test("a port that misnames itself is corrected, and a bridge without a bus leads nowhere", () => {
  const dump =
    express("00:00.0 Host bridge: X", "Root Port (Slot-)") +
    express("00:01.0 PCI bridge: X", "Root Port (Slot+)", "\tBus: primary=00, secondary=01,") +
    express("01:00.0 PCI bridge: X", "Downstream Port (Slot+)", "\tBus: secondary=02,") +
    express("02:00.0 PCI bridge: X", "Upstream Port", "\tBus: primary=02, secondary=00,");
  const machine = machineOf(dump);
  expect(linesOf(machine)).toEqual([
    "00:00.0  root-port        bus ff",
    "00:01.0  root-port        bus 01",
    "01:00.0  upstream-port    bus 02",
    "02:00.0  downstream-port  bus fe",
  ]);
  expect(machine.unknown).toEqual([
    "00:00.0, 02:00.0: has no secondary bus; taken as a bridge with nothing behind it",
    "no IOMMU group is shown; every function is taken to be behind an IOMMU",
    "01:00.0: says it is of kind downstream-port, which cannot stand there; taken as upstream-port",
    "02:00.0: says it is of kind upstream-port, which cannot stand there; taken as downstream-port",
    "00:00.0, 00:01.0, 01:00.0, 02:00.0: " +
      "its ids are not shown; device-specific rules are looked up by its name",
  ]);
});

/** The first bytes of configuration space, as -x prints them, with a header type. */
function bytes(type: string): string {
  return `00: 86 80 00 2f 00 00 00 00 02 00 00 06 10 00 ${type} 00`;
}

test("the multifunction bit is taken from the bytes, where they are printed", () => {
  const { topology } = machineOf(
    `00:02.0 Host bridge: X\n${bytes("80")}\n00:03.0 Host bridge: X\n${bytes("00")}\n`,
  );
  expect(topology.functions.map((f) => f.multifunction)).toEqual([true, false]);
});

test("a text that is no dump, or an impossible one, is refused with its line", () => {
  const wanted = "no function in it; expected what `sudo lspci -vv` prints";
  expect(problemOf("")).toBe(`1: ${wanted}`);
  expect(problemOf("00: 86 80 00 2f\n\n")).toBe(`1: ${wanted}`);
  expect(
    problemOf(
      "\n00:01.0 PCI bridge: X\n\tBus: secondary=01,\n" +
        express("01:00.0 VGA: Y", "Root Complex Integrated Endpoint"),
    ),
  ).toBe("4: 01:00.0: a rciep cannot stand below a pci-bridge");
  expect(problemOf("\0\u0001ELF\0")).toMatch(/^a binary file; /);
  expect(problemOf("IOMMU Group 1 00:02.0 Y: a\n")).toBe(
    "1: a list of IOMMU groups and no dump; give it to --groups, and the dump to --lspci",
  );
  const many = Array.from({ length: 4097 }, () => "00:02.0 Y: a").join("\n");
  expect(problemOf(many)).toBe("4097: more than 4096 functions");
});

test("no damage to a dump makes the reader throw, or make what cannot be", () => {
  const lines = fixture.split("\n");
  const numRuns = cases({ all: 300, quick: 60 });
  let read = 0;
  fc.assert(
    fc.property(
      fc.uniqueArray(fc.nat(lines.length - 1), { maxLength: 30, size: "max" }),
      fc.integer({ min: 20, max: 80 }),
      (lost, width) => {
        const kept = lines.filter((_, i) => !lost.includes(i));
        const broken = kept.map((line) => `${line.slice(0, width)}\n${line.slice(width)}`);
        const machine = readMachine(broken.join("\n"));
        if (!machine.ok) return;
        read++;
        expect(impossible(machine.value.topology)).toBeNull();
      },
    ),
    { numRuns, seed: 4 },
  );
  expect(read).toBeGreaterThan(numRuns / 2);
});
