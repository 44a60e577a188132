// Who shares what iommufd attaches: docs/reference/errno-table.md section 7,
// docs/reference/choices.md, iommufd.
import { describe, expect, test } from "vitest";
import { attachedTo, device, group, STORY_PASIDS, usersOf, told } from "../../testing/story.js";
import type { Bench } from "../../testing/bench.js";

function tell(machine: Bench, story: string): void {
  expect(told(machine, story)).toBe(story);
}

const SET_UP = `
  fd-bind 1 context C1 -> 0
  fd-bind 2 context C1 -> 0
  ioas-alloc 1 ioas A1 -> 0
  hwpt-alloc 1 hwpt H1 of A1 for-pasids -> 0
  hwpt-alloc 1 hwpt H2 of A1 for-pasids -> 0
  hwpt-alloc 2 hwpt H3 of A1 -> 0`;

/** The function that the handle at (dev, 5) names; -1: there is none. */
function namedAt5(machine: Bench, dev: number): number {
  return usersOf(machine).handleNames(dev, STORY_PASIDS.indexOf(5)) - 1;
}

describe("the thread's question", () => {
  test("one table a group: a join programs nothing, a replace moves both", () => {
    const machine = group();
    tell(machine, SET_UP);
    tell(machine, "fd-attach 1 pasid 5 to H1 -> 0");
    expect(machine.calls()).toEqual(["1:5 H1<-none", "2:5 H1<-none"]);
    tell(machine, "fd-attach 2 pasid 5 to H1 -> 0");
    expect(machine.calls()).toEqual([]);
    tell(machine, "fd-replace 2 pasid 5 to H2 -> 0");
    expect(machine.calls()).toEqual(["1:5 H2<-H1", "2:5 H2<-H1"]);
    expect([attachedTo(machine, 1, 5), attachedTo(machine, 2, 5)]).toEqual(["H2", "H2"]);
    expect([namedAt5(machine, 1), namedAt5(machine, 7)]).toEqual([2, 2]);
    expect([machine.recordedOf(1, 5), machine.handleOf(1, 5)]).toEqual(["H2", 0]);
    expect(machine.machine.lookup(1, 5)).toBe(machine.observed.recorded(1, 5));
    expect(usersOf(machine).table(2).users).toBe(2);
  });

  test("one table a device: each attaches, and a replace moves one", () => {
    const machine = device();
    tell(machine, SET_UP);
    tell(machine, "fd-attach 1 pasid 5 to H1 -> 0");
    expect(machine.calls()).toEqual(["1:5 H1<-none"]);
    tell(machine, "fd-attach 2 pasid 5 to H2 -> 0");
    expect(machine.calls()).toEqual(["2:5 H2<-none"]);
    tell(machine, "fd-replace 2 pasid 5 to H1 -> 0");
    expect(machine.calls()).toEqual(["2:5 H1<-H2"]);
    expect([namedAt5(machine, 1), namedAt5(machine, 2), namedAt5(machine, 7)]).toEqual([1, 2, -1]);
    tell(machine, "fd-detach 1 pasid 5 -> 0");
    expect([machine.hardwareOf(1, 5), machine.hardwareOf(2, 5)]).toEqual(["none", "H1"]);
  });
});

