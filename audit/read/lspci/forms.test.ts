// Reads each form in which lspci, pciconf and lists of groups show functions.
import { describe, expect, test } from "vitest";
import { DUMP, dumpOf } from "../../testing/small-dump.js";
import { addressText } from "../../../model/vocabulary/topology/address.js";
import { problemText } from "../../../model/vocabulary/reading/reading.js";
import { readLspci } from "../lspci.js";

function refusalOf(text: string): string {
  const read = readLspci(text);
  return read.ok ? "no problem" : problemText(read.problem);
}

function notesOf(text: string): readonly string[] {
  return dumpOf(text).notes.map(({ reason, at }) =>
    at === null ? reason : `${addressText(at)}: ${reason}`,
  );
}

describe("lspci -t", () => {
  const tree = `-+-[0000:40]-+-00.0  Example Host
 |           \\-01.1-[41]----00.0  Example GPU [10de:2204]
 \\-[0000:00]-+-00.0  Example Host
             +-01.0-[01-04]----00.0-[02-04]--+-00.0-[03]--
             |                               \\-01.0-[04]----00.0  Example NVMe
             \\-1f.6  Example NIC
`;

  test("alone gives functions, buses and root buses", () => {
    const { records, roots, busNumbers, forms, notes } = dumpOf(tree);
    expect(records.map((r) => [addressText(r), r.secondary, r.subordinate])).toEqual([
      ["40:00.0", null, null],
      ["40:01.1", 0x41, 0x41],
      ["41:00.0", null, null],
      ["00:00.0", null, null],
      ["00:01.0", 1, 4],
      ["01:00.0", 2, 4],
      ["02:00.0", 3, 3],
      ["02:01.0", 4, 4],
      ["04:00.0", null, null],
      ["00:1f.6", null, null],
    ]);
    expect(records[2]).toMatchObject({ vendor: 0x10de, device: 0x2204 });
    expect(roots).toEqual([
      { segment: 0, bus: 0x40 },
      { segment: 0, bus: 0 },
    ]);
    expect([busNumbers, [...forms], notes]).toEqual([true, ["lspci -t"], []]);
  });

  test("beside a dump fills the buses of its bridges", () => {
    const plain = "00:01.0 PCI bridge: X\n01:00.0 PCI bridge: Y\n";
    expect(dumpOf(plain).busNumbers).toBe(false);
    expect(dumpOf(`${plain}\n$ lspci -tv\n${tree}`)).toMatchObject({
      records: { length: 10, 0: { title: "PCI bridge: X", secondary: 1 }, 1: { secondary: 2 } },
      busNumbers: true,
    });
  });

  test("quoted, and with segments of a VMD", () => {
    expect(
      dumpOf("> -[10000:e0]-+-06.0-[e1]----00.0\n>            \\-07.0\n").records,
    ).toMatchObject([
      { segment: 0x10000, bus: 0xe0, secondary: 0xe1 },
      { segment: 0x10000, bus: 0xe1 },
    ]);
  });

  test("that has lost its indentation is named", () => {
    expect(notesOf("-[0000:00]-+-00.0\n+-01.0-[01]--\n")[0]).toMatch(/^1 line looks like/);
  });
});

describe("lspci -P", () => {
  test("with bus numbers", () => {
    const dump = dumpOf(
      "00:06.0 PCI bridge: X\n00:06.0/02:00.0 PCI bridge: Y\n00:06.0/02:00.0/03:01.0 VGA: Z\n",
    );
    expect(dump).toMatchObject({
      records: [
        { bus: 0, secondary: 2 },
        { bus: 2, secondary: 3 },
        { bus: 3, devfn: 8 },
      ],
      roots: [{ segment: 0, bus: 0 }],
      notes: [],
    });
  });

  test("without: buses are numbered in the order of the text, unless they are printed", () => {
    const text =
      "00:1c.0 PCI bridge: A\n00:1d.0 PCI bridge: B\n\tBus: primary=00, secondary=05, \n" +
      "00:1c.0/00.0 PCI bridge: C\n00:1c.0/00.0/01.0 VGA: D\n00:1d.0/00.0 VGA: E\n";
    expect(dumpOf(text).records.map((r) => addressText(r))).toEqual([
      "00:1c.0",
      "00:1d.0",
      "01:00.0",
      "02:01.0",
      "05:00.0",
    ]);
    expect(notesOf(text)).toEqual([
      "lspci -P prints no bus numbers; the buses below bridges are numbered in its order",
    ]);
  });
});

