// Regions that no user may map while a RID is attached: LEAD-1 in its three forms, BUG-29.
import { describe, expect, test } from "vitest";
import type { Bench } from "../../testing/bench.js";
import { attachedTo, device, group, usersOf, told } from "../../testing/story.js";

function tell(machine: Bench, story: string): void {
  expect(told(machine, story)).toBe(story);
}

const SET_UP = `
  fd-bind 1 context C1 -> 0
  fd-bind 2 context C1 -> 0
  ioas-alloc 1 ioas A1 -> 0
  ioas-alloc 1 ioas A2 -> 0
  hwpt-alloc 1 hwpt H1 of A1 for-pasids -> 0
  hwpt-alloc 1 hwpt H2 of A1 -> 0
  hwpt-alloc 1 hwpt H3 of A2 -> 0
  fd-attach 1 pasid 0 to H1 -> 0`;

describe.each([
  ["group-table", group],
  ["device-xarray", device],
] as const)("%s", (_name, bench) => {
  test.each([
    ["strips", "0"],
    ["keeps", "-EINVAL"],
  ] as const)("LEAD-1, the driver refuses a replace within the IOAS: %s", (fdUndo, mapping) => {
    const machine = bench({ fdUndo });
    tell(machine, SET_UP);
    tell(
      machine,
      `ioas-map 1 ioas A1 region 1 -> -EINVAL
       fd-replace 1 pasid 0 to H2 fail 1 EINVAL -> -EINVAL
       ioas-map 1 ioas A1 region 1 -> ${mapping}`,
    );
  });

  test.each([
    ["strips", "0"],
    ["keeps", "-EINVAL"],
  ] as const)("LEAD-1, the PASID rule refuses it: %s", (fdUndo, mapping) => {
    const machine = bench({ fdUndo });
    tell(machine, SET_UP);
    tell(
      machine,
      `fd-attach 1 pasid 5 to H1 -> 0
       fd-replace 1 pasid 0 to H2 -> -EINVAL
       ioas-map 1 ioas A1 region 1 -> ${mapping}`,
    );
    expect(attachedTo(machine, 1, 0)).toBe("H1");
  });

  test.each([
    ["strips", "0"],
    ["keeps", "-EINVAL"],
  ] as const)("LEAD-1, a replace by IOAS that succeeds: %s", (fdUndo, mapping) => {
    const machine = bench({ fdUndo });
    tell(machine, SET_UP);
    tell(
      machine,
      `fd-bind 5 context C1 -> 0
       fd-attach 5 pasid 0 to A1 -> 0
       fd-replace 1 pasid 0 to A1 fail 1 EINVAL -> 0
       ioas-map 1 ioas A1 region 1 -> ${mapping}`,
    );
    expect([attachedTo(machine, 5, 0), attachedTo(machine, 1, 0)]).toEqual(["X1", "X2"]);
  });

  test.each([
    ["strips", "0"],
    ["keeps", "-EINVAL"],
  ] as const)("LEAD-1, a replace by IOAS that does nothing at all: %s", (fdUndo, mapping) => {
    const machine = bench({ fdUndo });
    tell(
      machine,
      `fd-bind 1 context C1 -> 0
       fd-bind 5 context C1 -> 0
       ioas-alloc 1 ioas A1 -> 0
       fd-attach 5 pasid 0 to A1 -> 0
       fd-attach 1 pasid 0 to A1 fail 1 EINVAL -> 0
       ioas-map 1 ioas A1 region 1 -> -EINVAL
       fd-replace 1 pasid 0 to A1 fail 1 EINVAL -> 0
       ioas-map 1 ioas A1 region 1 -> ${mapping}
       ioas-map 1 ioas A1 region 3 -> -EINVAL`,
    );
    expect([attachedTo(machine, 1, 0), machine.hardwareOf(1, 0)]).toEqual(["X2", "X2"]);
  });

  test("another IOAS: the old one is free after a success, the new one after a failure", () => {
    const machine = bench();
    tell(machine, SET_UP);
    tell(
      machine,
      `fd-replace 1 pasid 0 to H3 fail 1 EBUSY -> -EBUSY
       ioas-map 1 ioas A1 region 1 -> -EINVAL
       fd-replace 1 pasid 0 to H3 -> 0
       ioas-map 1 ioas A1 region 1 -> 0
       ioas-map 1 ioas A2 region 1 -> -EINVAL
       fd-replace 1 pasid 0 to H1 -> -EADDRINUSE
       fd-detach 1 pasid 0 -> 0
       ioas-map 1 ioas A2 region 1 -> 0
       fd-attach 1 pasid 0 to H3 -> -EADDRINUSE
       fd-attach 2 pasid 0 to H3 -> 0`,
    );
    expect(machine.recordedOf(1, 0)).toBe("H3");
  });

  test("a replace reserves for all that are attached, or for nobody", () => {
    const machine = bench();
    tell(machine, SET_UP);
    tell(
      machine,
      `fd-attach 2 pasid 0 to H1 -> 0
       ioas-map 1 ioas A2 region 2 -> 0
       fd-replace 1 pasid 0 to H3 -> -EADDRINUSE`,
    );
    expect([usersOf(machine).reserved(1), usersOf(machine).reserved(2)]).toEqual([3, 0]);
  });

  test("BUG-29: the regions of the group, or of the function", () => {
    for (const [reservations, bits] of [
      ["per-device", 0b01],
      ["per-group", 0b11],
    ] as const) {
      const machine = bench({ reservations });
      tell(machine, SET_UP);
      expect(usersOf(machine).reserved(1)).toBe(bits);
      tell(machine, "fd-detach 1 pasid 0 -> 0");
      expect(usersOf(machine).reserved(1)).toBe(0);
    }
  });

  test("a PASID reserves nothing, and its failure strips nothing", () => {
    const machine = bench();
    tell(machine, SET_UP);
    tell(
      machine,
      `hwpt-alloc 1 hwpt H4 of A1 for-pasids -> 0
       fd-attach 1 pasid 5 to H1 -> 0
       fd-replace 1 pasid 5 to H4 fail 1 ENOMEM -> -ENOMEM
       ioas-map 1 ioas A1 region 1 -> -EINVAL
       fd-detach 1 pasid 0 -> 0
       ioas-map 1 ioas A1 region 1 -> 0`,
    );
  });
});
