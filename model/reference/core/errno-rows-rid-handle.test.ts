/**
 * Section 3 of docs/reference/errno-table.md holds row by row for the RID operations with handles:
 * iommu_attach_group_handle(), iommu_replace_group_handle() and iommu_detach_group_handle() as
 * Linux 7.3 has them, with what each leaves behind. Functions are named by their place in the list
 * from 0, `1:0` is the RID of the second.
 *
 * Not reachable: a null domain (every operation names one), no memory, and a null handle in an
 * attach (it is iommu_attach_group then). That 7.3 tests the handle of a replace before it looks
 * for the group is docs/reference/choices.md: no group is -ENODEV for all of them.
 */
import { describe, expect, test } from "vitest";
import { LINUX_6_2, LINUX_7_3, SOUND } from "../../../impl/designs/contracts.js";
import { withPolicies } from "../../vocabulary/design/contract.js";
import { refused, run } from "../../../properties/testing/rows.js";

/** 1 and 2 are one group; 3 has no group. */
const PAIR = `
00:01.0 root-port bus 01 acs SV TB RR CR UF of SV TB RR CR UF
01:00.0 endpoint multifunction pasid 8
01:00.1 endpoint multifunction pasid 8
00:03.0 rciep no-iommu`;

const attach = (rest: string): string => `rid-attach 01:00.0 ${rest}`;
const replace = (rest: string): string => `rid-replace 01:00.1 ${rest}`;

/** An entry at PASID 0 while the group is on its default domain: only a replace leaves that. */
const ENTRY_ONLY = "rid-replace 01:00.0 domain I handle h1";

describe("iommu_attach_group_handle", () => {
  test("table 3 iommu_attach_group_handle: entry 0 present is -EBUSY, h.domain written", () => {
    const ran = run(PAIR, `${ENTRY_ONLY}\n${attach("domain D1 handle h2")}`);
    expect(ran).toEqual({ outcomes: "0 -EBUSY", calls: [], changed: ["h2 of D1"] });
    // The entry is what refuses: without a handle the same attach is let through.
    expect(run(PAIR, `${ENTRY_ONLY}\n${attach("domain D1")}`).outcomes).toBe("0 0");
  });
  test("table 3 iommu_attach_group_handle: then attach_group, the handle written", () => {
    expect(run(PAIR, `${attach("domain D1")}\n${attach("domain D2 handle h1")}`)).toEqual({
      outcomes: "0 -EBUSY",
      calls: [],
      changed: ["h1 of D2"],
    });
    const foreign = run(PAIR, attach("domain F1 handle h1"));
    expect(foreign).toEqual({ outcomes: "-EINVAL", calls: [], changed: ["h1 of F1"] });
    expect(run(PAIR, attach("domain D1 handle h1 fail 2 EBUSY"))).toEqual({
      outcomes: "-EBUSY",
      calls: ["1:0 D1<-I", "2:0 D1<-I !16", "1:0 I<-D1"],
      changed: ["h1 of D1"],
    });
  });
  test("table 3 iommu_attach_group_handle: the reservation is released", () => {
    const ran = run(
      PAIR,
      `${attach("domain D1 handle h1 fail 1 EBUSY")}\n${attach("domain D1 handle h1")}`,
    );
    expect(ran.outcomes).toBe("-EBUSY 0");
  });
  test("table 3 iommu_attach_group_handle: success stores the entry for all members", () => {
    expect(run(PAIR, attach("domain D1 handle h1"))).toEqual({
      outcomes: "0",
      calls: ["1:0 D1<-I", "2:0 D1<-I"],
      changed: [
        "hardware 1:0 D1",
        "recorded 1:0 D1",
        "handle 1:0 h1",
        "hardware 2:0 D1",
        "recorded 2:0 D1",
        "handle 2:0 h1",
        "h1 of D1",
      ],
    });
  });
  test("the group's own domain calls no driver; the bookkeeping is done (choices.md)", () => {
    expect(run(PAIR, attach("domain I handle h1"))).toEqual({
      outcomes: "0",
      calls: [],
      changed: ["handle 1:0 h1", "handle 2:0 h1", "h1 of I"],
    });
  });
  test("an installed handle passed again: its domain says what is not there (LEAD-5)", () => {
    const ran = run(PAIR, `${attach("domain D1 handle h1")}\n${attach("domain D2 handle h1")}`);
    expect(ran).toEqual({ outcomes: "0 -EBUSY", calls: [], changed: ["h1 of D2"] });
  });
  test("order: no group before the handle is written", () => {
    expect(run(PAIR, "rid-attach 00:03.0 domain D1 handle h1")).toEqual(refused("-ENODEV"));
  });
  test("order: entry 0 before compatibility: -EBUSY, not -EINVAL", () => {
    const ran = run(PAIR, `${ENTRY_ONLY}\n${attach("domain F1 handle h2")}`);
    expect(ran).toEqual({ outcomes: "0 -EBUSY", calls: [], changed: ["h2 of F1"] });
  });
  test("order: entry 0 before set_domain: the driver is not called", () => {
    const ran = run(PAIR, `${ENTRY_ONLY}\n${attach("domain D1 handle h2 fail 1 ENOMEM")}`);
    expect([ran.outcomes, ran.calls]).toEqual(["0 -EBUSY", []]);
  });
});

