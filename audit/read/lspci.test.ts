import { describe, expect, test } from "vitest";
import { problemText } from "../../model/vocabulary/reading/reading.js";
import { readLspci } from "./lspci.js";
import { readMachine, type RealMachine } from "../machine/machine.js";
import type { FunctionRecord } from "./record.js";
import { hexText, spaceOf, type Space } from "../testing/config-space.js";

function recordsOf(text: string): readonly FunctionRecord[] {
  const read = readLspci(text);
  if (!read.ok) throw new Error(problemText(read.problem));
  return read.value.records;
}

function machineOf(text: string): RealMachine {
  const read = readMachine(text);
  if (!read.ok) throw new Error(problemText(read.problem));
  return read.value;
}

function problemOf(text: string): string {
  const read = readMachine(text);
  return read.ok ? "no problem" : problemText(read.problem);
}

describe("titles", () => {
  test.each([
    [
      "00:02.0 VGA compatible controller [0300]: Example Corp [EX] Chip [GT2] [8086:1901] (rev 07)",
      { classCode: 0x0300, vendor: 0x8086, device: 0x1901, revision: 7, segment: 0 },
    ],
    [
      "0001:00:02.0 0300: 1a03:2000 (rev 41)",
      { classCode: 0x0300, vendor: 0x1a03, device: 0x2000, revision: 0x41, segment: 1 },
    ],
    [
      "10000:00:02.0 System peripheral [0880]: Some [8086:2fc0]",
      { classCode: 0x0880, device: 0x2fc0, revision: 0, segment: 0x10000 },
    ],
    [
      "00:02.0 Host bridge: Example Corp Bridge",
      { classCode: null, vendor: null, device: null, revision: null },
    ],
  ])("%s", (header, facts) => {
    expect(recordsOf(`${header}\n`)).toMatchObject([facts]);
  });

  test("may be broken by a mail, or indented with the whole dump", () => {
    const [broken] = recordsOf("00:02.0 VGA [0300]: Example Corp\nChip [8086:1901] (rev 07)\n");
    expect(broken).toMatchObject({ title: "VGA [0300]: Example Corp Chip [8086:1901] (rev 07)" });
    expect(broken).toMatchObject({ vendor: 0x8086, revision: 7 });
    const text =
      "    00:02.0 VGA: X\n        IOMMU group: 3\n    00:03.0 is a device like 00:02.0\n";
    expect(recordsOf(text)).toMatchObject([{ title: "VGA: X", group: 3 }]);
  });
});

test("driver, group, and what is on are read", () => {
  const text =
    "00:02.0 System peripheral: X\n\tControl: I/O-\n\tIOMMU group: 5\n" +
    "\tCapabilities: [40] Express (v2) Root Complex Integrated Endpoint, IntMsgNum 0\n" +
    "\t\tLnkCap:\tPort #12, Speed 8GT/s\n" +
    "\t\tDevCap2: Completion Timeout: Not Supported, EETLPPrefix+, ARIFwd-\n" +
    "\t\tDevCtl2: Completion Timeout: 50us to 50ms, ARIFwd+\n" +
    "\tCapabilities: [100 v1] Process Address Space ID (PASID)\n" +
    "\t\tPASIDCap: Exec+ Priv-, Max PASID Width: 14\n\t\tPASIDCtl: Enable+ Exec- Priv-\n" +
    "\tCapabilities: [200 v1] Address Translation Service (ATS)\n" +
    "\t\tATSCtl:\tEnable+, Smallest Translation Unit: 00\n" +
    "\tCapabilities: [300 v1] Page Request Interface (PRI)\n\t\tPRICtl: Enable- Reset-\n" +
    "\tKernel driver in use: idxd\n\tKernel modules: idxd\n\n";
  expect(recordsOf(text)).toMatchObject([
    {
      driver: "idxd",
      group: 5,
      express: { kind: "rciep", prefix: true, port: 12, ariForwarding: true },
      pasid: { width: 20, exec: true, priv: false, enabled: true },
      ats: { enabled: true },
      pri: { enabled: false },
    },
  ]);
  expect(machineOf(text).functions).toMatchObject([
    {
      address: "00:02.0",
      line: 1,
      driver: "idxd",
      group: 5,
      pasidEnabled: true,
      ats: "on",
      pri: "off",
    },
  ]);
});

