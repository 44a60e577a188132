// The RID operations: every row of docs/reference/errno-table.md section 3 that a scenario can
// reach, on both machines.
import { describe, expect, test } from "vitest";
import { withPolicies, type Contract } from "../../model/vocabulary/design/contract.js";
import type { Design } from "../../model/vocabulary/design/design.js";
import type { Iommu } from "../../model/vocabulary/scenario/scenario.js";
import type { PciFunction } from "../../model/vocabulary/topology/topology.js";
import { DEVICE_XARRAY, LINUX_6_2, LINUX_7_3 } from "../designs/contracts.js";
import { deviceXArray } from "../designs/device-xarray.js";
import { groupTable } from "../designs/group-table.js";
import { Bench } from "../testing/bench.js";
import { boot, endpoint, port } from "../testing/topologies.js";

const root = port("root-port", [0, 0x08, null], 1);
const f0 = endpoint([1, 0, 0], { multifunction: true });
const f1 = endpoint([1, 1, 0], { multifunction: true });
/** Group 1 is the port, group 2 its two functions, and function 3 has no IOMMU. */
const realEngine = [root, f0, f1, endpoint([0, 0x10, null], { iommu: false })];

const designs: readonly [string, (changed: Partial<Contract>) => Design][] = [
  ["group-table", (c) => groupTable("under-test", "under test", withPolicies(LINUX_7_3, c))],
  [
    "device-xarray",
    (c) => {
      const lenient = { ridReplace: "unchecked", handle: "written-first", ...c } as const;
      return deviceXArray("under-test", "under test", withPolicies(DEVICE_XARRAY, lenient));
    },
  ],
];

