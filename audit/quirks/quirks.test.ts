// Reads hand-made dumps with a function of each class of device-specific rule, and checks what the
// topology then says, what is told of it, and which groups Linux forms.
import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { Facts } from "../../model/fabric/facts.js";
import { formGroups } from "../../model/reference/grouping/grouping.js";
import { acsBitsText } from "../../model/vocabulary/topology/acs.js";
import { problemText } from "../../model/vocabulary/reading/reading.js";
import { DEFAULT_IOMMU } from "../../model/vocabulary/scenario/scenario.js";
import { readMachine, type How, type RealMachine } from "../machine/machine.js";
import { hexText, labels, partition, spaceOf, type Space } from "../testing/config-space.js";
import type { Change } from "./apply.js";

function machineOf(text: string, how: Partial<How> = {}): RealMachine {
  const read = readMachine(text, null, how);
  if (!read.ok) throw new Error(problemText(read.problem));
  return read.value;
}

function fixture(name: string): RealMachine {
  return machineOf(
    readFileSync(new URL(`../testing/fixtures/${name}.txt`, import.meta.url), "utf8"),
  );
}

/** `01:00.0 Intel RCiEP: answers SV RR CR UF`, a line a rule. */
function told(machine: RealMachine): readonly string[] {
  return machine.rules.map(({ dev, rule, change, found }) => {
    const name = machine.functions[dev]?.address ?? "?";
    return `${name} ${rule}: ${changeText(change)}${found === "by-name" ? ", by name" : ""}`;
  });
}

function changeText(change: Change): string {
  switch (change.kind) {
    case "acs-rule": {
      const { mask, claims } = change.rule;
      return `answers ${acsBitsText(claims)}${mask === 0x7f ? "" : ` of ${acsBitsText(mask)}`}`;
    }
    case "acs": {
      const { before, after } = change;
      const text = ({ cap, ctrl }: typeof after): string =>
        `${acsBitsText(ctrl)} of ${acsBitsText(cap)}`;
      return `${text(before)} -> ${text(after)}`;
    }
    case "aliases": {
      const { devfns } = change;
      const some = devfns.slice(0, 6).map((devfn) => devfn.toString(16));
      return `also ${some.join(" ")}${devfns.length > 6 ? ` and ${devfns.length - 6} more` : ""}`;
    }
    case "flag":
      return change.flag;
    case "real-dma":
      return `as ${change.as}`;
    default:
      return change satisfies never;
  }
}

function linuxGroups(machine: RealMachine): readonly string[] {
  const facts = new Facts(machine.topology, DEFAULT_IOMMU);
  return partition(machine, labels(formGroups(facts, "linux")));
}

function givenGroups(machine: RealMachine): readonly string[] {
  return partition(machine, (dev) => machine.groups[dev] ?? -1);
}

test("devices that isolate without ACS, or never do, answer instead of their capability", () => {
  const machine = fixture("ports-without-acs");
  expect(told(machine)).toEqual([
    "00:01.0 Ampere root port that isolates without ACS: answers SV RR CR UF",
    "00:02.0 Cavium root port that isolates without ACS: answers SV RR CR UF",
    "00:03.0 Zhaoxin port that isolates without ACS: answers SV RR CR UF",
    "00:04.0 Zhaoxin port of no known isolation: answers -",
    "00:1c.0 Intel PCH root port without ACS: answers SV RR CR UF",
    "00:1d.0 Intel root port with wide ACS registers: - of SV RR CR -> SV RR CR of SV RR CR",
    "01:00.0 multifunction device without peer-to-peer: answers SV TB RR CR UF DT",
    "01:00.1 multifunction device without peer-to-peer: answers SV TB RR CR UF DT",
    "02:00.0 Wangxun NIC that isolates without ACS: answers SV RR CR UF",
    "02:00.1 Wangxun device of no known isolation: answers -",
  ]);
  expect(linuxGroups(machine)).toEqual(givenGroups(machine));
  expect(machine.unknown.slice(1)).toEqual([
    "00:1c.0: isolates without ACS if Linux has switched that on; with an IOMMU it does",
    "00:1d.0: its ACS control register is not where lspci looks; " +
      "taken as Linux sets it with an IOMMU",
  ]);
});

