// pci_enable_pasid() and pci_disable_pasid(): every row of docs/reference/errno-table.md section 1,
// and the gates of a contract.
import { expect, test } from "vitest";
import { withPolicies, type Contract } from "../../model/vocabulary/design/contract.js";
import { PASID_EXEC, PASID_PRIV } from "../../model/vocabulary/operation/operation.js";
import type { Endpoint, PciFunction } from "../../model/vocabulary/topology/topology.js";
import { LINUX_7_3 } from "../designs/contracts.js";
import { groupTable } from "../designs/group-table.js";
import { Bench } from "../testing/bench.js";
import { acs, boot, endpoint, hot, port, virtual, width } from "../testing/topologies.js";

function bench(functions: readonly PciFunction[], changed: Partial<Contract> = {}): Bench {
  const design = groupTable("under-test", "under test", withPolicies(LINUX_7_3, changed));
  return new Bench(design, boot(functions));
}

const root = port("root-port", [0, 0x08, null], 1);
const below = (more: Partial<Endpoint>, top: PciFunction = root): PciFunction[] => [
  top,
  endpoint([1, 0, 0], more),
];
const withVf = [root, endpoint([1, 0, 0]), virtual([1, 1, 0], 1)];

test("rows 1 and 2: a VF has what its PF has, and features are not looked at", () => {
  const machine = bench(withVf);
  expect(machine.step({ op: "pasid-enable", dev: 2 })).toBe("-EINVAL");
  expect(machine.observed.enabled(2)).toBe(false);
  expect(machine.step({ op: "pasid-enable", dev: 1 })).toBe("0");
  expect(machine.observed.enabled(2)).toBe(true);
  expect(machine.step({ op: "pasid-enable", dev: 2, features: PASID_EXEC })).toBe("0");
  expect(machine.hardware.pasidControl(2)).toBe(false);
});

test("row 3: already enabled comes before everything that could be wrong", () => {
  const machine = bench(below({}));
  expect(machine.step({ op: "pasid-enable", dev: 1 })).toBe("0");
  expect(machine.step({ op: "pasid-enable", dev: 1, features: PASID_EXEC })).toBe("-EBUSY");
});

const enable = (functions: PciFunction[], dev: number) =>
  bench(functions).step({ op: "pasid-enable", dev });

test("row 4: prefixes must pass all the way, unless the function needs none", () => {
  expect(enable(below({ prefix: false }), 1)).toBe("-EINVAL");
  expect(enable(below({ prefix: false, pasidNoTlp: true }), 1)).toBe("0");
  const silent = port("root-port", [0, 0x08, null], 1, { prefix: false });
  expect(enable(below({}, silent), 1)).toBe("-EINVAL");
  expect(enable([endpoint([0, 0x10, null])], 0)).toBe("-EINVAL");
  expect(enable([endpoint([0, 0x10, null], { kind: "rciep" })], 0)).toBe("0");
});

test("row 5: without the capability", () => {
  const machine = bench(below({ pasid: null }));
  expect(machine.step({ op: "pasid-enable", dev: 0 })).toBe("-EINVAL");
  expect(machine.step({ op: "pasid-enable", dev: 1 })).toBe("-EINVAL");
});

test("row 6: CE19, some element of the path fails RR or UF", () => {
  const open = port("root-port", [0, 0x08, null], 1, { acs: null });
  expect(bench(below({}, open)).step({ op: "pasid-enable", dev: 1 })).toBe("-EINVAL");
  expect(bench(below({}, open), { enableCheck: "none" }).step({ op: "pasid-enable", dev: 1 })).toBe(
    "0",
  );
  const half = port("root-port", [0, 0x08, null], 1, { acs: acs("RR UF", "RR") });
  expect(bench(below({}, half)).step({ op: "pasid-enable", dev: 1 })).toBe("-EINVAL");
  const silent = port("root-port", [0, 0x08, null], 1, { acs: acs("SV", "SV") });
  expect(bench(below({}, silent)).step({ op: "pasid-enable", dev: 1 })).toBe("0");
});

test("row 6: after a hot scan the forced multifunction bit counts", () => {
  const functions = [
    endpoint([0, 0x10, null], { kind: "rciep", multifunction: true }),
    endpoint([0, 0x11, null], { kind: "rciep" }),
  ];
  const design = groupTable("under-test", "under test", LINUX_7_3);
  const machine = new Bench(design, hot(functions));
  expect(machine.step({ op: "pasid-enable", dev: 1 })).toBe("-EINVAL");
});

test("rows 7 and 8: only features that are there", () => {
  const pasid = width(8, { exec: true });
  const both = PASID_EXEC | PASID_PRIV;
  expect(bench(below({ pasid })).step({ op: "pasid-enable", dev: 1, features: both })).toBe(
    "-EINVAL",
  );
  const machine = bench(below({ pasid }));
  expect(machine.step({ op: "pasid-enable", dev: 1, features: PASID_EXEC })).toBe("0");
  expect(machine.observed.enabled(1)).toBe(true);
  expect(machine.hardware.pasidControl(1)).toBe(true);
});

test("disable is void, and on a VF nothing happens", () => {
  const machine = bench(withVf);
  expect(machine.step({ op: "pasid-disable", dev: 1 })).toBe("0");
  machine.step({ op: "pasid-enable", dev: 1 });
  expect(machine.step({ op: "pasid-disable", dev: 2 })).toBe("0");
  expect(machine.observed.enabled(1)).toBe(true);
  expect(machine.step({ op: "pasid-disable", dev: 1 })).toBe("0");
  expect(machine.observed.enabled(1)).toBe(false);
  expect(machine.hardware.pasidControl(1)).toBe(false);
});

test("BUG-19: a VF that looks for a capability of its own never has PASID", () => {
  const machine = bench(withVf, { vf: "own-capability" });
  machine.step({ op: "pasid-enable", dev: 1 });
  expect(machine.step({ op: "pasid-enable", dev: 2 })).toBe("-EINVAL");
  expect(machine.observed.enabled(2)).toBe(false);
  expect(machine.step({ op: "pasid-disable", dev: 2 })).toBe("0");
  expect(machine.observed.enabled(1)).toBe(true);
});

test("a function without a group can be enabled: this is PCI, not the IOMMU core", () => {
  const machine = bench(below({ iommu: false }));
  expect(machine.observed.group(1)).toBe(0);
  expect(machine.step({ op: "pasid-enable", dev: 1 })).toBe("0");
});
