/**
 * Section 7 of docs/reference/errno-table.md holds row by row for attach and detach, by HWPT and by
 * IOAS.
 *
 * Not reachable: memory, MSI regions and pages (rows 2, 6, 7, 12), fault queues (row 8).
 */
import { describe, expect, test } from "vitest";
import { DEVICE_XARRAY, LINUX_7_3 } from "../../../impl/designs/contracts.js";
import { last, run } from "../../../properties/testing/rows.js";
import { withPolicies } from "../../vocabulary/design/contract.js";

/** 1 and 2 are one group, with 3, 4 and 5 each alone. */
const PAIR = `
00:01.0 root-port bus 01 acs SV TB RR CR UF of SV TB RR CR UF prefix
01:00.0 endpoint multifunction pasid 8 prefix ats reserved 1
01:00.1 endpoint multifunction pasid 8 prefix reserved 2
00:02.0 rciep pasid 8
00:03.0 rciep
00:04.0 rciep`;

const BOTH = `
fd-bind 01:00.0 context C1
fd-bind 01:00.1 context C1
ioas-alloc 01:00.0 ioas A1
hwpt-alloc 01:00.0 hwpt H1 of A1 for-pasids
hwpt-alloc 01:00.0 hwpt H2 of A1`;

const attach = (fn: string, pasid: number, to: string): string =>
  `fd-attach 01:00.${fn} pasid ${pasid} to ${to}`;
const after = (...ops: readonly string[]): string => last(PAIR, `${BOTH}\n${ops.join("\n")}`);
const ranAfter = (...ops: readonly string[]): ReturnType<typeof run> =>
  run(PAIR, `${BOTH}\n${ops.join("\n")}`);

