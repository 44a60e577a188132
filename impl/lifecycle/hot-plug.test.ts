// Functions come and go: whom they join, what is attached and told, what is left behind; and the
// same of resets. docs/reference/choices.md, Hot-plug and Reset; drivers/iommu/iommu.c 7.3.
import { expect, test } from "vitest";
import type { Contract } from "../../model/vocabulary/design/contract.js";
import type { Operation, OperationName } from "../../model/vocabulary/operation/operation.js";
import type { Endpoint, PciFunction } from "../../model/vocabulary/topology/topology.js";
import { withPolicies } from "../../model/vocabulary/design/contract.js";
import {
  DEVICE_XARRAY,
  GROUP_TABLE_SINGLETON,
  LINUX_6_2,
  LINUX_7_3,
  SOUND,
} from "../designs/contracts.js";
import { deviceXArray } from "../designs/device-xarray.js";
import { groupTable } from "../designs/group-table.js";
import { attach, Bench, detach } from "../testing/bench.js";
import { boot, endpoint, port, width } from "../testing/topologies.js";

const ats = { multifunction: true, ats: true } as const;
const gone = { absent: true } as const;
/** 1 and, once it has come, 2 are one group. */
const machine = (second: Partial<Endpoint>): PciFunction[] => [
  port("root-port", [0, 8, null], 1),
  endpoint([1, 0, 0], ats),
  endpoint([1, 1, 0], { ...ats, ...second }),
];

function bench(contract: Contract, functions: readonly PciFunction[], pasids = [5]): Bench {
  const make = contract.table === "group" ? groupTable : deviceXArray;
  return new Bench(make("under-test", "Under test.", contract), boot(functions), { pasids });
}

type Plain = Extract<OperationName, "plug" | "unplug" | "reset-prepare" | "reset-done">;
const on = (op: Plain, dev: number): Operation => ({ op, dev });
const rid = (dev: number): Operation => ({ op: "rid-attach", dev, domain: "D2" });

test("what is absent has no group until it comes, and joins the group's domain", () => {
  const b = bench(LINUX_7_3, machine(gone));
  expect(b.groups()).toBe("0 | 1");
  expect(b.step(attach(2, 5, "D1"))).toBe("-ENODEV");
  b.step(rid(1));
  expect(b.step(on("plug", 2))).toBe("0");
  expect(b.groups()).toBe("0 | 1 2");
  expect(b.calls()).toEqual(["2:0 D2<-none"]);
  expect(b.step(on("plug", 2))).toBe("-EBUSY");
  expect(b.step(on("plug", 0))).toBe("-EOPNOTSUPP");
});

test("the group's PASIDs come with it, or not, or keep it out", () => {
  const after = (contract: Contract, second: Partial<Endpoint> = gone): Bench => {
    const b = bench(contract, machine(second));
    b.step(attach(1, 5, "D1"));
    b.step(on("plug", 2));
    return b;
  };
  expect(after(LINUX_7_3).hardwareOf(2, 5)).toBe("none");
  expect(after(LINUX_7_3).recordedOf(2, 5)).toBe("D1");
  expect(after(SOUND).hardwareOf(2, 5)).toBe("D1");
  const narrow = after(SOUND, { ...gone, pasid: width(2) });
  expect(narrow.calls()).toEqual(["2:0 I<-none", "2:0 B<-I"]);
  expect(narrow.groups()).toBe("0 | 1");
  expect(after(GROUP_TABLE_SINGLETON).groups()).toBe("0 | 1");
  expect(after(DEVICE_XARRAY).calls()).toEqual(["2:0 I<-none"]);
  expect(after(DEVICE_XARRAY).recordedOf(2, 5)).toBe("none");
});

test("who goes is released; what Linux leaves behind, a clean design takes back", () => {
  const b = bench(LINUX_7_3, machine({}));
  b.step(attach(1, 5, "D1"));
  expect(b.step(on("unplug", 2))).toBe("0");
  expect(b.calls()).toEqual(["2:0 B<-I"]);
  expect([b.hardwareOf(2, 0), b.hardwareOf(2, 5), b.recordedOf(2, 5)]).toEqual([
    "none",
    "D1",
    "none",
  ]);
  const clean = bench(SOUND, machine({}));
  clean.step(attach(1, 5, "D1"));
  clean.step(on("unplug", 2));
  expect(clean.calls()).toEqual(["2:5 B<-D1", "2:0 B<-I"]);
  expect(clean.hardwareOf(2, 5)).toBe("none");
});

