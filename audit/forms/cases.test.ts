// Texts as people send them, and the right answer: lists of groups, a boot without an IOMMU, a
// dump taken without root, a plain list.
import { describe, expect, test } from "vitest";
import { answerTo } from "../testing/answer.js";
import { claimsOf } from "../testing/forms/claims.js";
import { at } from "../testing/machines.js";
import {
  ACS_OFF,
  ACS_ON,
  ENDPOINT,
  bridgeAbove,
  busLine,
  functionAt,
  groupsOf,
  problemOf,
  readOf,
  rootPort,
  shownOf,
} from "../testing/texts.js";

describe("a list of groups given as a dump is refused with a word about --groups", () => {
  test.each([
    "IOMMU Group 4 00:1d.0 PCI bridge [0604]: Acme Root Port [1b1b:0010]\n",
    "IOMMU Group 4:\n\t00:1d.0 PCI bridge [0604]: Acme Root Port [1b1b:0010]\n",
    "[    0.5] pci 0000:00:1d.0: Adding to iommu group 4\n",
    "[    0.5] iommu: Adding device 0000:00:1d.0 to group 4\n",
    "/sys/kernel/iommu_groups/4/devices/0000:00:1d.0\n",
    "4 0000:00:1d.0\n5 0000:02:00.0\n",
  ])("%j", (text) => {
    expect(problemOf(text)).toContain("--groups");
  });
});

describe("a list of the whole machine beside a part of it", () => {
  const dump = `${rootPort("00:1d.0", "02", ACS_ON)}02:00.0 Ethernet controller: Acme\n${ENDPOINT}`;

  test("is compared where both have the function, and a line says what is more", async () => {
    const list = "4 0000:00:1d.0\n5 0000:02:00.0\n6 0000:09:00.0\n6 0000:09:00.1\n";
    const { code, out, json } = await answerTo(dump, list);
    expect(code).toBe(0);
    expect(json?.agrees).toBe(true);
    expect(out).toMatch(/\b2 (?:\w+ )?functions?\b.*\b(?:not|only|more)\b/);
  });

  test("is refused where nothing matches", async () => {
    const { code, err } = await answerTo(dump, "6 0000:09:00.0\n7 0000:0a:00.0\n");
    expect(code).toBe(2);
    expect(err).toContain("09:00.0");
  });
});

describe("a boot without an IOMMU", () => {
  const one = `${rootPort("00:03.0", "02", ACS_OFF)}02:00.0 VGA controller: A\n${ENDPOINT}`;
  const two = `${rootPort("00:03.0", "02", ACS_OFF)}${rootPort("00:03.1", "03", ACS_OFF)}`;

  test("is said first", () => {
    expect(readOf(one).caveats[0]).toMatch(/IOMMU/);
    expect(readOf(two).caveats[0]).toMatch(/IOMMU/);
  });

  test("gives the groups that Linux would make with one", async () => {
    expect(groupsOf(readOf(one))).toEqual(["00:03.0", "02:00.0"]);
    expect(groupsOf(readOf(two))).toEqual(["00:03.0", "00:03.1"]);
    const { out } = await answerTo(one);
    expect(out.slice(0, 1000)).toMatch(/without (?:an )?IOMMU/i);
  });

  test("is one though firmware has SV on: RR is off on every port", () => {
    const sv = one.replace("ACSCtl:\tSrcValid-", "ACSCtl:\tSrcValid+");
    expect(readOf(sv).caveats[0]).toMatch(/IOMMU/);
  });

  test("is none where a port has RR on, or groups are shown", () => {
    const on = `${rootPort("00:03.0", "02", ACS_OFF)}${rootPort("00:05.0", "03", ACS_ON)}`;
    expect(readOf(on).caveats.join(" ")).not.toMatch(/without (?:an )?IOMMU/i);
    const grouped = one.replace("\tBus:", "\tIOMMU group: 7\n\tBus:");
    expect(readOf(grouped).caveats.join(" ")).not.toMatch(/without (?:an )?IOMMU/i);
  });
});

