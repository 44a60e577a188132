// Command lines as drivers/pci/pci.c pci_setup(), __pci_config_acs() and pci_dev_str_match() of
// Linux 7.3 take them apart.
import { describe, expect, test } from "vitest";
import { problemText } from "../../model/vocabulary/reading/reading.js";
import { deviceText } from "./device.js";
import { isKernelLine, readKernelLine } from "./kernel-line.js";

function lineOf(text: string) {
  const read = readKernelLine(text);
  if (!read.ok) throw new Error(problemText(read.problem));
  return read.value;
}

function problem(text: string): string {
  const read = readKernelLine(text);
  return read.ok ? "" : problemText(read.problem);
}

function entries(text: string) {
  return lineOf(text).configAcs?.map(({ mask, flags, device }) => [
    mask,
    flags,
    deviceText(device),
  ]);
}

describe("config_acs", () => {
  test.each([
    // Bit 0, SV, is the rightmost digit; x leaves a bit to firmware.
    ["pci=config_acs=xxx1xxx@00:1c.0", [[0x08, 0x08, "00:1c.0"]]],
    ["config_acs=0010001@0000:00:1c.0", [[0x7f, 0x11, "00:1c.0"]]],
    ["pci=config_acs=10@1:0.0", [[0x03, 0x02, "01:00.0"]]],
    ["pci=config_acs=@00:1c.0", [[0, 0, "00:1c.0"]]],
    ["pci=config_acs=xXxxxxx1x@00:1c.0", [[0x02, 0x02, "00:1c.0"]]],
    [
      '"pci=config_acs=101@0020:02:00.0;x1x@0039:00:00.0;"',
      [
        [0x07, 0x05, "0020:02:00.0"],
        [0x02, 0x02, "0039:00:00.0"],
      ],
    ],
    ["pci=config_acs=1@00:1c.0/00.0/01.1", [[0x01, 0x01, "00:1c.0/00.0/01.1"]]],
    ["pci=config_acs=1@pci:8086:0", [[0x01, 0x01, "pci:8086:0000"]]],
    ["pci=config_acs=1@pci:8086:1234:1:2", [[0x01, 0x01, "pci:8086:1234:0001:0002"]]],
    ["config_acs=1@10000:e0:06.0", [[0x01, 0x01, "10000:e0:06.0"]]],
  ])("%s", (text, expected) => {
    expect(entries(text)).toEqual(expected);
  });

  test.each([
    ["pci=config_acs=00:1c.0", /has no mask/],
    ["pci=config_acs=1@00:1c.0;00:1d.0", /'00:1d\.0' has no mask/],
    ["pci=config_acs=12@00:1c.0", /'2' in '12@00:1c\.0' is none of 0, 1 and x/],
    ["pci=config_acs=1xxxxxxx@00:1c.0", /sets bit 7/],
    ["pci=config_acs=0xxxxxxx@00:1c.0", /sets bit 7/],
    ["pci=config_acs=1@00:1c.9", /'00:1c\.9' names no device/],
    ["pci=config_acs=1@00:1c", /names no device/],
    ["pci=config_acs=1@pci:8086", /names no device/],
    ["pci=config_acs=1@00:1c.0,1@00:1d.0", /follows a comma.*separate by ';'/],
  ])("%s is refused in one line", (text, message) => {
    expect(problem(text)).toMatch(message);
    expect(problem(text)).not.toContain("\n");
  });
});

test("disable_acs_redir takes the same devices", () => {
  const { disableRedir } = lineOf("pci=disable_acs_redir=00:1c.0;pci:8086:1234");
  expect(disableRedir?.map((device) => deviceText(device))).toEqual(["00:1c.0", "pci:8086:1234"]);
});

test("a whole command line: what does not concern ACS is passed over, and named", () => {
  const line = lineOf(
    "BOOT_IMAGE=/vmlinuz root=/dev/sda1 intel_iommu=on " +
      "pci=noaer,config_acs=1@00:1c.0,realloc quiet",
  );
  expect(line.configAcs).toHaveLength(1);
  expect(line.passedOver).toEqual([
    "BOOT_IMAGE=/vmlinuz",
    "root=/dev/sda1",
    "intel_iommu=on",
    "pci=noaer",
    "pci=realloc",
    "quiet",
  ]);
});

test.each([
  'GRUB_CMDLINE_LINUX_DEFAULT="quiet pci=config_acs=1@00:1c.0;0@00:1d.0"',
  `quiet pci="config_acs=1@00:1c.0;0@00:1d.0"`,
  `"pci=config_acs=1@00:1c.0;0@00:1d.0"`,
  String.raw`pci=config_acs=1@00:1c.0\;0@00:1d.0`,
])("quotes of %s", (text) => {
  expect(entries(text)?.map(([, , device]) => device)).toEqual(["00:1c.0", "00:1d.0"]);
});

test("of two options of one name the kernel keeps the last", () => {
  const line = lineOf("pci=config_acs=1@00:1c.0 pci=config_acs=0@00:1d.0");
  expect(line.configAcs?.map(({ device }) => deviceText(device))).toEqual(["00:1d.0"]);
  expect(line.replaced).toEqual(["config_acs="]);
});

describe("the ACS override", () => {
  test.each(["acs-override=", "pcie_acs_override=", "quiet pcie_acs_override="])("%s", (name) => {
    expect(lineOf(`${name}downstream,multifunction,id:8086:1234`).override).toEqual({
      downstream: true,
      multifunction: true,
      ids: [{ vendor: 0x8086, device: 0x1234 }],
    });
  });

  test("of words that the patch does not know", () => {
    expect(problem("acs-override=downstreams")).toMatch(/'downstreams' is no word of the ACS/);
    expect(problem("acs-override=")).toMatch(/is no word/);
    expect(problem("acs-override=id:8086")).toMatch(/is no word/);
    const many = Array.from({ length: 16 }, () => "id:1:1").join(",");
    expect(problem(`acs-override=${many}`)).toMatch(/takes 15 ids, not 16/);
  });
});

test.each([
  ["00:1c.0:+CR", false],
  ["setpci -s 00:1c.0 ECAP_ACS+6.w=1", false],
  ["quiet", false],
  ["pci=noaer,disable_acs_redir=00:1c.0", true],
  ['"config_acs=1@00:1c.0"', true],
])("%s is for another reader or this one", (text, expected) => {
  expect(isKernelLine(text)).toBe(expected);
});
