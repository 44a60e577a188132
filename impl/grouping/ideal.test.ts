// The ideal groups and PASID-safety of the PCIe specification, docs/reference/semantics.md 5.2 to
// 5.5, on the topologies of its section 13.
import { expect, test } from "vitest";
import { withPolicies } from "../../model/vocabulary/design/contract.js";
import type { PciFunction, Topology } from "../../model/vocabulary/topology/topology.js";
import { SOUND } from "../designs/contracts.js";
import { groupTable } from "../designs/group-table.js";
import { Bench } from "../testing/bench.js";
import {
  ALL,
  acs,
  boot,
  bridgeToPci,
  endpoint,
  pciDevice,
  port,
  virtual,
} from "../testing/topologies.js";

const contract = withPolicies(SOUND, { grouping: "fabric", enableCheck: "pasid-safe" });
const fabric = groupTable("fabric", "under test", contract);
const groups = (made: Topology) => new Bench(fabric, made).groups();
const enables = (made: Topology, dev: number) =>
  new Bench(fabric, made).step({ op: "pasid-enable", dev });

const root = port("root-port", [0, 0x08, null], 1);

function twoPortSwitch(first: Partial<PciFunction>, second = "", top = root): PciFunction[] {
  return [
    top,
    port("upstream-port", [1, 0, 0], 2),
    { ...port("downstream-port", [2, 0, 1], 3), ...first } as PciFunction,
    port("downstream-port", [2, 0x08, 1], 4, { acs: acs(ALL, second) }),
    endpoint([3, 0, 2]),
    endpoint([4, 0, 3]),
  ];
}

test("CE1 and CE3: what neither reaches nor impersonates is apart, whatever SV and CR say", () => {
  const half = { multifunction: true, acs: acs("RR CR", "RR") };
  const rrUf = port("root-port", [0, 0x08, null], 1, { acs: acs(ALL, "RR UF") });
  const made = boot([rrUf, endpoint([1, 0, 0], half), endpoint([1, 1, 0], half)]);
  expect(groups(made)).toBe("0 | 1 | 2");
  expect(enables(made, 1)).toBe("0");
});

test("CE4, CE9: aliases join, also through an ID that nobody stands at", () => {
  const full = { multifunction: true, acs: acs("RR CR", "RR CR") };
  expect(
    groups(boot([root, endpoint([1, 0, 0], full), endpoint([1, 1, 0], { ...full, aliases: [0] })])),
  ).toBe("0 | 1 2");
  const ghost = { kind: "rciep", aliases: [0x80] } as const;
  expect(groups(boot([endpoint([0, 0x20, null], ghost), endpoint([0, 0x28, null], ghost)]))).toBe(
    "0 1",
  );
});

test("CE5 and CE6: a port that passes to its peer joins both sides", () => {
  expect(groups(boot(twoPortSwitch({ acs: acs(ALL, "") })))).toBe("0 | 1 | 2 3 4 5");
  const made = boot(twoPortSwitch({ acs: acs(ALL, ALL) }));
  expect(groups(made)).toBe("0 | 1 | 2 3 4 5");
  expect(enables(made, 4)).toBe("0");
  expect(enables(made, 5)).toBe("-EINVAL");
});

const listed = (egress: number[]) =>
  boot(twoPortSwitch({ acs: acs(`${ALL} EC`, `${ALL} EC`, egress) }, ALL));

test("CE8: EC with a peer not in the vector goes past RR, and PASID is not safe", () => {
  expect(groups(listed([]))).toBe("0 | 1 | 2 3 4 5");
  expect(enables(listed([]), 4)).toBe("-EINVAL");
  expect(groups(listed([0x08]))).toBe("0 | 1 | 2 | 3 | 4 | 5");
  expect(enables(listed([0x08]), 4)).toBe("0");
});

test("CE11: functions 0 and 8 of one ARI device meet", () => {
  const ari = { multifunction: true, ari: true };
  expect(groups(boot([root, endpoint([1, 0, 0], ari), endpoint([1, 8, 0], ari)]))).toBe("0 | 1 2");
});

const behindBridge = (iommu: boolean): PciFunction[] => [
  root,
  bridgeToPci([1, 0, 0], 2, { iommu }),
  pciDevice([2, 0, 1]),
  pciDevice([2, 0x08, 1]),
];

test("CE12: behind a bridge to PCI all are one with the bridge, also if it has no IOMMU", () => {
  expect(groups(boot(behindBridge(true)))).toBe("0 | 1 2 3");
  expect(groups(boot(behindBridge(false)))).toBe("0 | 2 3");
});

test("CE16: a VMD and what is behind it emit one requester ID", () => {
  const behind = { segment: 0x1_0000, realDma: 0 };
  expect(
    groups(
      boot([
        endpoint([0, 0x28, null], { kind: "rciep" }),
        port("root-port", [0, 0, null], 1, behind),
        endpoint([1, 0, 1], behind),
      ]),
    ),
  ).toBe("0 1 2");
});

const withVfs = (more: Partial<PciFunction>): PciFunction[] => [
  root,
  { ...endpoint([1, 0, 0]), ...more } as PciFunction,
  virtual([1, 1, 0], 1),
  virtual([2, 0, 0], 1),
];

test("CLAIM-21: PF and VFs are one unless the PF has RR, and it is on, or cannot loop back", () => {
  expect(groups(boot(withVfs({ acs: null })))).toBe("0 | 1 2 3");
  expect(groups(boot(withVfs({ acs: acs("RR", "") })))).toBe("0 | 1 2 3");
  expect(groups(boot(withVfs({ acs: acs("RR", "RR") })))).toBe("0 | 1 | 2 | 3");
  expect(groups(boot(withVfs({ acs: acs("", "") })))).toBe("0 | 1 | 2 | 3");
  expect(groups(boot(withVfs({ acs: acs("RR EC", "RR EC") })))).toBe("0 | 1 2 3");
});

test("CE18: a root port that passes to its sibling joins what is below both", () => {
  const made = boot([
    port("root-port", [0, 0xe0, null], 1, { multifunction: true, acs: acs(ALL, "") }),
    port("root-port", [0, 0xe1, null], 2, { multifunction: true }),
    endpoint([1, 0, 0]),
    endpoint([2, 0, 1]),
  ]);
  expect(groups(made)).toBe("0 1 2 3");
});

const belowRoot = (uf: string): Topology => {
  const top = port("root-port", [0, 0x08, null], 1, { acs: acs(uf, uf) });
  return boot(twoPortSwitch({ acs: acs(ALL, ALL) }, ALL, top));
};

test("5.5: not implemented is no excuse for UF above a port that redirects", () => {
  expect(enables(belowRoot("UF"), 4)).toBe("0");
  expect(enables(belowRoot("SV"), 4)).toBe("-EINVAL");
});
