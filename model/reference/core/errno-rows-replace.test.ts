/**
 * The replace table of section 4 of docs/reference/errno-table.md holds row by row, and so does the
 * detach: iommu_replace_device_pasid() and iommu_detach_device_pasid() as Linux 7.3 has them, with
 * what each row leaves behind. Functions are named by their place in the list from 0, `1:5` is
 * PASID 5 of the second, PASID 0 is the RID.
 *
 * Row 4 is in errno-rows-reset.test.ts. Not reachable: row 5 (memory is never short). Rows 6 and 7
 * exclude each other.
 */
import { describe, expect, test } from "vitest";
import { LINUX_7_3, SOUND } from "../../../impl/designs/contracts.js";
import { withPolicies } from "../../vocabulary/design/contract.js";
import { refused, run } from "../../../properties/testing/rows.js";

/** 1 and 2 are one group with PASIDs; 3 has no group. */
const PAIR = `
00:01.0 root-port bus 01 acs SV TB RR CR UF of SV TB RR CR UF prefix
01:00.0 endpoint multifunction acs RR of RR CR pasid 8 prefix
01:00.1 endpoint multifunction acs RR of RR CR pasid 8 prefix
00:02.0 rciep pasid 8 no-iommu`;

const ATTACHED = "pasid-attach 01:00.0 pasid 5 domain D1 handle h1";

/** After an attach of D1 with h1 at PASID 5, a replace on the sibling. */
const replace = (rest: string): string => `${ATTACHED}\npasid-replace 01:00.1 ${rest}`;

describe("iommu_replace_device_pasid", () => {
  test("table 4 replace row 1: no group is -ENODEV", () => {
    const ran = run(PAIR, "pasid-replace 00:02.0 pasid 5 domain D2 handle h2");
    expect(ran).toEqual(refused("-ENODEV"));
  });
  test("table 4 replace row 2: a domain without set_dev_pasid is -EOPNOTSUPP", () => {
    const ran = run(PAIR, replace("pasid 5 domain N1 handle h2"));
    expect(ran).toEqual(refused("0 -EOPNOTSUPP"));
  });
  test("table 4 replace row 2: a blocked domain whose PASIDs cannot be set is -EOPNOTSUPP", () => {
    const rid = `iommu blocking rid${PAIR}`;
    const ran = run(rid, "pasid-replace 01:00.0 pasid 5 domain B handle h2");
    expect(ran).toEqual(refused("-EOPNOTSUPP"));
  });
  test("there is no row for a driver whose PASIDs cannot be blocked: row 6 decides", () => {
    for (const blocking of ["rid", "none"]) {
      const machine = `iommu blocking ${blocking}${PAIR}`;
      const ran = run(machine, "pasid-replace 01:00.0 pasid 5 domain D2 handle h2");
      expect(ran).toEqual({ outcomes: "-EINVAL", calls: [], changed: ["h2 of D2"] });
    }
  });
  test.each([
    ["a foreign domain", "pasid 5 domain F1 handle h2"],
    ["PASID 0", "pasid 0 domain D2 handle h2"],
    ["a null handle", "pasid 5 domain D2"],
  ])("table 4 replace row 3: %s is -EINVAL", (_, rest) => {
    expect(run(PAIR, replace(rest))).toEqual(refused("0 -EINVAL"));
  });
  test("table 4 replace row 6: nothing at p is -EINVAL, h.domain written", () => {
    const ran = run(PAIR, replace("pasid 6 domain D2 handle h2"));
    expect(ran).toEqual({ outcomes: "0 -EINVAL", calls: [], changed: ["h2 of D2"] });
  });
  test("table 4 replace row 7: the installed handle is -EINVAL, and its domain corrupted", () => {
    expect(run(PAIR, replace("pasid 5 domain D2 handle h1"))).toEqual({
      outcomes: "0 -EINVAL",
      calls: [],
      changed: ["recorded 1:5 D2", "recorded 2:5 D2", "h1 of D2"],
    });
  });
  test("table 4 replace row 8: the current domain is 0, the handle swapped, no driver call", () => {
    expect(run(PAIR, replace("pasid 5 domain D1 handle h2"))).toEqual({
      outcomes: "0 0",
      calls: [],
      changed: ["handle 1:5 h2", "handle 2:5 h2", "h2 of D1"],
    });
  });
  test("table 4 replace row 8: a corrupted handle makes it believe that D2 is there", () => {
    const ran = run(
      PAIR,
      `${ATTACHED}
pasid-attach 01:00.0 pasid 5 domain D2 handle h1
pasid-replace 01:00.0 pasid 5 domain D2 handle h2`,
    );
    expect([ran.outcomes, ran.calls]).toEqual(["0 -EBUSY 0", []]);
  });
  test("table 4 replace row 9: a refusal puts earlier members back, the entry is unchanged", () => {
    expect(run(PAIR, replace("pasid 5 domain D2 handle h2 fail 2 EBUSY"))).toEqual({
      outcomes: "0 -EBUSY",
      calls: ["1:5 D2<-D1", "2:5 D2<-D1 !16", "1:5 D1<-D2"],
      changed: ["h2 of D2"],
    });
  });
  test("table 4 replace row 9: an earlier member that cannot be put back is blocked", () => {
    const ran = run(
      `iommu strict${PAIR}`,
      `pasid-enable 01:00.0
pasid-enable 01:00.1
${ATTACHED}
pasid-disable 01:00.0
pasid-replace 01:00.0 pasid 5 domain B handle h2 fail 2 EBUSY`,
    );
    expect(ran).toEqual({
      outcomes: "0 0 0 0 -EBUSY",
      calls: ["1:5 B<-D1", "2:5 B<-D1 !16", "1:5 D1<-B !22", "1:5 B<-B"],
      changed: ["hardware 1:5 none", "h2 of B"],
    });
  });
  test("table 4 replace row 10: all members are told the old domain", () => {
    expect(run(PAIR, replace("pasid 5 domain D2 handle h2"))).toEqual({
      outcomes: "0 0",
      calls: ["1:5 D2<-D1", "2:5 D2<-D1"],
      changed: [
        "hardware 1:5 D2",
        "recorded 1:5 D2",
        "handle 1:5 h2",
        "hardware 2:5 D2",
        "recorded 2:5 D2",
        "handle 2:5 h2",
        "h2 of D2",
      ],
    });
  });
  test("table 4 replace row 10: an entry without handle may be replaced", () => {
    const ran = run(
      PAIR,
      `pasid-attach 01:00.0 pasid 5 domain D1
pasid-replace 01:00.0 pasid 5 domain D2 handle h2`,
    );
    expect([ran.outcomes, ran.calls]).toEqual(["0 0", ["1:5 D2<-D1", "2:5 D2<-D1"]]);
  });
});