describe("attach by page table", () => {
  test("row 1: no such object: -ENOENT, also another context's", () => {
    expect(after(attach("0", 0, "H3"))).toBe("-ENOENT");
    expect(after(attach("0", 0, "A2"))).toBe("-ENOENT");
    expect(after("fd-bind 00:02.0 context C2", "fd-attach 00:02.0 pasid 0 to H1")).toBe("-ENOENT");
    expect(after("fd-bind 00:02.0 context C2", "fd-attach 00:02.0 pasid 0 to A1")).toBe("-ENOENT");
  });
  test("row 3: this function is attached there: -EBUSY, before row 4", () => {
    expect(after(attach("0", 0, "H1"), attach("0", 0, "H1"))).toBe("-EBUSY");
    expect(after(attach("0", 3, "H1"), attach("0", 3, "H2"))).toBe("-EBUSY");
  });
  test("row 4: another is attached there to another table: -EINVAL, before row 5", () => {
    expect(after(attach("0", 0, "H1"), attach("1", 0, "H2"))).toBe("-EINVAL");
    const mapped = "ioas-map 01:00.0 ioas A1 region 2";
    expect(after(attach("0", 0, "H1"), mapped, attach("1", 0, "H2"))).toBe("-EINVAL");
    expect(after(attach("0", 3, "H1"), attach("1", 3, "H2"))).toBe("-EINVAL");
  });
  test("row 5: a reserved region is mapped: -EADDRINUSE, for the RID only", () => {
    const mapped = "ioas-map 01:00.0 ioas A1 region 2";
    const ran = ranAfter(mapped, attach("1", 0, "H1"));
    expect(ran.outcomes).toMatch(/ -EADDRINUSE$/u);
    expect(ran.changed).toEqual([]);
    expect(after(mapped, attach("1", 3, "H1"))).toBe("0");
    expect(after(mapped, attach("0", 0, "H1"))).toBe("0");
    // Joining is no way around it.
    expect(after(mapped, attach("0", 0, "H1"), attach("1", 0, "H1"))).toBe("-EADDRINUSE");
  });
  test("row 9: a table not for PASIDs while some PASID is attached: -EINVAL, unreserved", () => {
    const ran = ranAfter(attach("1", 3, "H1"), attach("0", 0, "H2"));
    expect(ran.outcomes).toMatch(/ -EINVAL$/u);
    expect(ran.changed).toEqual([]);
  });
  test("row 10: a table not for PASIDs: -EINVAL", () => {
    expect(after(attach("0", 3, "H2"))).toBe("-EINVAL");
  });
  test("row 11: the RID is on a table not for PASIDs: -EINVAL; on none: 0", () => {
    expect(after(attach("1", 0, "H2"), attach("0", 3, "H1"))).toBe("-EINVAL");
    expect(after(attach("0", 3, "H1"))).toBe("0");
  });
  test("row 13: what the core answers; reservations go", () => {
    expect(after("reset-prepare 01:00.0", attach("1", 0, "H1"))).toBe("-EBUSY");
    expect(after("reset-prepare 01:00.0", attach("1", 3, "H1"))).toBe("-EBUSY");
    expect(after(attach("0", 256, "H1"))).toBe("-EINVAL");
    expect(last(`iommu blocking rid${PAIR}`, `${BOTH}\n${attach("0", 3, "H1")}`)).toBe(
      "-EOPNOTSUPP",
    );
    const ran = ranAfter(`${attach("0", 0, "H1")} fail 2 ENOMEM`);
    expect(ran.outcomes).toMatch(/ -ENOMEM$/u);
    expect(ran.calls).toEqual(["1:0 H1<-B", "2:0 H1<-B !12", "1:0 B<-H1"]);
    expect(ran.changed).toEqual([]);
  });
  test("row 14: the first attaches the group, with a handle that names it", () => {
    const ran = ranAfter(attach("0", 0, "H1"));
    expect(ran.calls).toEqual(["1:0 H1<-B", "2:0 H1<-B"]);
    expect(ran.changed).toEqual([
      "hardware 1:0 H1",
      "recorded 1:0 H1",
      "attached 1:0 H1",
      "names 1:0 1",
      "hardware 2:0 H1",
      "recorded 2:0 H1",
      "names 2:0 1",
      "A1 of C1 maps () reserves (1)",
      "H1 of A1 for-pasids on none, 1 users",
    ]);
    expect(ranAfter(attach("1", 3, "H1")).calls).toEqual(["1:3 H1<-none", "2:3 H1<-none"]);
  });
  test("row 14: others join: only the books change, and the reservations", () => {
    const ran = ranAfter(attach("0", 0, "H1"), attach("1", 0, "H1"));
    expect(ran.calls).toEqual([]);
    expect(ran.changed).toEqual([
      "attached 2:0 H1",
      "A1 of C1 maps () reserves (1,2)",
      "H1 of A1 for-pasids on none, 2 users",
    ]);
    // Not even a reset keeps a member from joining.
    expect(after(attach("0", 3, "H1"), "reset-prepare 01:00.0", attach("1", 3, "H1"))).toBe("0");
  });
  test("a nested table reserves in its parent's IOAS", () => {
    const parent = "hwpt-alloc 01:00.0 hwpt H3 of A1 nest-parent";
    const ran = ranAfter(parent, "hwpt-alloc 01:00.0 hwpt H4 of H3", attach("0", 0, "H4"));
    expect(ran.changed).toContain("A1 of C1 maps () reserves (1)");
    expect(ran.changed).toContain("H4 of A1 on H3, 1 users");
  });
  test("tables per device: a PASID is the function's alone, and no row 4", () => {
    const more = "hwpt-alloc 01:00.0 hwpt H3 of A1 for-pasids";
    const ops = `${BOTH}\n${more}\n${attach("0", 3, "H1")}\n${attach("1", 3, "H3")}`;
    const ran = run(PAIR, ops, DEVICE_XARRAY);
    expect(ran.outcomes).toMatch(/ 0 0$/u);
    expect(ran.calls).toEqual(["2:3 H3<-none"]);
    expect(ran.changed).toContain("names 2:3 2");
    // The rule of rows 9 to 11 is the igroup's all the same.
    const rid = `${BOTH}\n${attach("0", 3, "H1")}\n${attach("1", 0, "H2")}`;
    expect(last(PAIR, rid, DEVICE_XARRAY)).toBe("-EINVAL");
    const pasid = `${BOTH}\n${attach("1", 0, "H2")}\n${attach("0", 3, "H1")}`;
    expect(last(PAIR, pasid, DEVICE_XARRAY)).toBe("-EINVAL");
  });
  test("handles that do not exist yet: no entry for the RID, no name", () => {
    const absent = withPolicies(LINUX_7_3, { handle: "absent" });
    const ran = run(PAIR, `${BOTH}\n${attach("0", 0, "H1")}`, absent);
    expect(ran.changed).toContain("attached 1:0 H1");
    expect(ran.changed).not.toContain("names 1:0 1");
  });
});