describe.each([
  ["group-table", group],
  ["device-xarray", device],
] as const)("%s", (_name, bench) => {
  test("attach rows 3 and 4, replace rows 1 to 4, at the RID", () => {
    const machine = bench();
    tell(machine, SET_UP);
    tell(
      machine,
      `fd-replace 1 pasid 0 to H1 -> -EINVAL
       fd-attach 1 pasid 0 to H1 -> 0
       fd-attach 1 pasid 0 to H1 -> -EBUSY
       fd-attach 2 pasid 0 to H2 -> -EINVAL
       fd-replace 2 pasid 0 to H2 -> -EINVAL
       fd-attach 2 pasid 0 to H1 -> 0
       fd-replace 2 pasid 0 to H4 -> -ENOENT
       fd-replace 2 pasid 0 to H1 -> 0`,
    );
    expect(machine.calls()).toEqual([]);
    tell(machine, "fd-replace 2 pasid 0 to H2 -> 0");
    expect(machine.calls()).toEqual(["1:0 H2<-H1", "2:0 H2<-H1", "7:0 H2<-H1"]);
    expect([attachedTo(machine, 1, 0), machine.recordedOf(1, 0)]).toEqual(["H2", "H2"]);
  });

  test("the last to detach puts the RID back on the blocking domain", () => {
    const machine = bench();
    tell(machine, SET_UP);
    tell(
      machine,
      `fd-attach 1 pasid 0 to H1 -> 0
       fd-attach 2 pasid 0 to H1 -> 0
       fd-detach 1 pasid 0 -> 0`,
    );
    expect([machine.calls(), machine.hardwareOf(1, 0)]).toEqual([[], "H1"]);
    tell(machine, "fd-detach 2 pasid 0 -> 0");
    expect(machine.calls()).toEqual(["1:0 B<-H1", "2:0 B<-H1", "7:0 B<-H1"]);
    tell(machine, "fd-detach 2 pasid 0 -> 0\n fd-unbind 2 -> 0\n fd-unbind 1 -> 0");
    expect([machine.recordedOf(1, 0), usersOf(machine).ownerCount(1)]).toEqual(["I", 0]);
  });

  test("rows 9 to 11: tables that are not made for PASIDs keep away from them", () => {
    const machine = bench();
    tell(machine, SET_UP);
    tell(
      machine,
      `fd-attach 1 pasid 5 to H3 -> -EINVAL
       fd-attach 2 pasid 0 to H3 -> 0
       fd-attach 1 pasid 5 to H1 -> -EINVAL
       fd-detach 2 pasid 0 -> 0
       fd-attach 1 pasid 5 to H1 -> 0
       fd-attach 2 pasid 0 to H3 -> -EINVAL
       fd-attach 2 pasid 0 to H1 -> 0
       fd-replace 2 pasid 0 to H3 -> -EINVAL
       fd-replace 1 pasid 5 to H3 -> -EINVAL`,
    );
    const lax = bench({ fdCompat: "unchecked" });
    tell(lax, SET_UP);
    tell(lax, "fd-attach 1 pasid 5 to H3 -> 0\n fd-attach 1 pasid 6 to A1 -> 0");
    expect(attachedTo(lax, 1, 6)).toBe("X1");
  });

  test("LEAD-13: a handle names who has left, unless it passes on", () => {
    for (const [fdHandle, named] of [
      ["first-attacher", 2],
      ["passes-on", 1],
    ] as const) {
      const machine = bench({ fdHandle });
      tell(machine, SET_UP);
      tell(
        machine,
        `fd-attach 2 pasid 0 to H1 -> 0
         fd-attach 1 pasid 0 to H1 -> 0
         fd-detach 2 pasid 0 -> 0
         fd-unbind 2 -> 0`,
      );
      expect(usersOf(machine).handleNames(1, 0)).toBe(named + 1);
      tell(machine, "fd-detach 1 pasid 0 -> 0");
      expect(usersOf(machine).handleNames(1, 0)).toBe(0);
    }
  });

  test("BUG-9: a replace by who is not attached", () => {
    const machine = bench({ fdReplace: "unasked" });
    tell(machine, SET_UP);
    tell(
      machine,
      `fd-replace 2 pasid 0 to H1 -> -EINVAL
       fd-attach 1 pasid 0 to H1 -> 0
       fd-replace 2 pasid 0 to H1 -> 0`,
    );
    expect(attachedTo(machine, 2, 0)).toBe("none");
    tell(machine, "fd-replace 2 pasid 0 to H2 -> 0");
    expect([attachedTo(machine, 1, 0), attachedTo(machine, 2, 0)]).toEqual(["H2", "H2"]);
    expect(usersOf(machine).reserved(1)).toBe(0b01);
    expect(usersOf(machine).table(2).users).toBe(2);
    tell(machine, "fd-detach 1 pasid 0 -> 0\n fd-detach 2 pasid 0 -> 0");
    expect(machine.recordedOf(1, 0)).toBe("B");
  });

  test("while the function is in a reset nothing is attached, and what is comes back", () => {
    const machine = bench();
    tell(machine, SET_UP);
    tell(
      machine,
      `fd-attach 1 pasid 5 to H1 -> 0
       reset-prepare 1 -> 0
       fd-attach 1 pasid 0 to H1 -> -EBUSY
       fd-attach 1 pasid 6 to H1 -> -EBUSY
       fd-replace 1 pasid 5 to H2 -> -EBUSY
       reset-done 1 -> 0`,
    );
    expect([attachedTo(machine, 1, 5), machine.hardwareOf(1, 5)]).toEqual(["H1", "H1"]);
  });

  test("before there were handles none names anybody", () => {
    const machine = bench({ handle: "absent" });
    tell(machine, SET_UP);
    tell(machine, "fd-attach 1 pasid 0 to H1 -> 0\n fd-attach 1 pasid 5 to H1 -> 0");
    expect([usersOf(machine).handleNames(1, 0), namedAt5(machine, 1)]).toEqual([0, -1]);
    tell(machine, "fd-detach 1 pasid 0 -> 0\n fd-detach 1 pasid 5 -> 0\n fd-unbind 1 -> 0");
  });

  test("the driver refuses: nothing is attached, and nothing is moved", () => {
    const machine = bench();
    tell(machine, SET_UP);
    tell(machine, "fd-attach 1 pasid 5 to H1 fail 1 ENOSPC -> -ENOSPC");
    expect([attachedTo(machine, 1, 5), machine.recordedOf(1, 5)]).toEqual(["none", "none"]);
    expect(namedAt5(machine, 1)).toBe(-1);
    tell(machine, "fd-attach 1 pasid 5 to H1 -> 0");
    tell(machine, "fd-replace 1 pasid 5 to H2 fail 1 EBUSY -> -EBUSY");
    expect([attachedTo(machine, 1, 5), machine.hardwareOf(1, 5)]).toEqual(["H1", "H1"]);
    expect([usersOf(machine).table(1).users, usersOf(machine).table(2).users]).toEqual([1, 0]);
  });
});