describe("iommu_replace_device_pasid, order", () => {
  test("row 1 before rows 2 and 3: without group -ENODEV", () => {
    for (const rest of ["pasid 5 domain N1", "pasid 5 domain F1", "pasid 5 domain D2"])
      expect(run(PAIR, `pasid-replace 00:02.0 ${rest}`)).toEqual(refused("-ENODEV"));
  });
  test("row 2 before row 3: a null handle, or PASID 0, and no set_dev_pasid: -EOPNOTSUPP", () => {
    expect(run(PAIR, replace("pasid 5 domain N1"))).toEqual(refused("0 -EOPNOTSUPP"));
    expect(run(PAIR, replace("pasid 0 domain N1 handle h2"))).toEqual(refused("0 -EOPNOTSUPP"));
  });
  test("row 3 before row 6: a foreign domain where nothing is: h.domain not written", () => {
    expect(run(PAIR, replace("pasid 6 domain F1 handle h2"))).toEqual(refused("0 -EINVAL"));
  });
  test("row 3 before row 7: a foreign domain with the installed handle: nothing corrupted", () => {
    expect(run(PAIR, replace("pasid 5 domain F1 handle h1"))).toEqual(refused("0 -EINVAL"));
  });
  test("row 6 before row 8: nothing at p, and a handle installed elsewhere: -EINVAL", () => {
    const ran = run(PAIR, replace("pasid 6 domain D1 handle h1"));
    expect(ran).toEqual(refused("0 -EINVAL"));
  });
  test("row 7 before row 8: the installed handle and the current domain: -EINVAL", () => {
    expect(run(PAIR, replace("pasid 5 domain D1 handle h1"))).toEqual(refused("0 -EINVAL"));
  });
  test("row 8 before row 9: with the current domain the driver is not called", () => {
    const ran = run(PAIR, replace("pasid 5 domain D1 handle h2 fail 1 EBUSY"));
    expect([ran.outcomes, ran.calls]).toEqual(["0 0", []]);
  });
  test("rows 6 and 7 before row 9: the driver is not called", () => {
    for (const rest of ["pasid 6 domain D2 handle h2", "pasid 5 domain D2 handle h1"]) {
      const ran = run(PAIR, replace(`${rest} fail 1 EBUSY`));
      expect([ran.outcomes, ran.calls]).toEqual(["0 -EINVAL", []]);
    }
  });
});