test("names without fields say that something is there, and no more", () => {
  const text =
    "00:02.0 System peripheral: X [1234:5678]\n\tFlags: fast devsel\n\tIOMMU group: 1\n" +
    "\tCapabilities: [40] Express Root Complex Integrated Endpoint, MSI 00\n" +
    "\tCapabilities: [100] Process Address Space ID (PASID)\n" +
    "\tCapabilities: [200] Address Translation Service (ATS)\n" +
    "\tCapabilities: [300] #13 [0001]\n\tCapabilities: [400] Capability ID 0xd [0001]\n";
  const { functions, unknown } = machineOf(text);
  expect(functions).toMatchObject([
    { pasid: "present", pasidEnabled: null, ats: "present", pri: "present", acs: { cap: null } },
  ]);
  expect(unknown).toEqual([
    "00:02.0: whether it is marked multifunction is not printed; taken as not",
    "00:02.0: whether ATS is on is not printed",
    "00:02.0: whether PRI is on is not printed",
    "00:02.0: End-End TLP Prefix support is not printed; taken as not supported",
    "00:02.0: its ACS bits are not printed; taken as RR CR, all on",
    "00:02.0: whether PASID is on is not printed",
    "00:02.0: its PASID width is not printed; taken as 20",
  ]);
});

describe("capabilities that are not shown are named", () => {
  test.each([
    ["", "its capabilities are not shown; what is missing is taken as none"],
    ["\tStatus: Cap+ 66MHz-\n", "its capabilities are not shown; what is missing is taken as none"],
    [
      "\tCapabilities: <access denied>\n",
      "its capabilities could not be read (not root); taken as none",
    ],
    [
      "\t!!! Unknown header type 7f\n",
      "its configuration space reads as all ones: switched off or gone",
    ],
    [
      "\tCapabilities: [40] Null\n\tCapabilities: <chain looped>\n",
      "its list of capabilities does not end",
    ],
  ])("%j", (body, note) => {
    expect(machineOf(`00:02.0 VGA: X\n${body}`).unknown).toContain(`00:02.0: ${note}`);
  });

  test.each(["\tFlags: fast devsel\n", "\tControl: I/O-\n\tStatus: Cap- 66MHz-\n"])(
    "%j",
    (body) => {
      expect(machineOf(`00:02.0 VGA: X [1234:5678]\n\tIOMMU group: 1\n${body}`).unknown).toEqual(
        [],
      );
    },
  );

  test("and a text that ends within a line is", () => {
    expect(machineOf("00:02.0 VGA: X\n\tFlags: fa").unknown[0]).toBe(
      "00:02.0: the text ends within a line here; more may be missing",
    );
  });
});

describe("bytes are believed before the text", () => {
  const space: Space = {
    revision: 4,
    headerType: 0x80,
    express: { version: 2, type: 0 },
    prefix: true,
    extended: [{ id: 0x1b, words: { 4: 0x1000, 6: 1 } }],
  };
  const text =
    "00:02.0 Ethernet controller [0200]: Text [4321:8765] (rev 09)\n\tFlags: fast devsel\n" +
    "\tCapabilities: [40] Express (v2) Legacy Endpoint, MSI 00\n" +
    "\t\tDevCap2: EETLPPrefix-\n" +
    "\tCapabilities: [200 v1] Address Translation Service (ATS)\n\t\tATSCtl:\tEnable+,\n";

  test("all of them: nothing of the text is left but names", () => {
    expect(recordsOf(`${text}${hexText(spaceOf(space))}\n`)).toMatchObject([
      {
        vendor: 0x1234,
        revision: 4,
        multifunction: true,
        express: { kind: "endpoint", prefix: true },
        pasid: { width: 16, enabled: true },
        ats: null,
      },
    ]);
  });

  test("256 or 64 of them: the text fills what they lack", () => {
    const some = recordsOf(`${text}${hexText(spaceOf({ ...space, sizeBytes: 256 }))}\n`);
    expect(some).toMatchObject([
      { express: { kind: "endpoint", prefix: true }, pasid: null, ats: { enabled: true } },
    ]);
    const few = recordsOf(`${text}${hexText(spaceOf({ ...space, sizeBytes: 64 }))}\n`);
    expect(few).toMatchObject([
      { vendor: 0x1234, multifunction: true, express: { kind: "legacy-endpoint", prefix: false } },
    ]);
  });

  test("256 of them are all there is, where another function shows more", () => {
    const small = { ...space, sizeBytes: 256 };
    const titles = ["00:02.0 0200: 1234:5678\n", "00:03.0 0200: 1234:5678\n"] as const;
    const note = "its extended capabilities are not shown; taken as none";
    const alone = machineOf(`${titles[0]}${hexText(spaceOf(small))}`);
    expect(alone.unknown).toContain(`00:02.0: ${note}`);
    const text2 = `${titles[0]}${hexText(spaceOf(small))}\n${titles[1]}${hexText(spaceOf(space))}`;
    expect(machineOf(text2).unknown.join()).not.toContain(note);
  });

  test("a mail may break their lines between bytes; after a lost line none counts", () => {
    const hex = hexText(spaceOf(space));
    const wrapped = hex.replaceAll(/(.{30}) /g, "$1\n");
    expect(recordsOf(`${text}${wrapped}`)).toEqual(recordsOf(`${text}${hex}`));
    const lost = hex.split("\n").filter((line) => !line.startsWith("60:"));
    expect(recordsOf(`${text}${lost.join("\n")}\n`)).toMatchObject([
      { multifunction: true, express: { kind: "endpoint", prefix: false }, ats: { enabled: true } },
    ]);
  });
});