test("a table a device goes with its device, and its handles are free", () => {
  const b = bench(DEVICE_XARRAY, machine({}));
  expect(b.step(attach(2, 5, "D1", { handle: 1 }))).toBe("0");
  expect(b.step(attach(1, 5, "D1", { handle: 1 }))).toBe("-EINVAL");
  b.step(on("unplug", 2));
  expect(b.step(attach(1, 5, "D1", { handle: 1 }))).toBe("0");
  b.step(on("plug", 2));
  expect(b.recordedOf(2, 5)).toBe("none");
});

test("the last member takes its group's entries with it", () => {
  const b = bench(SOUND, machine({}));
  b.step(attach(1, 5, "D1", { handle: 1 }));
  b.step(on("unplug", 2));
  b.step(on("unplug", 1));
  expect(b.groups()).toBe("0");
  expect(b.step(on("plug", 2))).toBe("-ENODEV");
  b.step(on("plug", 1));
  expect(b.step(attach(1, 5, "D1", { handle: 1 }))).toBe("0");
});

test("a group waits for a reset, and in Linux for one that can never end", () => {
  const waits = (contract: Contract): string[] => {
    const b = bench(contract, machine({}));
    return [
      ...[on("reset-prepare", 2), rid(1), attach(1, 5, "D1")].map((op) => b.step(op)),
      ...[on("unplug", 2), rid(1), attach(1, 5, "D1")].map((op) => b.step(op)),
    ];
  };
  expect(waits(LINUX_7_3)).toEqual(["0", "-EBUSY", "-EBUSY", "0", "-EBUSY", "-EBUSY"]);
  expect(waits(SOUND)).toEqual(["0", "-EBUSY", "-EBUSY", "0", "0", "0"]);
  expect(waits(DEVICE_XARRAY)).toEqual(["0", "-EBUSY", "0", "0", "0", "-EBUSY"]);
  expect(waits(LINUX_6_2)[0]).toBe("-EOPNOTSUPP");
});

test("prepare and done, nested, with a detach in between", () => {
  const b = bench(LINUX_7_3, machine({}), [5, 6]);
  for (const op of [rid(1), attach(1, 5, "D1"), attach(1, 6, "D3")]) b.step(op);
  b.step(on("reset-prepare", 1));
  expect(b.calls()).toEqual(["1:0 B<-D2", "1:5 B<-D1", "1:6 B<-D3"]);
  b.step(on("reset-prepare", 1));
  b.step(detach(2, 5));
  expect(b.calls()).toEqual(["2:5 B<-D1"]);
  b.step(on("reset-done", 1));
  expect(b.calls()).toEqual([]);
  expect(b.observed.blocked(1)).toBe(true);
  b.step(on("reset-done", 1));
  expect(b.calls()).toEqual(["1:0 D2<-B", "1:6 D3<-B"]);
  expect(b.observed.blocked(1)).toBe(false);
});

test("what a driver must not refuse is tried on the blocking domain, once there is one", () => {
  const b = bench(LINUX_7_3, machine({}));
  const fail = { call: 1, errno: "ENOMEM" } as const;
  const refusedDetach = (): readonly string[] => {
    b.step(rid(1));
    b.step({ op: "rid-detach", dev: 1, fail });
    return b.calls();
  };
  expect(refusedDetach()).toEqual(["1:0 I<-D2 !12", "2:0 I<-D2"]);
  b.step(on("reset-prepare", 1));
  b.step(on("reset-done", 1));
  expect(refusedDetach()).toEqual(["1:0 I<-D2 !12", "1:0 B<-D2", "2:0 I<-D2"]);
});

test("groups of the fabric do not depend on who is there", () => {
  const fabric = withPolicies(LINUX_7_3, { grouping: "fabric" });
  const b = bench(fabric, machine({}));
  expect(b.groups()).toBe("0 | 1 2");
  b.step(on("unplug", 1));
  b.step(on("unplug", 2));
  b.step(on("plug", 1));
  b.step(on("plug", 2));
  expect(b.groups()).toBe("0 | 1 2");
});
