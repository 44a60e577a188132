/**
 * Section 3 of docs/reference/errno-table.md holds row by row for the RID operations without
 * handles: set_domain, the common tail, through iommu_attach_group() and iommu_attach_device(), and
 * the detaches. Functions are named by their place in the list from 0, `1:0` is the RID of the
 * second.
 *
 * Row 3 of set_domain is in errno-rows-reset.test.ts. Not reachable: its row 2 (every operation
 * names a domain); "first member without iommu" (such a function has no group);
 * everything about ownership (claim, release, default domain, type store: no operation of the
 * vocabulary), deferred attach, memory. Rows 1 and 4 never meet: with direct maps honoured, no
 * group with such a member is on the blocked domain.
 */
import { describe, expect, test } from "vitest";
import { LINUX_7_3 } from "../../../impl/designs/contracts.js";
import { withPolicies } from "../../vocabulary/design/contract.js";
import { refused, run } from "../../../properties/testing/rows.js";

/** 1 and 2 are one group; 3 is alone; 4 has no group. */
const PAIR = `
00:01.0 root-port bus 01 acs SV TB RR CR UF of SV TB RR CR UF
01:00.0 endpoint multifunction
01:00.1 endpoint multifunction
00:02.0 rciep
00:03.0 rciep no-iommu`;

/** The second of the pair may not be blocked. */
const DIRECT = PAIR.replace("01:00.1 endpoint multifunction", "$& direct-map");
/** The first of the pair may not be blocked. */
const DIRECT_FIRST = PAIR.replace("01:00.0 endpoint multifunction", "$& direct-map");

const attach = (rest: string): string => `rid-attach 01:00.0 ${rest}`;

/** 7.3 with a path to set_domain that has no compatibility test, and no handles in the way. */
const UNCHECKED = withPolicies(LINUX_7_3, { compat: "none" });

describe("set_domain", () => {
  test("table 3 set_domain row 1: the group's own domain is 0, no driver call", () => {
    expect(run(PAIR, attach("domain I"))).toEqual(refused("0"));
  });
  test("table 3 set_domain row 4: to block a direct-mapped member is -EINVAL", () => {
    const ran = run(DIRECT, attach("domain B"));
    expect(ran).toEqual({ outcomes: "-EINVAL", calls: ["1:0 B<-I", "1:0 I<-B"], changed: [] });
    expect(run(DIRECT_FIRST, attach("domain B"))).toEqual(refused("-EINVAL"));
  });
  test("table 3 set_domain row 4: other domains are let through, or B where none objects", () => {
    expect(run(DIRECT, attach("domain D1")).outcomes).toBe("0");
    expect(run(PAIR, attach("domain B")).outcomes).toBe("0");
  });
  test("table 3 set_domain row 4: directMap ignored (BUG-11): let through", () => {
    const ignored = withPolicies(LINUX_7_3, { directMap: "ignored" });
    expect(run(DIRECT, attach("domain B"), ignored).outcomes).toBe("0");
  });
  test("table 3 set_domain row 5: a domain without attach_dev is -ENODEV", () => {
    const ran = run(`iommu blocking none${PAIR}`, attach("domain B"), UNCHECKED);
    expect(ran).toEqual(refused("-ENODEV"));
  });
  test("table 3 set_domain row 6: attach_dev fails on member k: 1..k-1 are restored", () => {
    expect(run(PAIR, attach("domain D1 fail 2 ENOMEM"))).toEqual({
      outcomes: "-ENOMEM",
      calls: ["1:0 D1<-I", "2:0 D1<-I !12", "1:0 I<-D1"],
      changed: [],
    });
    expect(run(PAIR, attach("domain D1 fail 1 EBUSY"))).toEqual({
      outcomes: "-EBUSY",
      calls: ["1:0 D1<-I !16"],
      changed: [],
    });
  });
  test("table 3 set_domain row 6: undoRid none (BUG-12): 1..k-1 stay on the new domain", () => {
    const left = withPolicies(LINUX_7_3, { undoRid: "none" });
    expect(run(PAIR, attach("domain D1 fail 2 ENOMEM"), left)).toEqual({
      outcomes: "-ENOMEM",
      calls: ["1:0 D1<-I", "2:0 D1<-I !12"],
      changed: ["hardware 1:0 D1"],
    });
  });
  test("table 3 set_domain row 7: else 0, all members, G.domain is new", () => {
    expect(run(PAIR, "rid-attach 01:00.1 domain D1")).toEqual({
      outcomes: "0",
      calls: ["1:0 D1<-I", "2:0 D1<-I"],
      changed: ["hardware 1:0 D1", "recorded 1:0 D1", "hardware 2:0 D1", "recorded 2:0 D1"],
    });
  });
  test("table 3 set_domain, must-succeed: a refusal stops nobody, G.domain is new anyway", () => {
    expect(run(PAIR, `${attach("domain D1")}\nrid-detach 01:00.0 fail 1 EBUSY`)).toEqual({
      outcomes: "0 0",
      calls: ["1:0 I<-D1 !16", "2:0 I<-D1"],
      changed: ["recorded 1:0 I", "hardware 2:0 I", "recorded 2:0 I"],
    });
  });
});

