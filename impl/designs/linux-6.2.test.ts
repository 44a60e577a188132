// Linux 6.2 where it differs from 7.3: docs/reference/errno-table.md section 9,
// docs/reference/semantics.md 8.1.
import { expect, test } from "vitest";
import type { Operation } from "../../model/vocabulary/operation/operation.js";
import { LINUX_6_2 } from "./contracts.js";
import { groupTable } from "./group-table.js";
import { Bench } from "../testing/bench.js";
import { boot, endpoint, port } from "../testing/topologies.js";

const mf = { multifunction: true } as const;
const functions = [
  port("root-port", [0, 0x08, null], 1),
  endpoint([1, 0, 0], mf),
  endpoint([1, 1, 0], mf),
  endpoint([1, 2, 0], { ...mf, pasid: null }),
  endpoint([0, 0x10, null], { iommu: false }),
];
const design = groupTable("linux-6.2", "under test", LINUX_6_2);
const bench = () => new Bench(design, boot(functions), { pasids: [0, 5, 256] });

const attach = (dev: number, pasid: number, domain: "D1" | "N1" | "F1"): Operation => ({
  op: "pasid-attach",
  dev,
  pasid,
  domain,
});

test("the op is tested before the group, and there is no test of the domain", () => {
  const machine = bench();
  expect(machine.step(attach(4, 5, "N1"))).toBe("-EOPNOTSUPP");
  expect(machine.step(attach(4, 5, "F1"))).toBe("-ENODEV");
});

test("a member without PASID makes every attach fail, and it is removed everywhere", () => {
  const machine = bench();
  expect(machine.step(attach(1, 5, "D1"))).toBe("-EINVAL");
  expect(machine.calls()).toEqual([
    "1:5 D1<-none",
    "2:5 D1<-none",
    "3:5 D1<-none !22",
    "1:5 B<-D1",
    "2:5 B<-D1",
    "3:5 B<-D1",
  ]);
  expect(machine.recordedOf(1, 5)).toBe("none");
});

test("PASID 0 is an entry of the table, and in hardware the RID", () => {
  const machine = bench();
  expect(machine.step(attach(1, 0, "D1"))).toBe("0");
  expect([machine.recordedOf(1, 0), machine.hardwareOf(1, 0)]).toEqual(["I", "D1"]);
  expect(machine.machine.lookup(2, 0)).toBe(3);
  expect(machine.step(attach(2, 0, "D1"))).toBe("-EBUSY");
  expect(machine.step({ op: "rid-detach", dev: 1 })).toBe("0");
  expect(machine.machine.lookup(2, 0)).toBe(3);
  expect(machine.step({ op: "pasid-detach", dev: 1, pasid: 0 })).toBe("0");
  expect(machine.hardwareOf(1, 0)).toBe("B");
});

test("there is no replace", () => {
  const machine = bench();
  const onRid: Operation = { op: "rid-replace", dev: 1, domain: "D1", handle: 1 };
  expect(machine.step(onRid)).toBe("-EOPNOTSUPP");
  expect(machine.step({ ...onRid, op: "pasid-replace", pasid: 5 })).toBe("-EOPNOTSUPP");
});
