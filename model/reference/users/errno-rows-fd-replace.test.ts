/**
 * Section 7 of docs/reference/errno-table.md holds row by row for replace.
 *
 * Not reachable: memory, MSI pages, fault queues (rows 6 and 8, half of row 7).
 */
import { describe, expect, test } from "vitest";
import { DEVICE_XARRAY, LINUX_7_3, SOUND } from "../../../impl/designs/contracts.js";
import { last, run } from "../../../properties/testing/rows.js";
import type { Contract } from "../../vocabulary/design/contract.js";
import { withPolicies } from "../../vocabulary/design/contract.js";

/** 1 and 2 are one group. */
const PAIR = `
00:01.0 root-port bus 01 acs SV TB RR CR UF of SV TB RR CR UF prefix
01:00.0 endpoint multifunction pasid 8 prefix ats reserved 1
01:00.1 endpoint multifunction pasid 8 prefix reserved 2
00:02.0 rciep`;

/** H1 and H3 are for PASIDs, H2 is not; H3 has another IOAS. */
const BOTH = `
fd-bind 01:00.0 context C1
fd-bind 01:00.1 context C1
ioas-alloc 01:00.0 ioas A1
ioas-alloc 01:00.0 ioas A2
hwpt-alloc 01:00.0 hwpt H1 of A1 for-pasids
hwpt-alloc 01:00.0 hwpt H2 of A1
hwpt-alloc 01:00.0 hwpt H3 of A2 for-pasids`;

const attach = (fn: string, pasid: number, to: string): string =>
  `fd-attach 01:00.${fn} pasid ${pasid} to ${to}`;
const replace = (fn: string, pasid: number, to: string): string =>
  `fd-replace 01:00.${fn} pasid ${pasid} to ${to}`;
const RIDS = [attach("0", 0, "H1"), attach("1", 0, "H1")];

const ranAfter = (ops: readonly string[], contract?: Contract): ReturnType<typeof run> =>
  run(PAIR, `${BOTH}\n${ops.join("\n")}`, contract);
const after = (...ops: readonly string[]): string => last(PAIR, `${BOTH}\n${ops.join("\n")}`);

describe("replace by page table", () => {
  test("row 1: no such object: -ENOENT", () => {
    expect(after(...RIDS, replace("0", 0, "H4"))).toBe("-ENOENT");
    expect(after(...RIDS, replace("0", 0, "A3"))).toBe("-ENOENT");
  });
  test("row 2: nobody is attached there: -EINVAL", () => {
    expect(after(replace("0", 0, "H1"))).toBe("-EINVAL");
    expect(after(...RIDS, replace("0", 3, "H1"))).toBe("-EINVAL");
    const unasked = withPolicies(LINUX_7_3, { fdReplace: "unasked" });
    expect(ranAfter([replace("0", 0, "H1")], unasked).outcomes).toMatch(/ -EINVAL$/u);
  });
  test("row 3: this function is not: -EINVAL, also with the same table", () => {
    expect(after(attach("0", 0, "H1"), replace("1", 0, "H3"))).toBe("-EINVAL");
    expect(after(attach("0", 3, "H1"), replace("1", 3, "H1"))).toBe("-EINVAL");
  });
  test("row 4: the same table: 0, and the handle goes on naming whom it names", () => {
    const ran = ranAfter([...RIDS, replace("1", 0, "H1")]);
    expect(ran.outcomes).toMatch(/ 0$/u);
    expect(ran.changed).toEqual([]);
  });
  test("row 5: another IOAS has a region of any of them mapped: -EADDRINUSE", () => {
    const ran = ranAfter([...RIDS, "ioas-map 01:00.0 ioas A2 region 2", replace("0", 0, "H3")]);
    expect(ran.outcomes).toMatch(/ -EADDRINUSE$/u);
    expect(ran.changed).toEqual([]);
    // Who is not attached does not matter.
    const one = [attach("0", 0, "H1"), "ioas-map 01:00.0 ioas A2 region 2", replace("0", 0, "H3")];
    expect(after(...one)).toBe("0");
  });
  test("row 7: the rule of PASIDs: -EINVAL", () => {
    expect(after(...RIDS, attach("1", 3, "H1"), replace("0", 0, "H2"))).toBe("-EINVAL");
    expect(after(attach("0", 3, "H1"), replace("0", 3, "H2"))).toBe("-EINVAL");
  });
  test("rows 5 to 9: what was reserved in another IOAS for the attempt goes", () => {
    const ops = [...RIDS, `${replace("0", 0, "H3")} fail 2 ENOMEM`];
    const ran = ranAfter(ops);
    expect(ranAfter(ops, SOUND).changed).toEqual([]);
    expect(ran.outcomes).toMatch(/ -ENOMEM$/u);
    expect(ran.calls).toEqual(["1:0 H3<-H1", "2:0 H3<-H1 !12", "1:0 H1<-H3"]);
    expect(ran.changed).toEqual([]);
  });
  test("rows 5 to 9: in the same IOAS what the attachment needs goes as well (LEAD-1)", () => {
    const forms = [
      [...RIDS, `${replace("0", 0, "H2")} fail 1 ENOMEM`],
      [...RIDS, attach("0", 3, "H1"), replace("1", 0, "H2")],
    ];
    for (const form of forms) {
      expect(ranAfter(form).changed).toEqual(["A1 of C1 maps () reserves ()"]);
      expect(ranAfter(form, SOUND).changed).toEqual([]);
    }
    // They come back with the next replace that sets them.
    const back = [...(forms[0] ?? []), replace("0", 0, "H3"), replace("1", 0, "H1")];
    expect(ranAfter(back).changed).toContain("A1 of C1 maps () reserves (1,2)");
  });
  test("row 9: what the core answers", () => {
    expect(after(...RIDS, "reset-prepare 01:00.0", replace("1", 0, "H3"))).toBe("-EBUSY");
    expect(after(attach("0", 3, "H1"), "reset-prepare 01:00.0", replace("0", 3, "H3"))).toBe(
      "-EBUSY",
    );
    const absent = withPolicies(LINUX_7_3, { ridReplace: "absent", pasidReplace: "absent" });
    expect(ranAfter([...RIDS, replace("0", 0, "H3")], absent).outcomes).toMatch(/ -EOPNOTSUPP$/u);
    const pasid = [attach("0", 3, "H1"), replace("0", 3, "H3")];
    expect(ranAfter(pasid, absent).outcomes).toMatch(/ -EOPNOTSUPP$/u);
  });
  test("row 10: the whole igroup moves, and the handle names who has replaced", () => {
    const ran = ranAfter([...RIDS, replace("1", 0, "H3")]);
    expect(ran.calls).toEqual(["1:0 H3<-H1", "2:0 H3<-H1"]);
    expect(ran.changed).toEqual([
      "hardware 1:0 H3",
      "recorded 1:0 H3",
      "attached 1:0 H3",
      "names 1:0 2",
      "hardware 2:0 H3",
      "recorded 2:0 H3",
      "attached 2:0 H3",
      "names 2:0 2",
      "A1 of C1 maps () reserves ()",
      "A2 of C1 maps () reserves (1,2)",
      "H1 of A1 for-pasids on none, 0 users",
      "H3 of A2 for-pasids on none, 2 users",
    ]);
    const pasid = ranAfter([attach("0", 3, "H1"), attach("1", 3, "H1"), replace("1", 3, "H3")]);
    expect(pasid.calls).toEqual(["1:3 H3<-H1", "2:3 H3<-H1"]);
    expect(pasid.changed).toContain("attached 1:3 H3");
  });
  test("tables per device: a PASID moves alone; the RID is the group's", () => {
    const pasids = [attach("0", 3, "H1"), attach("1", 3, "H1"), replace("1", 3, "H3")];
    const ran = ranAfter(pasids, DEVICE_XARRAY);
    expect(ran.calls).toEqual(["2:3 H3<-H1"]);
    expect(ran.changed).not.toContain("attached 1:3 H3");
    const alone = ranAfter([attach("0", 3, "H1"), replace("1", 3, "H3")], DEVICE_XARRAY);
    expect(alone.outcomes).toMatch(/ -EINVAL$/u);
    const rid = ranAfter([...RIDS, replace("1", 0, "H3")], DEVICE_XARRAY);
    expect(rid.calls).toEqual(["1:0 H3<-H1", "2:0 H3<-H1"]);
  });
});

