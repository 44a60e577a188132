// Lists of groups in the forms in which people make them.
import { expect, test } from "vitest";
import { addressText } from "../../../model/vocabulary/topology/address.js";
import { problemText } from "../../../model/vocabulary/reading/reading.js";
import { readGroups } from "../groups.js";

/** `00:01.0=1 01:00.0=1`, or why it is refused. */
function groupsIn(text: string): string {
  const read = readGroups(text);
  if (!read.ok) return problemText(read.problem);
  return read.value.lines.map(({ address, group }) => `${addressText(address)}=${group}`).join(" ");
}

const link = "lrwxrwxrwx 1 root root 0 Dec  1 05:17";
const sys = "/sys/kernel/iommu_groups";

test.each([
  ["a pair a line", "1 0000:00:01.0\n1\t01:00.0\n", "00:01.0=1 01:00.0=1"],
  ["separated otherwise", "1,00:01.0\n1: 01:00.0, 01:00.1\n", "00:01.0=1 01:00.0=1 01:00.1=1"],
  ["the other way round", "00:01.0 1\n0000:01:00.0: group 2\n", "00:01.0=1 01:00.0=2"],
  ["the loop of Arch", "IOMMU Group 01 00:01.0 PCI bridge [0604]: X [8086:1901]\n", "00:01.0=1"],
  ["the loop, on one line", "IOMMU Group 1: 00:01.0 01:00.0\n", "00:01.0=1 01:00.0=1"],
  [
    "the loop with ids first and marks",
    "Group:  1   [8086:1901] [R] 00:01.0  PCI bridge  X\n" +
      "            [10de:2204]     01:00.0  VGA\n",
    "00:01.0=1 01:00.0=1",
  ],
  [
    "an indented list",
    "IOMMU Group 1:\n\t00:01.0 PCI bridge: X\n\t\tKernel driver in use: pcieport\n" +
      "\t01:00.0 VGA: Y\n" +
      "IOMMU Group 2:\n\t00:02.0 Audio: Z\n",
    "00:01.0=1 01:00.0=1 00:02.0=2",
  ],
  ["a list with marks", "### Group 1\n- 00:01.0 X\n* 01:00.0 Y\n", "00:01.0=1 01:00.0=1"],
  [
    "the log, also of the journal",
    "[    0.3] pci 0000:00:01.0: Adding to iommu group 1\n" +
      "Dec 01 05:17:21 host kernel: iommu: Adding device 0000:01:00.0 to group 2\n" +
      "[    0.4] platform fd5d0000.usb: Adding to iommu group 3\n" +
      "[    0.5] pci 0000:00:01.0: [8086:1901] type 01 class 0x060400\n",
    "00:01.0=1 01:00.0=2",
  ],
  ["find", `${sys}/1/devices/0000:00:01.0\n${sys}/2/devices/INTC1040:00\n`, "00:01.0=1"],
  [
    "ls of groups",
    `${sys}/10/devices:\ntotal 0\n` +
      `${link} 0000:00:01.0 -> ../../../../devices/pci0000:00/0000:00:01.0\n` +
      `${link} 0000:01:00.0 -> ../../../../devices/pci0000:00/0000:00:01.0/0000:01:00.0\n`,
    "00:01.0=10 01:00.0=10",
  ],
  [
    "ls of functions",
    `${link} /sys/bus/pci/devices/0000:01:00.0/iommu_group -> ../../../../kernel/iommu_groups/7\n`,
    "01:00.0=7",
  ],
  [
    "tree",
    `${sys}\n├── 0\n│   ├── devices\n│   │   └── 0000:00:00.0 -> ../x\n│   └── type\n` +
      "└── 1\n    └── devices\n        ├── 0000:00:01.0 -> ../x\n" +
      "        └── 0000:01:00.0 -> ../x\n",
    "00:00.0=0 00:01.0=1 01:00.0=1",
  ],
  [
    "libvirt's XML",
    "<iommuGroup number='12'>\n" +
      "  <address domain='0x0000' bus='0x01' slot='0x1f' function='0x1'/>\n" +
      "</iommuGroup>\n<address domain='0x0000' bus='0x02' slot='0x00' function='0x0'/>\n",
    "01:1f.1=12",
  ],
  [
    "ls of functions, broken by a mail",
    `${link}\n/sys/bus/pci/devices/0000:01:00.0/iommu_group ->\n` +
      "../../../../kernel/iommu_groups/7\n" +
      `${link} /sys/bus/pci/devices/0000:00:01.0/iommu_group\n-> ../../../kernel/iommu_groups/6\n`,
    "01:00.0=7 00:01.0=6",
  ],
  [
    "ls of groups, broken by a mail",
    `${sys}/10/devices:\ntotal 0\n${link}\n0000:00:01.0 ->\n` +
      `../../../../devices/pci0000:00/0000:00:01.0\n${link} 0000:01:00.0 ->\n../../x\n`,
    "00:01.0=10 01:00.0=10",
  ],
  [
    "the table of Proxmox",
    "┌──────────┬──────────────┬────────────┐\n│ class    │ id           │ iommugroup │\n" +
      "╞══════════╪══════════════╪════════════╡\n│ 0x060400 │ 0000:00:01.0 │          5 │\n" +
      "├──────────┼──────────────┼────────────┤\n│ 0x030000 │ 0000:01:00.0 │         -1 │\n",
    "00:01.0=5",
  ],
  [
    "a table of a page",
    "| id | IOMMU group | name |\n|----|----|----|\n| 0000:00:01.0 | 5 | X |\n",
    "00:01.0=5",
  ],
  ["libvirt's names", "IOMMU group 9: pci_0000_01_00_0\n", "01:00.0=9"],
  [
    "fields of lspci",
    "Slot:\t00:01.0\nIOMMUGroup:\t4\n\nSlot:\t01:00.0\nIOMMUGroup:\t5\n\n",
    "00:01.0=4 01:00.0=5",
  ],
  ["a dump", "00:01.0 VGA: X\n\tFlags: fast devsel, IOMMU group 2\n", "00:01.0=2"],
  [
    "quoted, coloured, of Windows",
    "> > IOMMU Group 1 \u001B[32m00:01.0\u001B[m X\r\n> > IOMMU Group 1 01:00.0 Y\r\n",
    "00:01.0=1 01:00.0=1",
  ],
])("%s", (_, text, groups) => {
  expect(groupsIn(text)).toBe(groups);
  const read = readGroups(text);
  expect(read.ok && read.value.notes).toEqual([]);
});