describe("a dump taken without root", () => {
  const flags = (group: number) =>
    `\tFlags: bus master, fast devsel, latency 0, IOMMU group ${group}\n`;
  const denied = "\tCapabilities: <access denied>\n";
  const named =
    `00:06.0 PCI bridge: Intel Corporation 12th Gen PCIe Root Port (prog-if 00 [Normal decode])\n` +
    `${flags(3)}${busLine("05")}${denied}\n` +
    `05:00.0 Non-Volatile memory controller: Acme NVMe\n${flags(11)}${denied}\n`;
  const long = named.replaceAll(
    "\tFlags: bus master, fast devsel, latency 0, IOMMU group",
    "\tStatus: Cap+ 66MHz-\n\tIOMMU group:",
  );

  test.each([named, long])("has the kind from the name, and the groups given", (text) => {
    const machine = readOf(text);
    expect(functionAt(machine, "00:06.0").kind).toBe("root-port");
    expect(machine.groups).toEqual([3, 11]);
    const unseen = machine.unseen[at(machine.topology, "00:06.0")];
    expect(unseen?.has("acs") === true || unseen?.has("acs-bits") === true).toBe(true);
  });

  test.each([named, long])("asserts nothing that is unseen", async (text) => {
    const { code, out, json } = await answerTo(text);
    expect(code).toBe(0);
    expect(out).toMatch(/cannot be said without root/);
    expect(json?.agrees).not.toBe(false);
    expect(json?.differences ?? []).toEqual([]);
    // The groups of the kernel show that the port isolates.
    expect(claimsOf(readOf(text)).pairs.get("00:06.0 05:00.0")).toBe("apart");
    const silent = text.replaceAll(/,? ?\t?IOMMU group:? \d+/g, "");
    expect(claimsOf(readOf(silent)).pairs.get("00:06.0 05:00.0")).toBe("cannot be said");
  });
});

describe("a plain list of a machine with two root complexes", () => {
  const amd = (address: string, rest: string) => `${address} ${rest} (rev 01)\n`;
  const plain = [
    amd("00:00.0", "Host bridge: Advanced Micro Devices, Inc. [AMD] Device 1480"),
    amd("00:01.1", "PCI bridge: Advanced Micro Devices, Inc. [AMD] Device 1483"),
    amd("01:00.0", "Ethernet controller: Acme Network"),
    amd("60:00.0", "Host bridge: Advanced Micro Devices, Inc. [AMD] Device 1480"),
    amd("60:00.2", "IOMMU: Advanced Micro Devices, Inc. [AMD] Device 1481"),
  ].join("");

  test("has a root bus where a host bridge is at 00.0", () => {
    const machine = readOf(plain);
    expect(bridgeAbove(machine, "60:00.0")).toBeNull();
    expect(bridgeAbove(machine, "60:00.2")).toBeNull();
  });

  test("has one where an IOMMU or Intel's uncore devices are", () => {
    const iommu = plain.replace(/^60:00\.0.*\n/m, "");
    expect(bridgeAbove(readOf(iommu), "60:00.2")).toBeNull();
    const uncore =
      "00:00.0 Host bridge: Intel Corporation Xeon E5 v3/Core i7 DMI2 (rev 02)\n" +
      "00:01.0 PCI bridge: Intel Corporation Xeon E5 v3/Core i7 PCIe Root Port 1 (rev 02)\n" +
      "ff:0b.0 System peripheral: Intel Corporation Xeon E5 v3/Core i7 R3 QPI Link (rev 02)\n" +
      "ff:0c.0 System peripheral: Intel Corporation Xeon E5 v3/Core i7 Registers (rev 02)\n";
    expect(bridgeAbove(readOf(uncore), "ff:0b.0")).toBeNull();
  });

  test("says that bus numbers are not known", async () => {
    const { out } = await answerTo(plain);
    expect(readOf(plain).caveats.join(" ")).toMatch(/bus number/);
    expect(out).toMatch(/bus number/);
  });

  const tree =
    "-+-[0000:60]-+-00.0\n |           \\-00.2\n" +
    " \\-[0000:00]-+-00.0\n             \\-01.1-[01]----00.0\n";

  test.each([
    ["after it", `$ lspci\n${plain}\n$ lspci -t\n${tree}`],
    ["before it", `${tree}${plain}`],
  ])("is told its buses by a tree %s", (_, text) => {
    const machine = readOf(text);
    expect(shownOf(machine)).toEqual(["00:00.0", "00:01.1", "01:00.0", "60:00.0", "60:00.2"]);
    expect(bridgeAbove(machine, "01:00.0")).toBe("00:01.1");
    expect(bridgeAbove(machine, "60:00.2")).toBeNull();
    expect(machine.caveats.join(" ")).not.toMatch(/bus number/);
  });

  test("a tree alone is a machine", () => {
    const machine = readOf(tree);
    expect(shownOf(machine)).toEqual(["00:00.0", "00:01.1", "01:00.0", "60:00.0", "60:00.2"]);
    expect(bridgeAbove(machine, "01:00.0")).toBe("00:01.1");
  });
});
