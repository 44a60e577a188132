// The design with one PASID table a group: whom it programs, what it undoes, and the historic
// bugs as policies.
import { expect, test } from "vitest";
import { withPolicies, type Contract } from "../../model/vocabulary/design/contract.js";
import type { Design } from "../../model/vocabulary/design/design.js";
import type { Iommu } from "../../model/vocabulary/scenario/scenario.js";
import { LINUX_7_3 } from "./contracts.js";
import { groupTable } from "./group-table.js";
import { attach, Bench, detach, replace } from "../testing/bench.js";
import { boot, endpoint, sharedGroup, width } from "../testing/topologies.js";

const PASIDS = [0, 5, 6, 256, 0x10_0000];
const D1 = 3;

function group(changed: Partial<Contract> = {}, iommu: Partial<Iommu> = {}): Bench {
  const design = groupTable("under-test", "under test", withPolicies(LINUX_7_3, changed));
  return new Bench(design, boot(sharedGroup), { iommu, pasids: PASIDS });
}

test("a domain without set_dev_pasid cannot be put back: the PASID is removed", () => {
  const machine = group();
  machine.step(attach(1, 5, "D1", { handle: 1 }));
  machine.step({ op: "rid-attach", dev: 0, domain: "N1", handle: 1 });
  expect(machine.recordedOf(1, 5)).toBe("N1");
  const fail = { call: 2, errno: "ENOMEM" } as const;
  expect(machine.step(replace(1, 5, "D2", { handle: 2, fail }))).toBe("-ENOMEM");
  expect(machine.calls()).toEqual(["1:5 D2<-N1", "2:5 D2<-N1 !12", "1:5 B<-D2"]);
});

test("all capable members are programmed, whoever is named", () => {
  const machine = group();
  expect(machine.step(attach(3, 5, "D1"))).toBe("0");
  expect(machine.calls()).toEqual(["1:5 D1<-none", "2:5 D1<-none"]);
  expect([1, 2, 3].map((dev) => machine.recordedOf(dev, 5))).toEqual(["D1", "D1", "D1"]);
  expect(machine.step(detach(2, 5))).toBe("0");
  expect(machine.calls()).toEqual(["1:5 B<-D1", "2:5 B<-D1"]);
});

test("row 11: an attach on a group without any PASID succeeds and programs nobody", () => {
  const machine = group();
  expect(machine.step(attach(0, 0xf_ffff, "D1"))).toBe("0");
  expect(machine.step(attach(0, 0x10_0000, "D1"))).toBe("0");
  expect(machine.calls()).toEqual([]);
});

test("the members that were changed get back what they had", () => {
  const fail = { call: 2, errno: "ENOMEM" } as const;
  const machine = group();
  expect(machine.step(attach(1, 5, "D1", { fail }))).toBe("-ENOMEM");
  expect(machine.calls()).toEqual(["1:5 D1<-none", "2:5 D1<-none !12", "1:5 B<-D1"]);
  machine.step(attach(1, 5, "D1"));
  expect(machine.step(replace(1, 5, "D2", { handle: 1, fail }))).toBe("-ENOMEM");
  expect(machine.calls()).toEqual(["1:5 D2<-D1", "2:5 D2<-D1 !12", "1:5 D1<-D2"]);
});

test("BUG-1: or it is removed on every member, who never had it too", () => {
  const fail = { call: 2, errno: "ENOMEM" } as const;
  const machine = group({ undoPasid: "every-member" });
  machine.step(attach(1, 5, "D1", { fail }));
  expect(machine.calls().slice(2)).toEqual(["1:5 B<-D1", "2:5 B<-D1"]);
});

test("BUG-2: a removal that is told nothing finds nothing in the table while it undoes", () => {
  const fail = { call: 2, errno: "ENOMEM" } as const;
  const machine = group({ removal: "told-nothing" });
  machine.step(attach(1, 5, "D1", { fail }));
  expect(machine.calls().slice(2)).toEqual(["1:5 B<-none"]);
  machine.step(attach(1, 5, "D1"));
  machine.step(detach(1, 5));
  expect(machine.calls()).toEqual(["1:5 B<-D1", "2:5 B<-D1"]);
});

test("BUG-6: where the removal callback is missing the hardware keeps its entry", () => {
  const machine = group({ removal: "may-be-missing" }, { blocking: "rid" });
  expect(machine.step(attach(4, 5, "N1"))).toBe("-EOPNOTSUPP");
  expect(machine.step(attach(1, 5, "D1"))).toBe("0");
  expect(machine.step(detach(1, 5))).toBe("0");
  expect(machine.calls()).toEqual([]);
  expect([machine.recordedOf(1, 5), machine.hardwareOf(1, 5)]).toEqual(["none", "D1"]);
});

test("BUG-7: what a lookup sees while the driver is called", () => {
  const machine = group();
  machine.step(attach(1, 5, "D1"));
  expect(machine.hardware.calls.at(0).seen).toBe(0);
  const early = group({ published: "before-hardware" });
  early.step(attach(1, 5, "D1"));
  expect(early.hardware.calls.at(0).seen).toBe(D1);
  expect(early.machine.lookup(2, 5)).toBe(D1);
  const linear = group({ published: "before-hardware", handle: "linear" });
  linear.step(attach(1, 5, "D1", { handle: 1 }));
  expect(linear.hardware.calls.at(0).seen).toBe(D1);
  const fail = { call: 1, errno: "ENOMEM" } as const;
  early.step(attach(1, 6, "D1", { fail }));
  expect(early.machine.lookup(1, 6)).toBe(0);
});

function bounded(range: Contract["range"]): Design {
  return groupTable("under-test", "under test", withPolicies(LINUX_7_3, { range }));
}

test("BUG-3, BUG-4 and own-device: whose max_pasids counts", () => {
  expect(group({ range: "every-member" }).step(attach(1, 5, "D1"))).toBe("-EINVAL");
  expect(group({ range: "own-device" }).step(attach(3, 5, "D1"))).toBe("-EINVAL");
  const narrow = [...sharedGroup];
  narrow[2] = endpoint([1, 1, 0], { multifunction: true, pasid: width(2) });
  const attached = (range: Contract["range"]) =>
    new Bench(bounded(range), boot(narrow)).step(attach(1, 5, "D1"));
  expect(attached("capable-members")).toBe("-EINVAL");
  expect(attached("own-device")).toBe("0");
});

test("8.5: the device alone may be programmed from a group's table, as in v10", () => {
  const machine = group({ programs: "own-device" });
  expect(machine.step(attach(2, 5, "D1"))).toBe("0");
  expect(machine.calls()).toEqual(["2:5 D1<-none"]);
  expect(machine.recordedOf(1, 5)).toBe("D1");
});