const added = (bdf: string, group: number): string =>
  `pci 0000:${bdf}: Adding to iommu group ${group}\n`;

test("of a log the last boot counts, and the last that was said of a function", () => {
  const first = added("00:01.0", 1) + added("00:02.0", 2) + added("00:03.0", 3);
  const second = added("00:01.0", 1) + added("00:03.0", 2);
  expect(groupsIn(first + second)).toBe("00:01.0=1 00:03.0=2");
  expect(groupsIn(`[ 9.1] ${first}[ 0.1] ${added("00:02.0", 5)}`)).toBe("00:02.0=5");
  const gone = "pci 0000:00:02.0: Removing from iommu group 2\n";
  expect(groupsIn(first + gone)).toBe("00:01.0=1 00:03.0=3");
  expect(groupsIn(first + gone + added("00:02.0", 9))).toBe("00:01.0=1 00:03.0=3 00:02.0=9");
});

test("a list that contradicts itself is refused, one that repeats itself is not", () => {
  expect(groupsIn("1 00:01.0\n2 00:02.0\n1 0000:00:01.0\n")).toBe("00:01.0=1 00:02.0=2");
  expect(groupsIn("1 00:01.0\n2 00:02.0\n3 00:01.0\n")).toBe(
    "3: 00:01.0 is in group 3 here and in group 1 in line 1; give the groups of one boot",
  );
});

test("lines that look like a function or a group and are not understood are named", () => {
  const text =
    "0 00:02.0\nx 00:03.0\nIOMMU Group X 00:04.0 Y\nIOMMU Group 5 00:0x.0 Y\n7 00:02.9\n";
  const read = readGroups(text);
  expect(read.ok && read.value.notes).toEqual([
    {
      at: null,
      reason:
        "4 lines look like a function or a group and are not understood: line 2 " +
        '("x 00:03.0"), 3 ("IOMMU Group X 00:04.0 Y"), 4 ("IOMMU Group 5 00:0x.0 Y") and 1 more',
    },
  ]);
});