describe("lspci -m", () => {
  const facts = { classCode: 0x604, vendor: 0x8086, device: 0xa290, revision: 0xf0 };

  test("-vmm", () => {
    const text =
      "Slot:\t00:1c.0\nClass:\tPCI bridge [0604]\nVendor:\tExample [8086]\nDevice:\tPort [a290]\n" +
      "Rev:\tf0\nDriver:\tpcieport\nIOMMUGroup:\t4\n\nSlot:\t01:00.0\nClass:\t0300\n" +
      "Vendor:\t10de\nDevice:\t2204\nIOMMUGroup:\t5\n\n";
    expect(dumpOf(text)).toMatchObject({
      records: [
        { ...facts, title: "PCI bridge [0604]: Example Port [8086:a290] (rev f0)", group: 4 },
        { classCode: 0x300, vendor: 0x10de, device: 0x2204, group: 5 },
      ],
      forms: new Set(["lspci -m"]),
      busNumbers: false,
    });
    expect(dumpOf(text).records[0]?.driver).toBe("pcieport");
  });

  test("-vm, where a slot is a device", () => {
    const text = "Device:\t00:1c.0\nClass:\tPCI bridge\nVendor:\tExample\nDevice:\tPort\n\n";
    expect(dumpOf(text).records).toMatchObject([{ title: "PCI bridge: Example Port" }]);
  });

  test("-mm", () => {
    const text =
      '00:1c.0 "PCI bridge [0604]" "Example [8086]" "Port [a290]" -rf0 "Dell" "X"\n' +
      '01:00.0 "0300" "10de" "2204" -ra1 "1028" "1234"\n';
    expect(dumpOf(text).records).toMatchObject([facts, { classCode: 0x300, revision: 0xa1 }]);
  });
});

test("what an old lspci prints", () => {
  const text =
    "00:01.0 Class 0604: 8086:2581 (rev 04)\n" +
    "\tCapabilities: [a0] Express Root Port (Slot+) IRQ 0\n" +
    "\tCapabilities: [100] #0d [0001]\n\tCapabilities: [140] Access Controls\n";
  expect(dumpOf(text).records).toMatchObject([
    { classCode: 0x604, vendor: 0x8086, express: { kind: "root-port" }, acs: { cap: null } },
  ]);
});

describe("the PASID capability", () => {
  const pasid = (cap: string) =>
    dumpOf(
      "01:00.0 VGA: X\n\tCapabilities: [40] Express (v2) Endpoint, MSI 00\n" +
        `\tCapabilities: [180 v1] Process Address Space ID (PASID)\n${cap}`,
    ).records[0]?.pasid;

  test.each([
    ["\t\tPASIDCap: Exec+, Priv-, Max PASID Width: 10\n", { width: 16, exec: true, priv: false }],
    ["\t\tPASIDCap: Exec+ Priv-, Max PASID Width: 14\n", { width: 20, exec: true, priv: false }],
    ["", { width: null, exec: null, priv: null, enabled: null }],
    ["\t\tPASIDCtl: Enable+ Exec+ Priv+\n", { exec: null, priv: null, enabled: true }],
  ])("%j", (cap, fields) => {
    expect(pasid(cap)).toMatchObject(fields);
  });
});