test("LEAD-14: who has no PASIDs joins one, unless joining is attaching", () => {
  for (const [fdJoin, incapable, answer] of [
    ["unasked", "refused", "0"],
    ["as-attach", "accepted", "0"],
    ["as-attach", "refused", "-EINVAL"],
  ] as const) {
    const machine = group({ fdJoin, incapable });
    tell(machine, SET_UP);
    tell(
      machine,
      `fd-bind 7 context C1 -> 0
       fd-attach 1 pasid 5 to H1 -> 0
       fd-attach 7 pasid 5 to H1 -> ${answer}
       fd-attach 1 pasid 0 to H1 -> 0
       fd-attach 7 pasid 0 to H1 -> 0`,
    );
  }
});

test("LEAD-3: who is plugged into the group joins what its hardware has not", () => {
  const machine = group();
  tell(machine, SET_UP);
  tell(
    machine,
    `fd-attach 1 pasid 5 to H1 -> 0
     plug 3 -> 0
     fd-bind 3 context C1 -> 0
     fd-attach 3 pasid 5 to H1 -> 0`,
  );
  expect(machine.calls()).toEqual([]);
  expect([attachedTo(machine, 3, 5), machine.hardwareOf(3, 5)]).toEqual(["H1", "none"]);
  tell(machine, "fd-replace 3 pasid 5 to H2 -> 0");
  expect(machine.calls()).toContain("3:5 H2<-H1");
  const replaying = group({ hotAdd: "replays-pasids" });
  tell(replaying, SET_UP);
  tell(replaying, "fd-attach 1 pasid 5 to H1 -> 0\n plug 3 -> 0");
  expect(replaying.hardwareOf(3, 5)).toBe("H1");
});