describe("set_domain, order", () => {
  test("row 1 before row 6: the group's own domain does not ask the driver", () => {
    expect(run(PAIR, attach("domain I fail 1 ENOMEM"))).toEqual(refused("0"));
  });
  test("row 4 before row 5: direct-mapped, and no attach_dev: -EINVAL", () => {
    const ran = run(`iommu blocking none${DIRECT_FIRST}`, attach("domain B"), UNCHECKED);
    expect(ran).toEqual(refused("-EINVAL"));
  });
  test("row 5 before row 6: without attach_dev nothing is called that could fail", () => {
    const none = `iommu blocking none${PAIR}`;
    expect(run(none, attach("domain B fail 1 ENOMEM"), UNCHECKED)).toEqual(refused("-ENODEV"));
  });
  test("row 4 before row 6 on one member: the driver is not called", () => {
    expect(run(DIRECT_FIRST, attach("domain B fail 1 ENOMEM"))).toEqual(refused("-EINVAL"));
  });
  test("rows 4 to 6 are asked member by member: an earlier member's row 6 comes first", () => {
    const ran = run(DIRECT, attach("domain B fail 1 ENOMEM"));
    expect(ran).toEqual({ outcomes: "-ENOMEM", calls: ["1:0 B<-I !12"], changed: [] });
    // And row 5 of the first before row 4 of the second.
    const none = run(`iommu blocking none${DIRECT}`, attach("domain B"), UNCHECKED);
    expect(none).toEqual(refused("-ENODEV"));
  });
});

describe("iommu_attach_group", () => {
  test("table 3 iommu_attach_group: G.domain set and not default is -EBUSY", () => {
    const again = `${attach("domain D1")}\nrid-attach 01:00.1 domain D2`;
    expect(run(PAIR, again)).toEqual(refused("0 -EBUSY"));
    // Without ownership the group has no blocking domain of its own: on B it is -EBUSY as well.
    expect(run(PAIR, `${attach("domain B")}\n${attach("domain D1")}`)).toEqual(refused("0 -EBUSY"));
  });
  test("table 3 iommu_attach_group: a domain that is not compatible is -EINVAL", () => {
    expect(run(PAIR, attach("domain F1"))).toEqual(refused("-EINVAL"));
    expect(run(`iommu blocking none${PAIR}`, attach("domain B"))).toEqual(refused("-EINVAL"));
  });
  test("table 3 iommu_attach_group: a domain without set_dev_pasid is as good as another", () => {
    expect(run(PAIR, attach("domain N1")).outcomes).toBe("0");
  });
  test("table 3 iommu_attach_group: no group is -ENODEV (docs/reference/choices.md)", () => {
    expect(run(PAIR, "rid-attach 00:03.0 domain D1")).toEqual(refused("-ENODEV"));
  });
  test("order: no group before compatibility: -ENODEV", () => {
    expect(run(PAIR, "rid-attach 00:03.0 domain F1")).toEqual(refused("-ENODEV"));
  });
  test("order: -EBUSY before compatibility, and before set_domain row 1", () => {
    const taken = attach("domain D1");
    expect(run(PAIR, `${taken}\n${attach("domain F1")}`)).toEqual(refused("0 -EBUSY"));
    expect(run(PAIR, `${taken}\n${attach("domain D1")}`)).toEqual(refused("0 -EBUSY"));
  });
  test("order: compatibility before set_domain: the driver is not called", () => {
    expect(run(PAIR, attach("domain F1 fail 1 ENOMEM"))).toEqual(refused("-EINVAL"));
  });
});

describe("iommu_attach_device, iommu_detach_device, iommu_detach_group", () => {
  test("table 3 iommu_attach_device: no group is -ENODEV", () => {
    expect(run(PAIR, "device-attach 00:03.0 domain F1")).toEqual(refused("-ENODEV"));
  });
  test("table 3 iommu_attach_device: a group of more than one is -EINVAL", () => {
    expect(run(PAIR, "device-attach 01:00.0 domain D1")).toEqual(refused("-EINVAL"));
  });
  test("table 3 iommu_attach_device: then attach_group", () => {
    expect(run(PAIR, "device-attach 00:02.0 domain D1").calls).toEqual(["3:0 D1<-I"]);
    expect(run(PAIR, "device-attach 00:02.0 domain F1")).toEqual(refused("-EINVAL"));
    const twice = "device-attach 00:02.0 domain D1\ndevice-attach 00:02.0 domain D2";
    expect(run(PAIR, twice)).toEqual(refused("0 -EBUSY"));
  });
  test("order: the member count before attach_group: -EINVAL, not -EBUSY", () => {
    const ran = run(PAIR, `${attach("domain D1")}\ndevice-attach 01:00.0 domain D2`);
    expect(ran).toEqual(refused("0 -EINVAL"));
  });
  test("table 3 iommu_detach_device: void; ignored if the count is not 1", () => {
    const ran = run(PAIR, `${attach("domain D1")}\ndevice-detach 01:00.0`);
    expect(ran).toEqual(refused("0 0"));
    expect(run(PAIR, "device-detach 00:03.0")).toEqual(refused("-ENODEV"));
  });
  test("table 3 iommu_detach_device: a group of one goes back to the default domain", () => {
    expect(run(PAIR, "device-attach 00:02.0 domain D1\ndevice-detach 00:02.0")).toEqual({
      outcomes: "0 0",
      calls: ["3:0 I<-D1"],
      changed: ["hardware 3:0 I", "recorded 3:0 I"],
    });
  });
  test("table 3 iommu_detach_group: void; on the default domain nothing is called", () => {
    expect(run(PAIR, "rid-detach 01:00.0")).toEqual(refused("0"));
    expect(run(PAIR, "rid-detach 00:03.0")).toEqual(refused("-ENODEV"));
  });
});
