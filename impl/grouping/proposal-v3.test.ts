// The groups of the 2025 proposal: what it says it fixes of Linux 7.3 (flaws FLAW-1 to FLAW-4 of
// docs/reference/semantics.md 4.3), and the rules of 4.4.
import { expect, test } from "vitest";
import { withPolicies } from "../../model/vocabulary/design/contract.js";
import type { PciFunction, Topology } from "../../model/vocabulary/topology/topology.js";
import { LINUX_7_3 } from "../designs/contracts.js";
import { groupTable } from "../designs/group-table.js";
import { Bench } from "../testing/bench.js";
import {
  ALL,
  acs,
  boot,
  bridgeToPci,
  endpoint,
  hot,
  pciBridge,
  pciDevice,
  port,
  virtual,
} from "../testing/topologies.js";

const contract = withPolicies(LINUX_7_3, { grouping: "proposal-v3" });
const proposal = groupTable("proposal-v3", "under test", contract);
const groups = (made: Topology) => new Bench(proposal, made).groups();

const root = port("root-port", [0, 0x08, null], 1);

function twoPortSwitch(first: string, second: string): PciFunction[] {
  return [
    root,
    port("upstream-port", [1, 0, 0], 2),
    port("downstream-port", [2, 0, 1], 3, { acs: acs(ALL, first) }),
    port("downstream-port", [2, 0x08, 1], 4, { acs: acs(ALL, second) }),
    endpoint([3, 0, 2]),
    endpoint([4, 0, 3]),
  ];
}

test("FLAW-1 and FLAW-2: a port that lets peers through makes the switch one group", () => {
  expect(groups(boot(twoPortSwitch("", "")))).toBe("0 | 1 | 2 3 4 5");
  expect(groups(boot(twoPortSwitch(ALL, "")))).toBe("0 | 1 | 2 3 4 5");
  expect(groups(boot(twoPortSwitch(ALL, ALL)))).toBe("0 | 1 | 2 | 3 | 4 | 5");
});

const withIsolated = (first: PciFunction): PciFunction[] => [
  first,
  endpoint([0, 0xfa, null], { kind: "rciep", multifunction: true, acs: acs(ALL, ALL) }),
];

test("FLAW-3: one function that reaches the others makes one group of the device", () => {
  const open = { kind: "rciep", multifunction: true, acs: acs(ALL, "") } as const;
  expect(groups(boot(withIsolated(endpoint([0, 0xf8, null], open))))).toBe("0 1");
  const without = { kind: "rciep", multifunction: true } as const;
  expect(groups(boot(withIsolated(endpoint([0, 0xf8, null], without))))).toBe("0 | 1");
});

const behindBridge = (iommu = true): PciFunction[] => [
  root,
  bridgeToPci([1, 0, 0], 2, { iommu }),
  pciDevice([2, 0, 1]),
  pciDevice([2, 0x08, 1]),
];

test("FLAW-4: a bridge that comes late is waited for, and one without IOMMU for ever", () => {
  expect(groups(boot(behindBridge()))).toBe("0 | 1 | 2 3");
  expect(groups(boot(behindBridge(), [0, 2, 3, 1]))).toBe("0 | 1 | 2 3");
  expect(groups(boot(behindBridge(false)))).toBe("0");
});

test("a conventional bridge is one group with what is behind it", () => {
  expect(
    groups(boot([pciBridge([0, 0x10, null], 1), pciDevice([1, 0, 0]), pciDevice([1, 0x08, 0])])),
  ).toBe("0 1 2");
});

const below = (made: PciFunction) => groups(boot([made, endpoint([1, 0, 0])]));

test("a root port isolates if it has no ACS capability, and not if it has one that fails", () => {
  expect(below(port("root-port", [0, 0x08, null], 1, { acs: null }))).toBe("0 | 1");
  expect(below(port("root-port", [0, 0x08, null], 1, { acs: acs(ALL, "") }))).toBe("0 1");
});

test("what is no downstream port on the internal bus of a switch spoils it", () => {
  const made = [...twoPortSwitch(ALL, ALL), endpoint([2, 0x10, 1])];
  expect(groups(boot(made))).toBe("0 | 1 2 3 4 5 6");
});

const withVfs = (aliases: readonly number[]): PciFunction[] => [
  root,
  endpoint([1, 0, 0]),
  virtual([1, 1, 0], 1),
  virtual([1, 2, 0], 1, { aliases }),
];

test("VFs are alone unless aliases say otherwise", () => {
  expect(groups(boot(withVfs([])))).toBe("0 | 1 | 2 | 3");
  expect(groups(boot(withVfs([1])))).toBe("0 | 1 | 2 3");
});

test("a VMD's functions are in its group, before or after it", () => {
  const behind = { segment: 0x1_0000, realDma: 0 };
  const made = [
    endpoint([0, 0x28, null], { kind: "rciep" }),
    port("root-port", [0, 0, null], 1, behind),
    endpoint([1, 0, 1], behind),
  ];
  expect(groups(boot(made))).toBe("0 1 2");
  expect(groups(boot(made, [1, 2, 0]))).toBe("0 1 2");
});

test("in a hot scan the header bit counts, and two that disagree about it are one set", () => {
  const made = [
    endpoint([0, 0x10, null], { kind: "rciep", multifunction: true }),
    endpoint([0, 0x11, null], { kind: "rciep" }),
  ];
  expect(groups(hot(made))).toBe("0 1");
  expect(groups(boot(made))).toBe("0 | 1");
});