describe.each(designs)("%s", (_name, design) => {
  const bench = (
    changed: Partial<Contract> = {},
    iommu: Partial<Iommu> = {},
    functions: readonly PciFunction[] = realEngine,
  ) => new Bench(design(changed), boot(functions), { iommu });

  test("after boot every group is on identity", () => {
    const machine = bench();
    expect(machine.groups()).toBe("0 | 1 2");
    expect([0, 1, 2, 3].map((dev) => machine.recordedOf(dev, 0))).toEqual(["I", "I", "I", "none"]);
    expect([0, 1, 2, 3].map((dev) => machine.hardwareOf(dev, 0))).toEqual(["I", "I", "I", "none"]);
    expect(machine.calls()).toEqual(["0:0 I<-none", "1:0 I<-none", "2:0 I<-none"]);
  });

  test("without a group all are ENODEV", () => {
    const machine = bench();
    const dev = 3;
    expect(machine.step({ op: "device-attach", dev, domain: "D1" })).toBe("-ENODEV");
    expect(machine.step({ op: "device-detach", dev })).toBe("-ENODEV");
    expect(machine.step({ op: "rid-attach", dev, domain: "D1" })).toBe("-ENODEV");
    expect(machine.step({ op: "rid-replace", dev, domain: "D1", handle: 1 })).toBe("-ENODEV");
    expect(machine.step({ op: "rid-detach", dev })).toBe("-ENODEV");
  });

  test("device-attach wants a group of one", () => {
    const machine = bench();
    expect(machine.step({ op: "device-attach", dev: 1, domain: "D1" })).toBe("-EINVAL");
    expect(machine.step({ op: "device-attach", dev: 0, domain: "D1" })).toBe("0");
    expect(machine.step({ op: "device-attach", dev: 0, domain: "D2" })).toBe("-EBUSY");
    expect(machine.hardwareOf(0, 0)).toBe("D1");
  });

  test("device-detach does nothing to a group of more than one", () => {
    const machine = bench();
    machine.step({ op: "rid-attach", dev: 1, domain: "D1" });
    machine.step({ op: "rid-attach", dev: 0, domain: "D1" });
    expect(machine.step({ op: "device-detach", dev: 1 })).toBe("0");
    expect(machine.recordedOf(1, 0)).toBe("D1");
    expect(machine.step({ op: "device-detach", dev: 0 })).toBe("0");
    expect(machine.calls()).toEqual(["0:0 I<-D1"]);
    expect(machine.recordedOf(0, 0)).toBe("I");
  });

  test("rid-attach moves all members, and only away from identity", () => {
    const machine = bench();
    expect(machine.step({ op: "rid-attach", dev: 2, domain: "D1" })).toBe("0");
    expect(machine.calls()).toEqual(["1:0 D1<-I", "2:0 D1<-I"]);
    expect(machine.step({ op: "rid-attach", dev: 1, domain: "I" })).toBe("-EBUSY");
    expect(machine.step({ op: "rid-detach", dev: 1 })).toBe("0");
    expect(machine.calls()).toEqual(["1:0 I<-D1", "2:0 I<-D1"]);
    expect(machine.step({ op: "rid-attach", dev: 1, domain: "B" })).toBe("0");
    expect(machine.step({ op: "rid-attach", dev: 1, domain: "D1" })).toBe("-EBUSY");
  });

  test("rid-attach of what is not compatible", () => {
    const machine = bench({}, { blocking: "none" });
    expect(machine.step({ op: "rid-attach", dev: 1, domain: "F1" })).toBe("-EINVAL");
    expect(machine.step({ op: "rid-attach", dev: 1, domain: "B" })).toBe("-EINVAL");
    expect(machine.step({ op: "rid-attach", dev: 1, domain: "N1" })).toBe("0");
  });

  test("without a compatibility test a missing blocked domain has no attach_dev", () => {
    const machine = bench({ compat: "none" }, { blocking: "none" });
    expect(machine.step({ op: "rid-attach", dev: 1, domain: "F1" })).toBe("0");
    machine.step({ op: "rid-detach", dev: 1 });
    expect(machine.step({ op: "rid-attach", dev: 1, domain: "B" })).toBe("-ENODEV");
    expect(machine.calls()).toEqual([]);
  });

  test("set_domain row 1: the same domain, no driver call, and the handle is recorded", () => {
    const machine = bench();
    expect(machine.step({ op: "rid-attach", dev: 1, domain: "I", handle: 3 })).toBe("0");
    expect(machine.calls()).toEqual([]);
    expect(machine.handleOf(2, 0)).toBe(3);
    expect(machine.step({ op: "rid-attach", dev: 1, domain: "I" })).toBe("0");
  });

  test("set_domain row 4: a member that demands a direct mapping is not blocked", () => {
    const functions = [root, f0, { ...f1, directMap: true }];
    const machine = bench({}, {}, functions);
    expect(machine.step({ op: "rid-attach", dev: 1, domain: "B" })).toBe("-EINVAL");
    expect(machine.calls()).toEqual(["1:0 B<-I", "1:0 I<-B"]);
    expect(machine.recordedOf(1, 0)).toBe("I");
    const ignoring = bench({ directMap: "ignored" }, {}, functions);
    expect(ignoring.step({ op: "rid-attach", dev: 1, domain: "B" })).toBe("0");
  });

  test("set_domain row 6: the driver refuses on the second member", () => {
    const fail = { call: 2, errno: "ENOSPC" } as const;
    const machine = bench();
    expect(machine.step({ op: "rid-attach", dev: 1, domain: "D1", fail })).toBe("-ENOSPC");
    expect(machine.calls()).toEqual(["1:0 D1<-I", "2:0 D1<-I !28", "1:0 I<-D1"]);
    expect([machine.hardwareOf(1, 0), machine.hardwareOf(2, 0)]).toEqual(["I", "I"]);
    const careless = bench({ undoRid: "none" });
    expect(careless.step({ op: "rid-attach", dev: 1, domain: "D1", fail })).toBe("-ENOSPC");
    expect([careless.hardwareOf(1, 0), careless.hardwareOf(2, 0)]).toEqual(["D1", "I"]);
    expect(careless.recordedOf(1, 0)).toBe("I");
  });

  test("must succeed: a member on which the driver refuses keeps its hardware", () => {
    const machine = bench();
    machine.step({ op: "rid-attach", dev: 1, domain: "D1" });
    const fail = { call: 1, errno: "EBUSY" } as const;
    expect(machine.step({ op: "rid-detach", dev: 1, fail })).toBe("0");
    expect([machine.hardwareOf(1, 0), machine.hardwareOf(2, 0)]).toEqual(["D1", "I"]);
    expect(machine.recordedOf(1, 0)).toBe("I");
  });

  test("rid-attach with a handle: the entry first, and the handle is written anyhow", () => {
    const machine = bench();
    expect(machine.step({ op: "rid-attach", dev: 1, domain: "D1", handle: 1 })).toBe("0");
    expect([machine.handleOf(1, 0), machine.handleOf(2, 0)]).toEqual([1, 1]);
    expect(machine.step({ op: "rid-attach", dev: 1, domain: "F1", handle: 2 })).toBe("-EBUSY");
    expect(machine.observed.handleDomain(2)).toBe(12);
    machine.step({ op: "device-detach", dev: 1 });
    machine.step({ op: "rid-detach", dev: 1 });
    expect(machine.handleOf(1, 0)).toBe(0);
    expect(machine.step({ op: "rid-attach", dev: 1, domain: "F1", handle: 2 })).toBe("-EINVAL");
  });

  test("rid-replace: null handle, then no other test", () => {
    const machine = bench();
    expect(machine.step({ op: "rid-replace", dev: 1, domain: "D1" })).toBe("-EINVAL");
    expect(machine.step({ op: "rid-replace", dev: 1, domain: "F1", handle: 1 })).toBe("0");
    expect(machine.step({ op: "rid-replace", dev: 1, domain: "D2", handle: 2 })).toBe("0");
    expect(machine.calls()).toEqual(["1:0 D2<-F1", "2:0 D2<-F1"]);
    expect(machine.handleOf(1, 0)).toBe(2);
    const fail = { call: 1, errno: "EINVAL" } as const;
    expect(machine.step({ op: "rid-replace", dev: 1, domain: "D1", handle: 3, fail })).toBe(
      "-EINVAL",
    );
    expect(machine.handleOf(1, 0)).toBe(2);
    expect(machine.observed.handleDomain(3)).toBe(3);
  });

  test("rid-replace with a compatibility test, and where there is none yet", () => {
    const compatible = bench({ ridReplace: "compatible" });
    expect(compatible.step({ op: "rid-replace", dev: 1, domain: "F1", handle: 1 })).toBe("-EINVAL");
    expect(compatible.observed.handleDomain(1)).toBe(0);
    const absent = bench({ ridReplace: "absent" });
    expect(absent.step({ op: "rid-replace", dev: 3, domain: "D1" })).toBe("-EOPNOTSUPP");
  });

  test("linear handles: not if installed anywhere, and written on success only", () => {
    const machine = bench({ handle: "linear" });
    const fail = { call: 1, errno: "ENOMEM" } as const;
    machine.step({ op: "rid-attach", dev: 1, domain: "D1", handle: 1, fail });
    expect(machine.observed.handleDomain(1)).toBe(0);
    expect(machine.step({ op: "rid-attach", dev: 1, domain: "D1", handle: 1 })).toBe("0");
    expect(machine.step({ op: "rid-attach", dev: 0, domain: "D2", handle: 1 })).toBe("-EINVAL");
    expect(machine.step({ op: "rid-replace", dev: 1, domain: "D2", handle: 1 })).toBe("-EINVAL");
    expect(machine.observed.handleDomain(1)).toBe(3);
    machine.step({ op: "rid-detach", dev: 1 });
    expect(machine.step({ op: "rid-attach", dev: 0, domain: "D2", handle: 1 })).toBe("0");
  });
});

test("6.2 has no handles: they are neither recorded nor missed", () => {
  const machine = new Bench(groupTable("linux-6.2", "under test", LINUX_6_2), boot(realEngine));
  expect(machine.step({ op: "rid-attach", dev: 1, domain: "F1", handle: 1 })).toBe("0");
  expect(machine.handleOf(1, 0)).toBe(0);
  expect(machine.observed.handleDomain(1)).toBe(0);
});
