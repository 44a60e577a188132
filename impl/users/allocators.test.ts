// PASIDs from an allocator: docs/reference/semantics.md 10, docs/reference/choices.md, Allocators.
import { describe, expect, test } from "vitest";
import { NO_NUMBER, NumberSpace } from "./number-space.js";
import type { Bench } from "../testing/bench.js";
import { device, group, STORY_PASIDS, usersOf, told } from "../testing/story.js";

function tell(machine: Bench, story: string): void {
  expect(told(machine, story)).toBe(story);
}

/** The drivers that hold each of the PASIDs 1, 2, 3 through the function. */
function holders(machine: Bench, dev: number): readonly number[] {
  return [1, 2, 3].map((n) => usersOf(machine).holders(dev, STORY_PASIDS.indexOf(n)));
}

test("a space gives out the lowest that is free, and PASID 0 never", () => {
  const space = new NumberSpace();
  expect(space.take(0)).toBe(NO_NUMBER);
  expect(space.take(1)).toBe(NO_NUMBER);
  for (let n = 1; n < 100; n++) expect(space.take(100)).toBe(n);
  expect(space.take(100)).toBe(NO_NUMBER);
  for (const n of [63, 31, 32, 70]) space.give(n);
  expect([1, 2, 3, 4, 5].map(() => space.take(101))).toEqual([31, 32, 63, 70, 100]);
});

describe.each([
  ["group-table", group],
  ["device-xarray", device],
] as const)("%s", (_name, bench) => {
  test("one space for all: no two hold one number", () => {
    const machine = bench();
    tell(
      machine,
      `free-pasid 1 driver R1 -> -ENOENT
       allocate-pasid 1 driver R1 domain D1 -> 0
       allocate-pasid 2 driver R2 domain D2 -> 0
       allocate-pasid 1 driver R1 domain D3 -> 0
       free-pasid 2 driver R1 -> -ENOENT`,
    );
    expect([holders(machine, 1), holders(machine, 2)]).toEqual([
      [1, 0, 1],
      [0, 2, 0],
    ]);
    expect(machine.recordedOf(1, 3)).toBe("D3");
    tell(machine, "free-pasid 1 driver R1 -> 0");
    expect([machine.recordedOf(1, 3), holders(machine, 1)]).toEqual(["none", [1, 0, 0]]);
    tell(machine, "pasid-detach 1 pasid 1 -> 0\n free-pasid 1 driver R1 -> 0");
    expect(machine.calls()).toEqual([]);
    tell(machine, "allocate-pasid 1 driver R1 domain D1 -> 0");
    expect(holders(machine, 1)).toEqual([1, 0, 0]);
  });

  test("nothing left, or refused: the number is free again", () => {
    const machine = bench();
    tell(
      machine,
      `allocate-pasid 7 driver R1 domain D1 -> -ENOSPC
       allocate-pasid 6 driver R1 domain D1 -> -ENODEV
       allocate-pasid 5 driver R1 domain D1 fail 1 EBUSY -> -EBUSY
       allocate-pasid 5 driver R1 domain D1 -> 0
       allocate-pasid 5 driver R1 domain D1 -> 0
       allocate-pasid 5 driver R1 domain D1 -> 0
       allocate-pasid 5 driver R1 domain D1 -> -ENOSPC
       unplug 5 -> -EBUSY`,
    );
    expect(holders(machine, 5)).toEqual([1, 1, 1]);
  });

  test("an address space has one PASID everywhere, from the space for all", () => {
    for (const [allocator, bound] of [
      ["global", 2],
      ["per-driver", 1],
      ["per-device", 1],
    ] as const) {
      const machine = bench({ allocator });
      tell(machine, "allocate-pasid 5 driver R1 domain D1 -> 0\n sva-bind 1 mm M1 -> 0");
      expect(usersOf(machine).mmPasid(1)).toBe(bound);
    }
  });
});

test("spaces of their own collide in a table of the group, not in a table of the device", () => {
  for (const [bench, answer] of [
    [group, "-EBUSY"],
    [device, "0"],
  ] as const) {
    for (const allocator of ["per-driver", "per-device"] as const) {
      const machine = bench({ allocator });
      tell(machine, "allocate-pasid 1 driver R1 domain D1 -> 0");
      tell(machine, `allocate-pasid 2 driver R2 domain D2 -> ${answer}`);
      expect(holders(machine, 2)).toEqual([answer === "0" ? 2 : 0, 0, 0]);
    }
  }
});