describe("iommu_replace_group_handle", () => {
  test("table 3 iommu_replace_group_handle: a null handle is -EINVAL", () => {
    expect(run(PAIR, `${attach("domain D1")}\n${replace("domain D2")}`)).toEqual(
      refused("0 -EINVAL"),
    );
  });
  test("table 3 iommu_replace_group_handle: any current domain may be replaced", () => {
    for (const before of [attach("domain D1 handle h1"), attach("domain D1")]) {
      const ran = run(PAIR, `${before}\n${replace("domain D2 handle h2")}`);
      expect(ran).toEqual({
        outcomes: "0 0",
        calls: ["1:0 D2<-D1", "2:0 D2<-D1"],
        changed: [
          "hardware 1:0 D2",
          "recorded 1:0 D2",
          "handle 1:0 h2",
          "hardware 2:0 D2",
          "recorded 2:0 D2",
          "handle 2:0 h2",
          "h2 of D2",
        ],
      });
    }
    expect(run(PAIR, replace("domain D2 handle h2")).calls).toEqual(["1:0 D2<-I", "2:0 D2<-I"]);
  });
  test("table 3 iommu_replace_group_handle: no compatibility test (LEAD-10)", () => {
    const ran = run(PAIR, replace("domain F1 handle h1"));
    expect([ran.outcomes, ran.calls]).toEqual(["0", ["1:0 F1<-I", "2:0 F1<-I"]]);
  });
  test("table 3 iommu_replace_group_handle: no attach_dev is -ENODEV, h written", () => {
    const ran = run(`iommu blocking none${PAIR}`, replace("domain B handle h1"));
    expect(ran).toEqual({ outcomes: "-ENODEV", calls: [], changed: ["h1 of B"] });
  });
  test("table 3 iommu_replace_group_handle: on failure h written, others restored", () => {
    const failing = replace("domain D2 handle h2 fail 2 EBUSY");
    expect(run(PAIR, `${attach("domain D1 handle h1")}\n${failing}`)).toEqual({
      outcomes: "0 -EBUSY",
      calls: ["1:0 D2<-D1", "2:0 D2<-D1 !16", "1:0 D1<-D2"],
      changed: ["h2 of D2"],
    });
  });
  test("the same handle may be passed again: no row 7 here", () => {
    const ran = run(PAIR, `${attach("domain D1 handle h1")}\n${replace("domain D2 handle h1")}`);
    expect([ran.outcomes, ran.calls]).toEqual(["0 0", ["1:0 D2<-D1", "2:0 D2<-D1"]]);
  });
  test("order: no group before the null handle: -ENODEV (docs/reference/choices.md)", () => {
    expect(run(PAIR, "rid-replace 00:03.0 domain D1")).toEqual(refused("-ENODEV"));
  });
  test("order: the null handle before set_domain: the driver is not called", () => {
    expect(run(PAIR, replace("domain D2 fail 1 ENOMEM"))).toEqual(refused("-EINVAL"));
  });
  test("ridReplace absent: -EOPNOTSUPP before anything else", () => {
    expect(run(PAIR, "rid-replace 00:03.0 domain D1", LINUX_6_2)).toEqual(refused("-EOPNOTSUPP"));
  });
  test("ridReplace compatible: a foreign domain is -EINVAL, and no handle written", () => {
    const compatible = withPolicies(LINUX_7_3, { ridReplace: "compatible" });
    expect(run(PAIR, replace("domain F1 handle h1"), compatible)).toEqual(refused("-EINVAL"));
    const none = run(`iommu blocking none${PAIR}`, replace("domain B handle h1"), compatible);
    expect(none).toEqual(refused("-EINVAL"));
  });
});