test("integrated functions are isolated by the rules for their vendor, and by no other's", () => {
  const machine = fixture("integrated-functions");
  expect(told(machine)).toEqual([
    "00:14.0 AMD south bridge: answers RR CR of RR CR EC DT",
    "00:14.2 AMD south bridge: answers RR CR of RR CR EC DT",
    "00:14.4 AMD south bridge: answers RR CR of RR CR EC DT",
    "00:18.0 Intel RCiEP: answers SV RR CR UF",
    "00:18.1 Intel RCiEP: answers SV RR CR UF",
  ]);
  expect(linuxGroups(machine)).toEqual(givenGroups(machine));
  expect(machine.unknown.slice(1)).toEqual([
    "the aliases in its ACPI table IVRS are not shown; taken as none",
    "00:14.0, 00:14.2, 00:14.4: an ACPI table IVRS is taken to be there: the machine has an IOMMU",
  ]);
});

test("without a sign of an IOMMU an AMD south bridge is not isolated", () => {
  const text = readFileSync(
    new URL("../testing/fixtures/integrated-functions.txt", import.meta.url),
    "utf8",
  );
  const machine = machineOf(text.replaceAll(/\tIOMMU group.*\n/g, "").replace("IOMMU [0806]", "X"));
  expect(told(machine)).toEqual([
    "00:18.0 Intel RCiEP: answers SV RR CR UF",
    "00:18.1 Intel RCiEP: answers SV RR CR UF",
  ]);
});

test("requester IDs, bridges and PASID follow the rules for a device", () => {
  const machine = fixture("requester-ids");
  expect(told(machine)).toEqual([
    "00:04.0 IOMMU below the root bus: xlateRoot",
    "00:05.0 PASID without prefixes: pasidNoTlp",
    "01:00.0 DMA as function 1: also 1",
    "02:00.0 PCIe-to-PCI bridge without Express capability: pcieAlias",
    "03:00.3 DMA as function 0: also 0",
    "03:0e.0 DMA as a hidden function: also 8",
    "04:00.0 bridge that forwards requester IDs: noAlias",
    "05:00.0 PLX NTB: also 1 2 3 4 5 6 and 249 more",
    "05:01.0 MIC x200 NTB: also 80 88 93",
    "05:02.0 Intel Visual Compute Accelerator: also 0 1 2 3 4 8 and 153 more",
    "06:00.0 IDT switch with broken Source Validation: SV CR of SV RR CR UF -> CR of RR CR UF",
  ]);
  expect(machine.topology.functions.slice(3, 10)).toMatchObject([
    { kind: "root-port", xlateRoot: true },
    { kind: "rciep", pasidNoTlp: true },
    { kind: "rciep", pasidNoTlp: false },
    { kind: "pci-bridge", pcieAlias: false },
    { kind: "legacy-endpoint", aliases: [1] },
    { kind: "pci-bridge", pcieAlias: true },
    { kind: "pci-device", aliases: [] },
  ]);
  expect(machine.unknown.at(-1)).toBe(
    "05:03.0: is a Switchtec NTB; its aliases are not shown, taken as none",
  );
});

test("every rule names the function of the kernel that it comes from", () => {
  const machines = ["ports-without-acs", "integrated-functions", "requester-ids"].map(fixture);
  const sources = machines.flatMap(({ rules }) => rules.map(({ source }) => source));
  expect(new Set(sources).size).toBeGreaterThan(15);
  for (const source of sources) expect(source).toMatch(/^[a-z]+\/[\w/]+\.c \w+/);
});

test("where only names are shown, a rule is looked up by the name, and that is said", () => {
  const machine = fixture("names-only");
  expect(told(machine)).toEqual([
    "00:02.0 Intel RCiEP: answers SV RR CR UF, by name",
    "00:1c.0 Intel PCH root port without ACS: answers SV RR CR UF, by name",
    "00:1d.0 Intel root port with wide ACS registers: " +
      "- of SV RR CR -> SV RR CR of SV RR CR, by name",
    "01:00.0 multifunction device without peer-to-peer: answers SV TB RR CR UF DT, by name",
    "02:00.0 DMA as function 1: also 1, by name",
  ]);
  expect(machine.unknown).toContain(
    "00:02.0, 00:14.4, 00:1c.0, 00:1d.0, 01:00.0, 01:00.1, 02:00.0: " +
      "its ids are not shown; device-specific rules are looked up by its name",
  );
});

