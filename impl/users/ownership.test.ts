// Who owns a group: docs/reference/errno-table.md section 3, docs/reference/choices.md, Ownership;
// BUG-13 and BUG-14.
import { describe, expect, test } from "vitest";
import type { Bench } from "../testing/bench.js";
import { device, group, usersOf, told } from "../testing/story.js";

function tell(machine: Bench, story: string): void {
  expect(told(machine, story)).toBe(story);
}

describe.each([
  ["group-table", group],
  ["device-xarray", device],
] as const)("%s", (_name, bench) => {
  test("a claim blocks the group, a second one counts, the last release frees", () => {
    const machine = bench();
    tell(machine, "claim 6 owner O1 -> -ENODEV\n claim 3 owner O1 -> -ENODEV");
    tell(machine, "claim 1 owner O1 -> 0");
    expect(machine.calls()).toEqual(["1:0 B<-I", "2:0 B<-I", "7:0 B<-I"]);
    tell(
      machine,
      `claim 2 owner O2 -> -EPERM
       claim 2 owner O1 -> 0
       fd-bind 1 context C1 -> -EPERM
       driver-bind 2 -> -EBUSY
       release 1 -> 0`,
    );
    expect([usersOf(machine).owner(7), usersOf(machine).ownerCount(7)]).toEqual([1, 1]);
    expect(machine.recordedOf(1, 0)).toBe("B");
    tell(machine, "release 1 -> 0");
    expect(machine.calls()).toEqual(["1:0 I<-B", "2:0 I<-B", "7:0 I<-B"]);
    tell(machine, "release 1 -> -ENOENT\n release 6 -> -ENOENT\n driver-bind 2 -> 0");
  });

  test("what is in use cannot be claimed", () => {
    const machine = bench();
    tell(
      machine,
      `rid-attach 1 domain D1 -> 0
       claim 2 owner O1 -> -EBUSY
       rid-detach 1 -> 0
       pasid-attach 2 pasid 5 domain D1 -> 0
       claim 1 owner O1 -> -EBUSY
       pasid-detach 2 pasid 5 -> 0
       rid-attach 1 domain I handle h1 -> 0
       claim 1 owner O1 -> -EBUSY
       rid-detach 1 -> 0
       claim 1 owner O1 -> 0`,
    );
  });

  test("owners attach as VFIO's type 1 does, and detach to the blocking domain", () => {
    const machine = bench();
    tell(
      machine,
      `claim 1 owner O1 -> 0
       rid-attach 1 domain D1 -> 0
       rid-attach 1 domain D2 -> -EBUSY
       rid-detach 1 -> 0`,
    );
    expect(machine.calls()).toEqual(["1:0 B<-D1", "2:0 B<-D1", "7:0 B<-D1"]);
    tell(
      machine,
      `rid-attach 1 domain D1 -> 0
       rid-detach 1 fail 1 EBUSY -> 0
       pasid-attach 1 pasid 5 domain D1 -> 0
       release 1 -> -EBUSY
       pasid-detach 1 pasid 5 -> 0
       release 1 fail 2 EBUSY -> 0`,
    );
    expect(machine.calls()).toEqual(["1:0 I<-B", "2:0 I<-B !16", "2:0 B<-B", "7:0 I<-B"]);
  });

  test("a claim that the driver refuses half-way leaves the group as it was", () => {
    const machine = bench();
    tell(machine, "claim 1 owner O1 fail 2 ENOMEM -> -ENOMEM");
    expect(machine.calls()).toEqual(["1:0 B<-I", "2:0 B<-I !12", "1:0 I<-B"]);
    expect([usersOf(machine).owner(1), usersOf(machine).ownerCount(1)]).toEqual([0, 0]);
  });

  test("no blocked domain, no claim; a group that waits for a reset, no claim", () => {
    const machine = bench({}, { blocking: "none" });
    tell(machine, "claim 1 owner O1 -> -EOPNOTSUPP\n fd-bind 1 context C1 -> -EOPNOTSUPP");
    tell(machine, "driver-bind 1 -> 0\n claim 2 owner O1 -> -EPERM");
    const waiting = bench();
    tell(waiting, "reset-prepare 1 -> 0\n claim 2 owner O1 -> -EBUSY\n reset-done 1 -> 0");
    tell(waiting, "claim 2 owner O1 -> 0\n reset-prepare 1 -> 0");
    expect(waiting.calls()).toEqual([]);
  });

  test("drivers of the kernel share a group, and nobody claims it", () => {
    const machine = bench();
    tell(
      machine,
      `driver-unbind 1 -> -ENOENT
       driver-bind 1 -> 0
       driver-bind 1 -> -EBUSY
       driver-bind 2 -> 0
       driver-bind 6 -> 0
       claim 7 owner O1 -> -EPERM
       pasid-attach 1 pasid 5 domain D1 -> 0
       driver-bind 7 -> -EBUSY
       driver-unbind 2 -> -EBUSY
       pasid-detach 1 pasid 5 -> 0
       driver-unbind 2 -> 0
       driver-unbind 1 -> 0
       driver-unbind 6 -> 0
       claim 7 owner O1 -> 0`,
    );
  });

  test("BUG-13: a claim that leaves the group where it was", () => {
    const machine = bench({ claim: "leaves-domain" });
    tell(machine, "claim 1 owner O1 -> 0");
    expect([machine.calls(), machine.recordedOf(1, 0)]).toEqual([[], "I"]);
    expect(usersOf(machine).owner(1)).toBe(1);
  });

  test("BUG-14: a driver that does not ask", () => {
    const machine = bench({ driverBind: "unasked" });
    tell(
      machine,
      `claim 1 owner O1 -> 0
       driver-bind 2 -> 0
       release 1 -> 0
       release 1 -> 0
       driver-unbind 2 -> 0`,
    );
    expect(usersOf(machine).ownerCount(1)).toBe(0);
    tell(machine, "fd-bind 1 context C1 -> 0\n driver-bind 1 -> -EBUSY\n driver-bind 2 -> 0");
  });

  test("nobody is taken away whom somebody holds", () => {
    const machine = bench();
    tell(
      machine,
      `driver-bind 5 -> 0
       unplug 5 -> -EBUSY
       driver-unbind 5 -> 0
       claim 5 owner O1 -> 0
       unplug 5 -> -EBUSY
       plug 3 -> 0
       claim 1 owner O1 -> 0
       unplug 3 -> 0
       unplug 0 -> -EOPNOTSUPP
       unplug 3 -> -ENODEV
       release 5 -> 0
       unplug 5 -> 0
       claim 5 owner O1 -> -ENODEV
       plug 5 -> 0`,
    );
    expect([usersOf(machine).owner(5), usersOf(machine).ownerCount(5)]).toEqual([0, 0]);
  });
});
