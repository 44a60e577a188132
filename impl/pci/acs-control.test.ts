// A write to ACS control while the machine runs: who sees the new bits, who does not, and what the
// contract keeps. docs/reference/choices.md, ACS that changes.
import { expect, test } from "vitest";
import { ACS, ACS_PASID } from "../../model/vocabulary/topology/acs.js";
import { withPolicies, type Contract } from "../../model/vocabulary/design/contract.js";
import type { Operation } from "../../model/vocabulary/operation/operation.js";
import type { PciFunction } from "../../model/vocabulary/topology/topology.js";
import { LINUX_7_3, SOUND } from "../designs/contracts.js";
import { groupTable } from "../designs/group-table.js";
import { Bench } from "../testing/bench.js";
import { ALL, acs, boot, endpoint, pciDevice, port } from "../testing/topologies.js";

function bench(functions: readonly PciFunction[], contract: Contract = LINUX_7_3): Bench {
  return new Bench(groupTable("under-test", "under test", contract), boot(functions));
}

const set = (dev: number, ctrl: number): Operation => ({ op: "acs-set", dev, ctrl });
const enable: Operation = { op: "pasid-enable", dev: 1 };

/** 1 is there, 2 comes; both isolate as long as nobody writes. */
const full = { multifunction: true, acs: acs(ALL, ALL) };
const machine = [
  port("root-port", [0, 8, null], 1),
  endpoint([1, 0, 0], full),
  endpoint([1, 1, 0], { ...full, acs: null, absent: true }),
  pciDevice([0, 0x10, null]),
];

test("what has no ACS, and what is not there", () => {
  const b = bench(machine);
  expect(b.step(set(3, ACS.RR))).toBe("-EOPNOTSUPP");
  expect(b.step(set(2, ACS.RR))).toBe("-ENODEV");
  b.step({ op: "plug", dev: 2 });
  expect(b.step(set(2, ACS.RR))).toBe("-EOPNOTSUPP");
});

test("the path test sees the new bits of every element, and only of those implemented", () => {
  const b = bench(machine);
  expect(b.step(set(0, 0x7f & ~ACS.UF))).toBe("0");
  expect(b.step(enable)).toBe("-EINVAL");
  expect(b.step(set(0, ACS_PASID))).toBe("0");
  expect(b.step(set(1, ACS.CR))).toBe("0");
  expect(b.step(enable)).toBe("-EINVAL");
  expect(b.step(set(1, ACS_PASID))).toBe("0");
  expect(b.step(enable)).toBe("0");
});

test.each<Contract["grouping"]>(["linux", "proposal-v3", "fabric"])(
  "%s: groups stay, and who comes is grouped by the new bits",
  (grouping) => {
    const contract = withPolicies(LINUX_7_3, { grouping });
    const sibling = endpoint([1, 1, 0], { ...full, absent: true });
    const both = [machine[0]!, machine[1]!, sibling];
    const after = (...ctrl: readonly number[]): string => {
      const b = bench(both, contract);
      const before = b.groups();
      for (const bits of ctrl) b.step(set(1, bits));
      expect(b.groups()).toBe(before);
      b.step({ op: "plug", dev: 2 });
      return b.groups();
    };
    expect(after()).toBe("0 | 1 | 2");
    expect(after(0, 0x7f)).toBe("0 | 1 | 2");
    // Linux lets a function that isolates itself be alone, whatever its neighbour does.
    expect(after(0)).toBe(grouping === "linux" ? "0 | 1 | 2" : "0 | 1 2");
  },
);

test("linux: a newcomer without ACS joins one that does not isolate any more", () => {
  const b = bench(machine);
  b.step(set(1, 0));
  b.step({ op: "plug", dev: 2 });
  expect(b.groups()).toBe("0 | 1 2 | 3");
});

test("a function that goes comes again with the bits of boot", () => {
  const b = bench(machine);
  b.step(set(1, 0));
  b.step({ op: "unplug", dev: 1 });
  b.step({ op: "plug", dev: 1 });
  expect(b.step(enable)).toBe("0");
});

test("what is enabled stays enabled, or its path stays as it is", () => {
  const linux = bench(machine);
  linux.step(enable);
  expect(linux.step(set(0, 0))).toBe("0");
  expect(linux.observed.enabled(1)).toBe(true);
  const sound = bench(machine, SOUND);
  sound.step(enable);
  for (const dev of [0, 1]) {
    expect(sound.step(set(dev, 0))).toBe("-EBUSY");
    expect(sound.step(set(dev, ACS.RR))).toBe("-EBUSY");
    expect(sound.step(set(dev, ACS_PASID))).toBe("0");
  }
  sound.step({ op: "pasid-disable", dev: 1 });
  expect(sound.step(set(0, 0))).toBe("0");
  expect(sound.step(enable)).toBe("-EINVAL");
});