function port(number: number, vector: number): Space {
  return {
    classCode: 0x0604,
    headerType: 0x81,
    secondary: 0x10 + number,
    express: { version: 2, type: 4 },
    port: number,
    extended: [{ id: 0x0d, words: { 4: 0x107f, 6: 0x3d, 8: vector } }],
  };
}

describe("the Egress Control Vector names peers", () => {
  test("ports by their port number", () => {
    const text =
      `00:01.0 0604: 1234:5678\n${hexText(spaceOf(port(1, 0b1110)))}\n` +
      `00:01.1 0604: 1234:5678\n${hexText(spaceOf(port(2, 0b0010)))}\n` +
      `00:04.0 0604: 1234:5678\n${hexText(spaceOf(port(3, 0b10000)))}\n`;
    const { topology, unknown } = machineOf(text);
    expect(topology.functions).toMatchObject([
      { acs: { egress: [0x09, 0x20] } },
      { acs: { egress: [0x08] } },
      { acs: { egress: [] } },
    ]);
    expect(unknown.join()).not.toContain("Egress");
  });

  test("functions by their function number", () => {
    const extended = [{ id: 0x0d, words: { 4: 0x086c, 6: 0x20, 8: 0b111 } }];
    const space = spaceOf({ headerType: 0x80, express: { version: 2, type: 9 }, extended });
    const text = ["00:05.0", "00:05.2", "00:06.1", "00:06.0"]
      .map((address) => `${address} 0880: 1234:5678\n${hexText(space)}\n`)
      .join("");
    expect(machineOf(text).topology.functions).toMatchObject([
      { devfn: 0x28, acs: { egress: [0x2a] } },
      { devfn: 0x2a, acs: { egress: [0x28] } },
      { devfn: 0x30, acs: { egress: [0x31] } },
      { devfn: 0x31, acs: { egress: [0x30] } },
    ]);
  });
});

function bridge(at: string, secondary: string, subordinate: string): string {
  const buses = `primary=00, secondary=${secondary}, subordinate=${subordinate},`;
  return `${at} PCI bridge: X\n\tBus: ${buses}\n`;
}

describe("bridges that cannot be are refused", () => {
  test.each([
    [
      bridge("00:01.0", "02", "03") + bridge("02:01.0", "01", "01"),
      "3: 02:01.0: its bus numbers loop: it leads to bus 01",
    ],
    [bridge("02:01.0", "02", "02"), "1: 02:01.0: its bus numbers loop: it leads to bus 02"],
    [
      bridge("00:01.0", "01", "01") + bridge("00:02.0", "01", "01"),
      "3: 00:02.0: its buses 01..01 overlap 01..01 behind 00:01.0",
    ],
    [
      bridge("00:01.0", "01", "05") + bridge("00:02.0", "04", "07"),
      "3: 00:02.0: its buses 04..07 overlap 01..05 behind 00:01.0",
    ],
    [
      bridge("00:01.0", "01", "05") + bridge("01:02.0", "02", "03") + bridge("00:02.0", "02", "07"),
      "5: 00:02.0: its buses 02..07 overlap 02..03 behind 01:02.0",
    ],
  ])("%j", (text, problem) => {
    expect(problemOf(text)).toBe(problem);
  });

  test("and others are not", () => {
    const one = bridge("00:01.0", "01", "03") + bridge("01:01.0", "02", "03");
    const other = bridge("0001:00:01.0", "01", "03") + bridge("00:02.0", "00", "00");
    expect(problemOf(one + other)).toBe("no problem");
  });
});

test("a list of groups is believed before what the dump prints", () => {
  const text = "00:02.0 VGA: X\n\tIOMMU group: 1\n\n00:03.0 VGA: Y\n\tIOMMU group: 2\n";
  const lines = [{ group: 7, address: { segment: 0, bus: 0, devfn: 0x18 }, line: 1 }];
  const read = readMachine(text, { lines, notes: [] });
  expect(read).toMatchObject({ ok: true, value: { groups: [null, 7] } });
});
