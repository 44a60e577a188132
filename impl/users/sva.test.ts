// Shared virtual addressing: docs/reference/errno-table.md section 6; BUG-15.
import { describe, expect, test } from "vitest";
import type { Bench } from "../testing/bench.js";
import { device, group, usersOf, told } from "../testing/story.js";

function tell(machine: Bench, story: string): void {
  expect(told(machine, story)).toBe(story);
}

test("bonds of one table share its entry, and the last to go takes it along", () => {
  const machine = group();
  tell(machine, "sva-bind 1 mm M1 -> 0");
  expect(machine.calls()).toEqual(["1:1 S1<-none", "2:1 S1<-none"]);
  tell(machine, "sva-bind 2 mm M1 -> 0\n sva-bind 1 mm M1 -> 0");
  expect(machine.calls()).toEqual([]);
  expect([1, 2].map((dev) => usersOf(machine).bonds(dev, 1))).toEqual([2, 1]);
  expect([machine.recordedOf(7, 1), machine.handleOf(7, 1)]).toEqual(["S1", 0]);
  tell(
    machine,
    "sva-unbind 1 mm M1 -> 0\n sva-unbind 1 mm M1 -> 0\n sva-unbind 1 mm M1 -> -ENOENT",
  );
  expect(machine.recordedOf(2, 1)).toBe("S1");
  tell(machine, "sva-unbind 2 mm M1 -> 0");
  expect(machine.calls()).toEqual(["1:1 B<-S1", "2:1 B<-S1"]);
  expect(usersOf(machine).mmPasid(1)).toBe(1);
});

test("tables of their own share nothing but the number", () => {
  const machine = device();
  tell(machine, "sva-bind 1 mm M1 -> 0\n sva-bind 2 mm M1 -> 0");
  expect(machine.calls()).toEqual(["2:1 S1<-none"]);
  tell(machine, "sva-unbind 1 mm M1 -> 0");
  expect([machine.recordedOf(1, 1), machine.recordedOf(2, 1)]).toEqual(["none", "S1"]);
});

test("who made the entry may have gone", () => {
  const machine = group();
  tell(
    machine,
    `plug 3 -> 0
     sva-bind 3 mm M1 -> 0
     sva-bind 1 mm M1 -> 0
     unplug 3 -> -EBUSY
     sva-unbind 3 mm M1 -> 0
     unplug 3 -> 0
     sva-unbind 1 mm M1 -> 0`,
  );
  expect([machine.recordedOf(1, 1), machine.hardwareOf(2, 1)]).toEqual(["none", "none"]);
});

describe.each([
  ["group-table", group],
  ["device-xarray", device],
] as const)("%s", (_name, bench) => {
  test("no group, no PASID, a PASID that is too large", () => {
    const machine = bench();
    tell(
      machine,
      `sva-bind 6 mm M1 -> -ENODEV
       sva-bind 7 mm M1 -> -ENOSPC
       allocate-pasid 1 driver R1 domain D1 -> 0
       allocate-pasid 1 driver R1 domain D1 -> 0
       allocate-pasid 1 driver R1 domain D1 -> 0
       sva-bind 5 mm M1 -> -ENOSPC
       sva-bind 1 mm M1 -> 0
       sva-bind 5 mm M1 -> -EOVERFLOW
       sva-bind 7 mm M1 -> -EOVERFLOW
       sva-unbind 5 mm M1 -> -ENOENT`,
    );
    expect(usersOf(machine).mmPasid(1)).toBe(4);
  });

  test("the PASID is somebody else's", () => {
    const machine = bench();
    tell(
      machine,
      `pasid-attach 1 pasid 1 domain D1 -> 0
       sva-bind 1 mm M1 -> -EBUSY
       pasid-attach 1 pasid 2 domain D1 handle h1 -> 0
       sva-bind 1 mm M2 -> -EBUSY
       pasid-detach 1 pasid 1 -> 0
       sva-bind 1 mm M1 -> 0`,
    );
    expect([1, 2].map((mm) => usersOf(machine).mmPasid(mm))).toEqual([1, 2]);
  });

  test("a domain in use is tried first, then a new one, whatever was answered", () => {
    const machine = bench();
    tell(machine, "sva-bind 1 mm M1 fail 1 EBUSY -> -EBUSY");
    expect([machine.calls().length, usersOf(machine).mmPasid(1)]).toEqual([1, 1]);
    tell(machine, "sva-bind 1 mm M1 -> 0\n sva-bind 5 mm M1 fail 1 ENOMEM -> 0");
    expect(machine.calls()).toEqual(["5:1 S1<-none !12", "5:1 S1<-none"]);
  });

  test("BUG-15: a second bond does not find the first", () => {
    const machine = bench({ sva: "forgets" });
    tell(machine, "sva-bind 1 mm M1 -> 0\n sva-bind 1 mm M1 -> -EBUSY\n sva-unbind 1 mm M1 -> 0");
  });

  test("a bond holds on to the entry that it found or made", () => {
    const machine = bench();
    tell(
      machine,
      `sva-bind 1 mm M1 -> 0
       pasid-detach 1 pasid 1 -> 0
       sva-bind 1 mm M1 -> 0
       sva-unbind 1 mm M1 -> 0`,
    );
    expect([machine.recordedOf(1, 1), usersOf(machine).bonds(1, 1)]).toEqual(["none", 1]);
    tell(machine, "pasid-attach 1 pasid 1 domain D1 -> 0\n sva-unbind 1 mm M1 -> 0");
    expect(machine.recordedOf(1, 1)).toBe("none");
  });

  test("an entry that the core has detached is detached again, as in Linux", () => {
    const machine = bench();
    tell(machine, "sva-bind 1 mm M1 -> 0\n pasid-detach 1 pasid 1 -> 0\n sva-unbind 1 mm M1 -> 0");
    expect(machine.calls()).toContain("1:1 B<-S1");
  });
});