describe("iommu_replace_device_pasid under other policies (docs/reference/choices.md)", () => {
  test("handle linear: an installed handle is -EINVAL, before row 6, and stays as it is", () => {
    for (const p of [5, 6])
      expect(run(PAIR, replace(`pasid ${p} domain D2 handle h1`), SOUND)).toEqual(
        refused("0 -EINVAL"),
      );
  });
  test("handle linear: what fails writes no handle", () => {
    for (const rest of ["pasid 6 domain D2 handle h2", "pasid 5 domain D2 handle h2 fail 2 EBUSY"])
      expect(run(PAIR, replace(rest), SOUND).changed).toEqual([]);
  });
  test("handle linear: success writes the handle", () => {
    const ran = run(PAIR, replace("pasid 5 domain D2 handle h2"), SOUND);
    expect(ran.outcomes).toBe("0 0");
    expect(ran.changed).toContain("recorded 1:5 D2");
    expect(ran.changed).toContain("h2 of D2");
  });
  test("handle reusable (BUG-8): row 7 is absent, the entry seems to be there already", () => {
    const reusable = withPolicies(LINUX_7_3, { handle: "reusable" });
    expect(run(PAIR, replace("pasid 5 domain D2 handle h1"), reusable)).toEqual({
      outcomes: "0 0",
      calls: [],
      changed: ["recorded 1:5 D2", "recorded 2:5 D2", "h1 of D2"],
    });
  });
  test("pasidReplace absent: -EOPNOTSUPP before anything else", () => {
    const absent = withPolicies(LINUX_7_3, { pasidReplace: "absent" });
    const ran = run(PAIR, "pasid-replace 00:02.0 pasid 0 domain F1", absent);
    expect(ran).toEqual(refused("-EOPNOTSUPP"));
  });
  test("pasidReplace creates-entry: row 6 is absent, old is none", () => {
    const creates = withPolicies(LINUX_7_3, { pasidReplace: "creates-entry" });
    const ran = run(PAIR, replace("pasid 6 domain D2 handle h2"), creates);
    expect([ran.outcomes, ran.calls]).toEqual(["0 0", ["1:6 D2<-none", "2:6 D2<-none"]]);
  });
  test("pasidReplace through-blocked: each member is blocked in between", () => {
    const through = withPolicies(LINUX_7_3, { pasidReplace: "through-blocked" });
    const ran = run(PAIR, replace("pasid 5 domain D2 handle h2"), through);
    expect(ran.calls).toEqual(["1:5 B<-D1", "1:5 D2<-B", "2:5 B<-D1", "2:5 D2<-B"]);
  });
});

describe("iommu_detach_device_pasid", () => {
  test("all members are blocked with the old domain, entry and handle are free", () => {
    expect(run(PAIR, `${ATTACHED}\npasid-detach 01:00.1 pasid 5`)).toEqual({
      outcomes: "0 0",
      calls: ["1:5 B<-D1", "2:5 B<-D1"],
      changed: [
        "hardware 1:5 none",
        "recorded 1:5 none",
        "handle 1:5 h0",
        "hardware 2:5 none",
        "recorded 2:5 none",
        "handle 2:5 h0",
      ],
    });
  });
  test("it is void: a member on which the driver refuses keeps its entry, the rest goes on", () => {
    const ran = run(PAIR, `${ATTACHED}\npasid-detach 01:00.0 pasid 5 fail 1 EINVAL`);
    expect([ran.outcomes, ran.calls]).toEqual(["0 0", ["1:5 B<-D1 !22", "2:5 B<-D1"]]);
    expect(ran.changed).not.toContain("hardware 1:5 none");
    expect(ran.changed).toContain("recorded 1:5 none");
  });
  test("nothing recorded is -ENOENT: no caller can have attached it", () => {
    expect(run(PAIR, "pasid-detach 01:00.0 pasid 5")).toEqual(refused("-ENOENT"));
    expect(run(PAIR, `${ATTACHED}\npasid-detach 01:00.0 pasid 6`)).toEqual(refused("0 -ENOENT"));
  });
  test("index 0 is the RID's: PASID 0 is -ENOENT, the RID's handle stays", () => {
    const ran = run(PAIR, "rid-attach 01:00.0 domain D1 handle h1\npasid-detach 01:00.0 pasid 0");
    expect(ran).toEqual(refused("0 -ENOENT"));
  });
  test("no group is -ENODEV", () => {
    expect(run(PAIR, "pasid-detach 00:02.0 pasid 5")).toEqual(refused("-ENODEV"));
  });
});
