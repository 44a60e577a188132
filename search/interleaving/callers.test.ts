/**
 * What is said of allocators and of two callers holds for everything that they can do on a machine
 * with two functions in one group.
 */
import { describe, expect, test } from "vitest";
import { DEVICE_XARRAY, SOUND } from "../../impl/designs/contracts.js";
import { withPolicies, type Contract } from "../../model/vocabulary/design/contract.js";
import type { Operation } from "../../model/vocabulary/operation/operation.js";
import { invariants } from "../../properties/invariants/all.js";
import { scenario } from "../../properties/testing/conjecture.js";
import { subjectNamed, plain } from "../designs/named.js";
import { searchCallers, type Caller, type CallersResult } from "./callers.js";

/** CE3 of docs/reference/semantics.md: both functions can have PASIDs, and they share a group. */
const SIBLINGS = `
00:01.0  root-port  bus 01  acs SV TB RR CR UF of SV TB RR CR UF  prefix
01:00.0  endpoint  multifunction  pasid 2  prefix  acs RR of RR CR  reserved 1
01:00.1  endpoint  pasid 2  prefix  acs RR of RR CR
`;
const STATES_MAX = 200_000;

function invariantsNamed(...names: readonly string[]): typeof invariants {
  return invariants.filter(({ name }) => names.includes(name));
}

/** A driver on each function takes numbers and gives them back, for ever. */
function twoDrivers(contract: Contract): CallersResult {
  const caller = (dev: number, driver: number): Caller => ({
    operations: [
      { op: "allocate-pasid", dev, driver, domain: "D1" },
      { op: "free-pasid", dev, driver },
    ],
    budget: null,
  });
  return searchCallers(
    scenario(SIBLINGS),
    [caller(1, 1), caller(2, 2)],
    plain("allocating", "A contract with an allocator.", contract),
    invariantsNamed(
      "allocated-pasid-attachable",
      "freed-pasid-not-attached",
      "pasid-number-unique",
    ),
    STATES_MAX,
  );
}

describe("if tables are shared, there can be no PASID allocator per driver (CLAIM-20)", () => {
  test("a table per group: the second driver's number is taken", () => {
    const { broken } = twoDrivers(withPolicies(SOUND, { allocator: "per-driver" }));
    expect(broken.map(({ invariant }) => invariant)).toEqual(["allocated-pasid-attachable"]);
    expect(broken[0]?.operations.map(({ op }) => op)).toEqual(["allocate-pasid", "allocate-pasid"]);
  });
  test.each(["per-driver", "per-device", "global"] as const)(
    "a table per device, %s: no number is ever taken, whatever the drivers do",
    (allocator) => {
      const result = twoDrivers(withPolicies(DEVICE_XARRAY, { allocator }));
      expect(result).toMatchObject({ broken: [], complete: true });
      expect(result.applied.get("allocated-pasid-attachable")).toBeGreaterThan(0);
    },
  );
  test("one allocator for all: sharing the table does not matter", () => {
    expect(twoDrivers(SOUND)).toMatchObject({ broken: [], complete: true });
  });
});

/** Both functions are the user's, and there are page tables of one IO address space. */
const SET_UP = `
fd-bind 01:00.0 context C1
fd-bind 01:00.1 context C1
ioas-alloc 01:00.0 ioas A1
hwpt-alloc 01:00.0 hwpt H1 of A1 for-pasids
hwpt-alloc 01:00.0 hwpt H2 of A1 for-pasids
hwpt-alloc 01:00.0 hwpt H3 of A1
`;

const PASID = 3;

/** What a caller may do with its function: at the RID and at a PASID, with several tables. */
function user(dev: number): Caller {
  const operations: Operation[] = [];
  for (const pasid of [0, PASID])
    operations.push(
      { op: "fd-attach", dev, pasid, target: "H1" },
      { op: "fd-replace", dev, pasid, target: "H2" },
      { op: "fd-replace", dev, pasid, target: "H3" },
      { op: "fd-detach", dev, pasid },
    );
  operations.push({ op: "ioas-map", dev, ioas: "A1", region: 1 });
  return { operations, budget: 3 };
}

const USERS = [
  "reserved-regions-while-attached",
  "fd-replace-needs-attach",
  "attached-hwpt-translates",
  "pasid-needs-pasid-hwpts",
  "handle-names-attached-device",
  "pasid-call-leaves-rid",
  "refused-call-changes-nothing",
  "replace-has-no-hole",
  "pasid-stays-local",
];

/** Two callers with three operations each, in every order. */
function twoUsers(design: string): CallersResult {
  const subject = subjectNamed(design);
  if (subject === null) throw new Error(`no design ${design}`);
  const set = invariantsNamed(...USERS);
  const s = scenario(SIBLINGS, SET_UP);
  return searchCallers(s, [user(1), user(2)], subject, set, STATES_MAX);
}

/** What breaks, without how. */
function breaks({ broken: list }: CallersResult): readonly string[] {
  return list.map(({ invariant, finding }) => `${invariant}: ${finding.failureMode}`).toSorted();
}

describe("two users of sibling functions, three operations each, in every order", () => {
  test("linux-7.3: reservations are lost, handles outlive, PASIDs go astray", () => {
    const result = twoUsers("linux-7.3");
    expect(result.complete).toBe(true);
    expect(breaks(result)).toEqual([
      "handle-names-attached-device: detached",
      "pasid-stays-local: fd-attach",
      "pasid-stays-local: fd-detach",
      "pasid-stays-local: fd-replace",
      "refused-call-changes-nothing: above",
      "reserved-regions-while-attached: lost",
    ]);
  });
  test("a table per device keeps all of it", () => {
    const result = twoUsers("device-xarray");
    expect(result).toMatchObject({ broken: [], complete: true });
    for (const invariant of USERS)
      expect([invariant, result.applied.get(invariant) ?? 0]).not.toEqual([invariant, 0]);
  });
});
