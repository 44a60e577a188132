import fc from "fast-check";
import { expect, test } from "vitest";
import { addressText } from "../../model/vocabulary/topology/address.js";
import { problemText, type Reading } from "../../model/vocabulary/reading/reading.js";
import { GROUPS_BYTES_MAX, groupsOf, readGroups, type GroupList } from "./groups.js";

function valueOf<T>(read: Reading<T>): T {
  if (!read.ok) throw new Error(problemText(read.problem));
  return read.value;
}

function problemOf(read: Reading<unknown>): string {
  return read.ok ? "no problem" : problemText(read.problem);
}

function pairs({ lines: groups }: GroupList): string[] {
  return groups.map(({ group, address, line }) => `${line}: ${addressText(address)} in ${group}`);
}

test("lines of `group bdf`", () => {
  const text = "# my machine\r\n0 0000:00:02.0\r\n\r\n13\t10000:e1:00.0\n13 01:00.1\n";
  expect(pairs(valueOf(readGroups(text)))).toEqual([
    "2: 00:02.0 in 0",
    "4: 10000:e1:00.0 in 13",
    "5: 01:00.1 in 13",
  ]);
});

test("what find and ls print; devices that are not PCI are passed over", () => {
  const text =
    "/sys/kernel/iommu_groups/7/devices/0000:00:1f.0\n" +
    "/sys/kernel/iommu_groups/8/devices/INTC1040:00\n" +
    "  81 0 lrwxrwxrwx 1 root root 0 /sys/kernel/iommu_groups/9/devices/0000:01:00.0 -> ../x\n";
  expect(pairs(valueOf(readGroups(text)))).toEqual(["1: 00:1f.0 in 7", "3: 01:00.0 in 9"]);
});

test("what is no list is refused with its line", () => {
  const expected = "expected `group bdf`, as in 3 0000:01:00.0; here";
  expect(problemOf(readGroups(""))).toBe("1: empty: is the IOMMU on?");
  expect(problemOf(readGroups("hello\n"))).toBe(
    "1: no function in it; expected lines of `group bdf`",
  );
  expect(problemOf(readGroups("00:02.0 VGA: X\n"))).toBe(
    "1: functions and no group of any: is the IOMMU on?",
  );
  expect(problemOf(readGroups("0 00:02.9\n"))).toBe(`1: ${expected} "0 00:02.9"`);
  expect(problemOf(readGroups("\0\u001B[31m"))).toBe("1: empty: is the IOMMU on?");
  expect(problemOf(readGroups("0 00:02.0\n\n1 0000:00:02.0\n"))).toBe(
    "3: 00:02.0 is in group 1 here and in group 0 in line 1; give the groups of one boot",
  );
  expect(problemOf(readGroups("0".repeat(GROUPS_BYTES_MAX + 1)))).toContain("are too many");
});

test("groups are laid beside functions", () => {
  const groups = valueOf(readGroups("4 00:02.0\n5 01:00.0\n"));
  expect(valueOf(groupsOf(["00:00.0", "00:02.0", "01:00.0"], groups))).toEqual({
    groups: [null, 4, 5],
    absent: 0,
  });
});

test("a list of which nothing is there is refused, and else what is not there is counted", () => {
  const groups = valueOf(readGroups("5 01:00.0\n5 01:00.1\n5 01:00.2\n5 01:00.3\n"));
  expect(problemOf(groupsOf(["00:02.0"], groups))).toBe(
    "1: no function of this machine in it: 01:00.0, 01:00.1, 01:00.2 and 1 more",
  );
  expect(valueOf(groupsOf(["00:02.0", "01:00.1"], groups))).toEqual({
    groups: [null, 5],
    absent: 3,
  });
});

test("no text makes the reader throw", () => {
  const word = fc.constantFrom(
    "0",
    "13",
    "00:02.0",
    "0000:01:00.7",
    "/iommu_groups/3/devices/",
    " ",
  );
  const line = fc.oneof(
    fc.array(word).map((words) => words.join("")),
    fc.string({ unit: "binary" }),
  );
  fc.assert(
    fc.property(fc.array(line), (lines) => {
      const read = readGroups(lines.join("\n"));
      if (read.ok) expect(read.value.lines.length).toBeGreaterThan(0);
      else expect(problemText(read.problem)).not.toContain("\n");
    }),
    { numRuns: 1000 },
  );
});
