// The catalog and the historic bugs: each is what its contract says, and a design says no to
// what it cannot be.
import { expect, test } from "vitest";
import { policyDifferences, withPolicies } from "../../model/vocabulary/design/contract.js";
import { catalog } from "./catalog.js";
import { DEVICE_XARRAY, SPEC_DEVICE_XARRAY, LINUX_6_2, LINUX_7_3, SOUND } from "./contracts.js";
import { deviceXArray } from "./device-xarray.js";
import { groupTable } from "./group-table.js";
import { invariants } from "../../properties/invariants/all.js";
import { bugs } from "../../properties/bugs/all.js";
import { buggyContract } from "../../properties/bugs/bug.js";

test("six designs, each with a name of its own and a sentence", () => {
  expect(catalog.map((design) => design.name)).toEqual([
    "linux-6.2",
    "linux-7.3",
    "group-table-singleton",
    "device-xarray",
    "device-xarray-no-rid-alias",
    "spec-device-xarray",
  ]);
  for (const design of catalog) expect(design.sentence).toMatch(/^[A-Z].*\.$/);
});

test("what separates neighbours in the catalog", () => {
  const contracts = catalog.map((design) => design.contract);
  expect(policyDifferences(contracts[1]!, contracts[2]!)).toEqual(["admits", "hotAdd"]);
  expect(policyDifferences(contracts[3]!, contracts[4]!)).toEqual(["admits"]);
  expect(policyDifferences(contracts[4]!, contracts[5]!)).toEqual([
    "grouping",
    "enableCheck",
    "disabled",
  ]);
  expect(policyDifferences(LINUX_7_3, SOUND)).toEqual([
    "acsChange",
    "incapable",
    "ridReplace",
    "handle",
    "hotAdd",
    "directPlug",
    "unplug",
    "fdUndo",
    "fdJoin",
    "fdHandle",
    "vfioZero",
    "vfioFault",
  ]);
  expect(policyDifferences(SOUND, DEVICE_XARRAY)).toEqual(["table", "range", "programs"]);
  expect(policyDifferences(LINUX_6_2, LINUX_7_3)).toHaveLength(17);
});

test("a historic bug is one policy, and has an id of its own", () => {
  expect(new Set(bugs.map((bug) => bug.id)).size).toBe(bugs.length);
  for (const bug of bugs) {
    const changed = policyDifferences(bug.base, buggyContract(bug));
    expect([bug.id, ...changed]).toEqual([bug.id, ...Object.keys(bug.changed)]);
    expect(changed).toHaveLength(1);
    expect(invariants.map(({ name }) => name)).toContain(bug.invariant);
  }
});

const group = (changed: object) => () => groupTable("g", "", withPolicies(SOUND, changed));

const device = (changed: object) => () =>
  deviceXArray("d", "", withPolicies(SPEC_DEVICE_XARRAY, changed));

test("a design says no to a contract of another kind", () => {
  expect(group({ table: "device" })).toThrow("one PASID table a group");
  expect(group({ grouping: "linux-function-0" })).toThrow("only a reference");
  expect(group({ reset: "per-group" })).toThrow("only a reference");
  expect(group({ ridDetach: "waits-for-resets" })).toThrow("only a reference");
  expect(device({ table: "group" })).toThrow("not one a device");
  expect(device({ programs: "capable-members" })).toThrow("more than the device's table says");
  expect(device({ zero: "accepted" })).toThrow("claim the group's RID");
});