describe("iommu_detach_group_handle", () => {
  test("table 3 iommu_detach_group_handle: void; default domain, then the entry is erased", () => {
    expect(run(PAIR, `${attach("domain D1 handle h1")}\nrid-detach 01:00.1`)).toEqual({
      outcomes: "0 0",
      calls: ["1:0 I<-D1", "2:0 I<-D1"],
      changed: [
        "hardware 1:0 I",
        "recorded 1:0 I",
        "handle 1:0 h0",
        "hardware 2:0 I",
        "recorded 2:0 I",
        "handle 2:0 h0",
      ],
    });
  });
  test("the entry goes also where the group is on its default domain", () => {
    expect(run(PAIR, `${ENTRY_ONLY}\nrid-detach 01:00.0`)).toEqual({
      outcomes: "0 0",
      calls: [],
      changed: ["handle 1:0 h0", "handle 2:0 h0"],
    });
  });
  test("PASID entries stay", () => {
    const ran = run(
      PAIR,
      `${attach("domain D1 handle h1")}
pasid-attach 01:00.0 pasid 5 domain D2 handle h2
rid-detach 01:00.0`,
    );
    expect(ran.changed.filter((cell) => cell.includes(":5"))).toEqual([]);
  });
});

describe("handles of a RID under other policies (docs/reference/choices.md)", () => {
  test("linear: an installed handle is -EINVAL wherever it is, and stays as it is", () => {
    const elsewhere = "pasid-attach 01:00.0 pasid 5 domain D1 handle h1";
    for (const before of [attach("domain D1 handle h1"), elsewhere])
      for (const after of [attach("domain D2 handle h1"), replace("domain D2 handle h1")])
        expect(run(PAIR, `${before}\n${after}`, SOUND)).toEqual(refused("0 -EINVAL"));
  });
  test("linear: what fails writes no handle, and a detached handle is free again", () => {
    expect(run(PAIR, attach("domain D1 handle h1 fail 2 EBUSY"), SOUND).changed).toEqual([]);
    const freed = `${attach("domain D1 handle h1")}
rid-detach 01:00.0
${attach("domain D2 handle h1")}`;
    expect(run(PAIR, freed, SOUND).outcomes).toBe("0 0 0");
  });
  test("absent: a handle is ignored, and never recorded", () => {
    expect(run(PAIR, attach("domain D1 handle h1"), LINUX_6_2).changed).toEqual([
      "hardware 1:0 D1",
      "recorded 1:0 D1",
      "hardware 2:0 D1",
      "recorded 2:0 D1",
    ]);
    const nullIsFine = withPolicies(LINUX_7_3, { handle: "absent" });
    expect(run(PAIR, replace("domain D2"), nullIsFine).outcomes).toBe("0");
  });
});