test("FreeBSD's pciconf", () => {
  const text = `hostb0@pci0:0:0:0:	class=0x060000 rev=0x02 hdr=0x00 vendor=0x8086 device=0x0c00
    vendor     = 'Intel Corporation'
    device     = 'Host'
    class      = bridge
    subclass   = HOST-PCI
    cap 09[e0] = vendor (length 12) Intel cap 0 version 1
pcib1@pci0:0:28:4:	class=0x060400 rev=0xd5 hdr=0x01 vendor=0x8086 device=0x8c18
    bus range  = 1-2
    cap 10[40] = PCI-Express 2 root port max data 128(128) ARI disabled
    ecap 000d[140] = ACS 1 Source Validation enabled, Translation Blocking disabled
                     P2P Req Redirect enabled, P2P Cmpl Redirect disabled
                     P2P Upstream Forwarding enabled, P2P Egress Control unavailable
                     P2P Direct Translated unavailable, Enhanced Capability unavailable
ix0@pci0:16:0:1:	class=0x020000 card=0x00008086 chip=0x10fb8086 rev=0x01 hdr=0x80
    cap 10[a0] = PCI-Express 2 endpoint max data 256(512) FLR
    ecap 000d[140] = ACS 1
    ecap 0010[160] = SR-IOV 1 IOV disabled, Memory Space disabled, ARI disabled
                     0 VFs configured out of 64 supported
                     First VF RID Offset 0x0080, VF RID Stride 0x0002
`;
  expect(dumpOf(text)).toMatchObject({
    records: [
      { classCode: 0x600, express: null, standard: "whole", driver: "hostb" },
      {
        devfn: 0xe4,
        secondary: 1,
        subordinate: 2,
        express: { kind: "root-port", prefix: null, ariForwarding: false },
        acs: { cap: 0x1f, ctrl: 0x15 },
      },
      {
        bus: 16,
        devfn: 1,
        vendor: 0x8086,
        device: 0x10fb,
        multifunction: true,
        acs: { cap: null },
        sriov: { enabled: false, total: 64, vfs: 0, offset: 128, stride: 2 },
      },
    ],
    forms: new Set(["pciconf"]),
    notes: [],
  });
  const broken = text.replaceAll(/^(.{20,60}) (?=\S)/gm, "$1\n");
  const recordsOf = (of: string): unknown => dumpOf(of).records.map((r) => ({ ...r, line: 0 }));
  expect(recordsOf(broken)).toEqual(recordsOf(text));
});

describe("a list of groups", () => {
  const list =
    "IOMMU Group 3 00:01.0 PCI bridge: X\nIOMMU Group 4 01:00.0 VGA compatible controller: Y\n";

  test("alone is no dump", () => {
    const message =
      "1: a list of IOMMU groups and no dump; give it to --groups, and the dump to --lspci";
    expect(refusalOf(list)).toBe(message);
    expect(refusalOf("IOMMU Group 3:\n\t00:01.0 PCI bridge: X\n")).toBe(`2${message.slice(1)}`);
  });

  test("beside a dump is used, if it can be of the same boot", () => {
    const without = DUMP.replaceAll(/, IOMMU group \d/g, "");
    const groupsOf = (text: string) => dumpOf(text).records.map(({ group }) => group);
    expect(groupsOf(`${without}${list}`)).toEqual([3, 4]);
    expect(groupsOf(`${without}IOMMU Group 3:\n\t00:01.0 PCI bridge: X\n`)).toEqual([3, null]);
    expect(groupsOf(`${DUMP}${list}`)).toEqual([1, 2]);
    expect(groupsOf(`${without}${list}IOMMU Group 5 01:00.0 VGA: Y\n`)).toEqual([null, null]);
    expect(notesOf(`${without}${list}IOMMU Group 5 09:00.0 VGA: Y\n`)).toEqual([
      "1 function is in the text's list of groups and not in its dump",
    ]);
  });

  test("with the fields of its functions is a dump as well", () => {
    const text = DUMP.replaceAll(/, IOMMU group \d/g, "").replaceAll(/^(?=\d)/gm, "IOMMU Group 6 ");
    expect(dumpOf(text).records).toMatchObject([
      { group: 6, acs: { ctrl: 0x15 } },
      { group: 6, express: { kind: "endpoint" } },
    ]);
  });
});

test("what Windows lists says too little", () => {
  expect(refusalOf("PCI\\VEN_8086&DEV_1901&SUBSYS_00000000\n")).toMatch(/what Windows lists/);
});