describe("replace by IOAS", () => {
  test("its own table is in place already: 0, nothing is called", () => {
    const ran = ranAfter([attach("0", 0, "A1"), replace("0", 0, "A1")]);
    expect(ran.outcomes).toMatch(/ 0 0$/u);
    expect(ran.changed).toEqual([]);
  });
  test("else a table is made; the one that nobody uses any more goes", () => {
    const ran = ranAfter([attach("0", 0, "A1"), replace("0", 0, "A2")]);
    expect(ran.calls).toEqual(["1:0 X2<-X1", "2:0 X2<-X1"]);
    expect(ran.changed).toContain("X1 of A0 on none, 0 users");
    expect(ran.changed).toContain("X2 of A2 on none, 1 users");
  });
  test("one that is not in place is tried first; -EINVAL goes on, others are the answer", () => {
    const other = ["fd-bind 00:02.0 context C1", "fd-attach 00:02.0 pasid 0 to A2"];
    const from = [attach("0", 0, "A1"), ...other];
    const ran = ranAfter([...from, `${replace("0", 0, "A2")} fail 1 EINVAL`]);
    expect(ran.calls.slice(0, 2)).toEqual(["1:0 X2<-X1 !22", "1:0 X3<-X1"]);
    const refused = ranAfter([...from, `${replace("0", 0, "A2")} fail 1 ENOMEM`]);
    expect(refused.outcomes).toMatch(/ -ENOMEM$/u);
    expect(refused.changed).toEqual([]);
  });
  test("a walk that succeeds strips reservations as well, on its way (LEAD-1)", () => {
    // X1 is the other function's; this one is on H1 of the same IOAS, and X1 refuses.
    const other = ["fd-bind 00:02.0 context C1", "fd-attach 00:02.0 pasid 0 to A1"];
    const walk = [...other, attach("0", 0, "H1"), `${replace("0", 0, "A1")} fail 1 EINVAL`];
    const ran = ranAfter(walk);
    expect(ran.outcomes).toMatch(/ 0$/u);
    expect(ran.changed).toContain("A1 of C1 maps () reserves ()");
    expect(ranAfter(walk, SOUND).changed).not.toContain("A1 of C1 maps () reserves ()");
  });
  test("nobody is attached: -EINVAL in the end, and the table made for it goes", () => {
    const ran = ranAfter([replace("0", 0, "A1")]);
    expect(ran.outcomes).toMatch(/ -EINVAL$/u);
    expect(ran.changed).toEqual([]);
  });
});