test("a name that several devices have counts only where this one always is", () => {
  const title =
    "USB controller: Advanced Micro Devices, Inc. [AMD] FCH USB OHCI Controller (rev 11)";
  const fields = "\tStatus: Cap- 66MHz-\n\tIOMMU group: 1\n\n";
  const at = (address: string): string => `${address} ${title}\n${fields}`;
  const machine = machineOf(["00:12.0", "00:12.2", "00:14.0", "00:14.5"].map(at).join(""));
  expect(told(machine)).toEqual([
    "00:14.5 AMD south bridge: answers RR CR of RR CR EC DT, by name",
  ]);
});

test("cards with two and with four ports have one name; those with four have a switch", () => {
  const nic = (address: string): string =>
    `${address} Ethernet controller: Intel Corporation 82571EB Gigabit Ethernet Controller` +
    " (rev 06)\n\tCapabilities: [e0] Express (v1) Endpoint, MSI 00\n\tIOMMU group: 1\n\n";
  const bridge = (address: string, bus: string, type: string): string =>
    `${address} PCI bridge: X\n\tBus: primary=00, secondary=${bus}, subordinate=0f,\n` +
    `\tCapabilities: [40] Express (v1) ${type}, MSI 00\n\tIOMMU group: 2\n\n`;
  const dual = bridge("00:01.0", "01", "Root Port (Slot+)") + nic("01:00.0");
  const quad =
    bridge("00:01.0", "01", "Root Port (Slot+)") +
    bridge("01:00.0", "02", "Upstream Port") +
    bridge("02:01.0", "03", "Downstream Port (Slot-)") +
    nic("03:00.0");
  expect(machineOf(dual).rules).toHaveLength(1);
  expect(machineOf(quad).rules).toEqual([]);
});

const ACS_WORDS = { 4: 0x000f, 6: 0, 8: 0x000d, 0x0a: 0 };

function sunrisePoint(device: number): Space {
  return {
    vendor: 0x8086,
    device,
    classCode: 0x0604,
    headerType: 1,
    secondary: 1,
    express: { version: 2, type: 4 },
    extended: [{ id: 0x0d, words: ACS_WORDS }],
  };
}

test("bytes show the wide ACS registers, and nothing is assumed", () => {
  const read = (device: number): RealMachine =>
    machineOf(`00:1c.0 0604: 8086:9d10\n${hexText(spaceOf(sunrisePoint(device)))}`, {
      acsAsShown: true,
    });
  const wide = read(0x9d10);
  expect(wide.topology.functions[0]).toMatchObject({ acs: { cap: 0x0f, ctrl: 0x0d } });
  expect(wide.unknown).toEqual([
    "no IOMMU group is shown; every function is taken to be behind an IOMMU",
  ]);
  const other = read(0x9dbc);
  expect(other.topology.functions[0]).toMatchObject({ acs: { cap: 0x0f, ctrl: 0 } });
  expect(other.rules).toEqual([]);
});

test("a PCH whose Root Complex Base Address is off cannot be made to isolate", () => {
  const port = spaceOf({ ...sunrisePoint(0x1e10), extended: [] });
  const read = (rcba: number): RealMachine => {
    const lpc = spaceOf({ vendor: 0x8086, device: 0x1e55, classCode: 0x0601, express: null });
    lpc[0xf0] = rcba;
    return machineOf(
      `00:1c.0 0604: 8086:1e10\n${hexText(port)}\n00:1f.0 0601: 8086:1e55\n${hexText(lpc)}\n`,
    );
  };
  expect(told(read(1))).toEqual(["00:1c.0 Intel PCH root port without ACS: answers SV RR CR UF"]);
  expect(told(read(0))).toEqual(["00:1c.0 Intel PCH root port without ACS: answers -"]);
});

test("behind a VMD the rule names the endpoint", () => {
  const vmd = "00:0e.0 RAID [0104]: Intel Corporation VMD [8086:9a0b]\n\tFlags: fast devsel\n\n";
  const disk =
    "10000:e1:00.0 NVMe [0108]: Example Corporation Disk [1234:1]\n\tFlags: fast devsel\n";
  expect(told(machineOf(vmd + disk))).toEqual(["10000:e1:00.0 Intel VMD: as 0"]);
});
