// A boot without an IOMMU: what is recognised as one, and what Linux would switch on with one.
import { describe, expect, test } from "vitest";
import { problemText } from "../../model/vocabulary/reading/reading.js";
import { acsBitsText, acsOfText } from "../../model/vocabulary/topology/acs.js";
import { acsOf } from "../../model/vocabulary/topology/topology.js";
import { linuxGrouped } from "../findings/boot-groups.js";
import { readGroups, type GroupList } from "../read/groups.js";
import type { Beginning, SysfsFiles } from "../read/sysfs.js";
import { spaceOf } from "../testing/config-space.js";
import { readMachine, readSysfsMachine, type How, type RealMachine } from "./machine.js";

function read(text: string, how: Partial<How> = {}, groups: GroupList | null = null): RealMachine {
  const machine = readMachine(text, groups, how);
  if (!machine.ok) throw new Error(problemText(machine.problem));
  return machine.value;
}

const CAP = "SrcValid+ TransBlk+ ReqRedir+ CmpltRedir+ UpstreamFwd+ EgressCtrl- DirectTrans-";

function acs(cap: string, ctrl: string): string {
  const registers = `\t\tACSCap:\t${cap}\n\t\tACSCtl:\t${ctrl}\n`;
  return `\tCapabilities: [100 v1] Access Control Services\n${registers}`;
}

function port(address: string, bus: string, ctrl: string, cap = CAP, group = ""): string {
  const header = `${address} PCI bridge: Acme Bridge\n${group}\tBus: primary=00, secondary=${bus},`;
  const express = "\tCapabilities: [40] Express (v2) Root Port\n";
  return `${header} subordinate=${bus}\n${express}${acs(cap, ctrl)}`;
}

const OFF = CAP.replaceAll("+", "-");
const ENDPOINT =
  "01:00.0 VGA compatible controller: Acme GPU\n\tCapabilities: [40] Express (v2) Endpoint\n";
const DUMP = port("00:01.0", "01", OFF) + ENDPOINT;

function groupsOf({ topology, functions }: RealMachine): readonly string[] {
  return linuxGrouped(topology).groups.map((group) =>
    group.map((dev) => functions[dev]?.address).join(" "),
  );
}

describe("RR is off on every port, and no group is shown", () => {
  test("is said first; groups are those of a boot with an IOMMU", () => {
    const machine = read(DUMP);
    expect(machine.boot).toBe("off");
    expect(machine.caveats[0]).toMatch(/^this looks like a boot without an IOMMU/);
    expect(groupsOf(machine)).toEqual(["00:01.0", "01:00.0"]);
    expect(machine.switchedOn.map((bits) => acsBitsText(bits))).toEqual(["SV RR CR UF", "-"]);
    expect(acsOf(machine.topology.functions[0]!)).toMatchObject({ cap: 0x1f, ctrl: 0x1d });
  });

  test("what the source shows stays beside it", () => {
    expect(read(DUMP).functions[0]?.acs).toMatchObject({ cap: 0x1f, ctrl: 0 });
  });

  test("the bits as they are give other groups", () => {
    const machine = read(DUMP, { acsAsShown: true });
    expect(machine.boot).toBe("off");
    expect(machine.switchedOn).toEqual([0, 0]);
    expect(groupsOf(machine)).toEqual(["00:01.0 01:00.0"]);
    expect(machine.caveats[0]).toContain("by the ACS bits as they are");
  });

  test("bits that are not implemented are not switched on, TB stays as it is", () => {
    const some = "SrcValid- TransBlk+ ReqRedir+ CmpltRedir- UpstreamFwd+ EgressCtrl- DirectTrans-";
    const now = "SrcValid- TransBlk+ ReqRedir- CmpltRedir- UpstreamFwd- EgressCtrl- DirectTrans-";
    const machine = read(port("00:01.0", "01", now, some) + ENDPOINT);
    expect(acsOfText(acsOf(machine.topology.functions[0]!)!)).toBe("acs TB RR UF of TB RR UF");
    expect(acsBitsText(machine.switchedOn[0] ?? 0)).toBe("RR UF");
  });

  test("beside the groups of another boot it is one still", () => {
    const list = readGroups("1 0000:00:01.0\n2 0000:01:00.0\n");
    const machine = read(DUMP, {}, list.ok ? list.value : null);
    expect(machine.boot).toBe("off");
    expect(groupsOf(machine)).toEqual(["00:01.0", "01:00.0"]);
  });
});

/** A /sys in memory: folders, links and files by their paths. */
function sysfs(groups: readonly string[], group: string | null): SysfsFiles {
  const devices = "/sys/bus/pci/devices";
  const file = (bytes: Uint8Array): Beginning => ({ bytes, sizeBytes: bytes.length });
  const config = spaceOf({
    express: { version: 2, type: 4 },
    classCode: 0x0604,
    headerType: 1,
    secondary: 1,
    extended: [{ id: 0x0d, words: { 4: 0x1f, 6: 0 } }],
  });
  const folders = new Map([
    [devices, ["0000:00:01.0"]],
    ["/sys/kernel/iommu_groups", groups],
  ]);
  const own = `${devices}/0000:00:01.0`;
  const links = new Map(
    group === null ? [] : [[`${own}/iommu_group`, `../../kernel/iommu_groups/${group}`]],
  );
  return {
    namesIn: (folder) => Promise.resolve(folders.get(folder) ?? null),
    linkText: (path) => Promise.resolve(links.get(path) ?? null),
    beginning: (path) => Promise.resolve(path === `${own}/config` ? file(config) : null),
  };
}

async function bootOf(files: SysfsFiles): Promise<string> {
  const machine = await readSysfsMachine(files, "/sys");
  if (!machine.ok) throw new Error(problemText(machine.problem));
  return `${machine.value.boot} ${acsBitsText(machine.value.switchedOn[0] ?? 0)}`;
}

test("a /sys without groups is one of a boot without an IOMMU", async () => {
  expect(await bootOf(sysfs([], null))).toBe("off SV RR CR UF");
  expect(await bootOf(sysfs(["7"], "7"))).toBe("on -");
});

describe("is not such a boot", () => {
  const GROUP = "\tIOMMU group: 1\n";

  test("one that shows a group", () => {
    const machine = read(port("00:01.0", "01", OFF, CAP, GROUP) + ENDPOINT);
    expect(machine.boot).toBe("on");
    expect(groupsOf(machine)).toEqual(["00:01.0"]);
  });

  test("one in which a port redirects", () => {
    expect(read(DUMP + port("00:02.0", "02", CAP.replace("EgressCtrl-", "EgressCtrl-"))).boot).toBe(
      "unknown",
    );
  });

  test("one in which no port implements RR", () => {
    const none = CAP.replace("ReqRedir+", "ReqRedir-");
    expect(read(port("00:01.0", "01", OFF, none) + ENDPOINT).boot).toBe("unknown");
  });

  test("one in which another bridge hides its ACS: RR may be on there", () => {
    const hidden = "00:02.0 PCI bridge: Acme PCIe Root Port\n\tCapabilities: <access denied>\n";
    expect(read(DUMP + hidden).boot).toBe("unknown");
  });

  test("one with groups beside it whose dump shows no port with RR", () => {
    const list = readGroups("2 0000:01:00.0\n");
    expect(read(ENDPOINT, {}, list.ok ? list.value : null).boot).toBe("on");
  });
});