describe("attach by IOAS", () => {
  const BINDS = ["fd-bind 00:02.0 context C1", "fd-bind 00:03.0 context C1"];

  test("a table of iommufd's own is made, for the RID; others share it", () => {
    const ran = ranAfter(attach("0", 0, "A1"));
    expect(ran.calls).toEqual(["1:0 X1<-B", "2:0 X1<-B"]);
    expect(ran.changed).toContain("X1 of A1 on none, 1 users");
    const shared = ranAfter(...BINDS, attach("0", 0, "A1"), "fd-attach 00:02.0 pasid 0 to A1");
    expect(shared.calls).toEqual(["3:0 X1<-B"]);
    expect(shared.changed).toContain("X1 of A1 on none, 2 users");
  });
  test("where one says -EINVAL the next is tried, in the order in which they were made", () => {
    const refusing = "fd-attach 00:02.0 pasid 0 to A1 fail 1 EINVAL";
    const ran = ranAfter(...BINDS, attach("0", 0, "A1"), refusing);
    expect(ran.calls).toEqual(["3:0 X1<-B !22", "3:0 X2<-B"]);
    const third = "fd-attach 00:03.0 pasid 0 to A1 fail 1 EINVAL";
    const next = ranAfter(...BINDS, attach("0", 0, "A1"), refusing, third);
    expect(next.calls).toEqual(["4:0 X1<-B !22", "4:0 X2<-B"]);
  });
  test("any other errno is the answer", () => {
    const refusing = "fd-attach 00:02.0 pasid 0 to A1 fail 1 ENOMEM";
    const ran = ranAfter(...BINDS, attach("0", 0, "A1"), refusing);
    expect(ran.outcomes).toMatch(/ -ENOMEM$/u);
    expect(ran.calls).toEqual(["3:0 X1<-B !12"]);
    expect(after(attach("0", 0, "A1"), attach("0", 0, "A1"))).toBe("-EBUSY");
  });
  test("a table that was made for the attempt goes with it", () => {
    const ran = ranAfter(`${attach("0", 0, "A1")} fail 1 ENOMEM`);
    expect(ran.outcomes).toMatch(/ -ENOMEM$/u);
    expect(ran.changed).toEqual([]);
  });
  test("never for a PASID: -EINVAL, or -EBUSY where this function is attached", () => {
    expect(ranAfter(attach("0", 3, "A1")).changed).toEqual([]);
    expect(after(attach("0", 3, "A1"))).toBe("-EINVAL");
    expect(after(attach("0", 3, "H1"), attach("0", 3, "A1"))).toBe("-EBUSY");
    expect(after(attach("0", 3, "H1"), attach("1", 3, "A1"))).toBe("-EINVAL");
  });
  test("four are in use: -ENOSPC", () => {
    const alone = `
00:02.0 rciep
00:03.0 rciep
00:04.0 rciep
00:05.0 rciep
00:06.0 rciep`;
    const ops = [2, 3, 4, 5].map(
      (i) => `fd-bind 00:0${i}.0 context C1
ioas-alloc 00:0${i}.0 ioas A${i - 1}
fd-attach 00:0${i}.0 pasid 0 to A${i - 1}`,
    );
    const fifth = "fd-bind 00:06.0 context C1\nfd-attach 00:06.0 pasid 0 to A1 fail 1 EINVAL";
    expect(last(alone, `${ops.join("\n")}\n${fifth}`)).toBe("-ENOSPC");
    // The lowest that is free again is taken.
    const freed = `${ops.join("\n")}\nfd-detach 00:03.0 pasid 0\n${fifth}`;
    expect(run(alone, freed).calls).toEqual(["4:0 X1<-B !22", "4:0 X2<-B"]);
  });
});

describe("detach", () => {
  test("not attached there: 0, nothing is called", () => {
    expect(after("fd-detach 01:00.0 pasid 3")).toBe("0");
    const sibling = ranAfter(attach("0", 3, "H1"), "fd-detach 01:00.1 pasid 3");
    expect(sibling.outcomes).toMatch(/ 0 0$/u);
    expect(sibling.changed).toEqual([]);
  });
  test("others stay: only the books change, and this function's reservations go", () => {
    const ran = ranAfter(attach("0", 0, "H1"), attach("1", 0, "H1"), "fd-detach 01:00.0 pasid 0");
    expect(ran.calls).toEqual([]);
    expect(ran.changed).toEqual([
      "attached 1:0 none",
      "A1 of C1 maps () reserves (2)",
      "H1 of A1 for-pasids on none, 1 users",
    ]);
  });
  test("the last: the RID is blocked, a PASID is removed", () => {
    const rid = ranAfter(attach("0", 0, "H1"), "fd-detach 01:00.0 pasid 0");
    expect(rid.calls).toEqual(["1:0 B<-H1", "2:0 B<-H1"]);
    expect(rid.changed).toContain("names 1:0 -1");
    const pasid = ranAfter(attach("0", 3, "H1"), "fd-detach 01:00.0 pasid 3");
    expect(pasid.calls).toEqual(["1:3 B<-H1", "2:3 B<-H1"]);
  });
  test("a table of iommufd's own goes with the last that was attached", () => {
    const both = [attach("0", 0, "A1"), attach("1", 0, "A1"), "fd-detach 01:00.0 pasid 0"];
    expect(ranAfter(...both).changed).toContain("X1 of A1 on none, 1 users");
    const ran = ranAfter(...both, "fd-detach 01:00.1 pasid 0");
    expect(ran.changed).toContain("X1 of A0 on none, 0 users");
  });
});
