/**
 * Section 5 of docs/reference/errno-table.md holds row by row, and so do sections 3 and 4 in a
 * reset (recovery_cnt, blocked members, G.blocking). Functions are named by their place in the list
 * from 0, `1:0` is the RID of the second.
 *
 * Not reachable: row 2 (a function with a group is a member of it).
 */
import { describe, expect, test } from "vitest";
import { DEVICE_XARRAY, LINUX_6_2, LINUX_7_3 } from "../../../impl/designs/contracts.js";
import { withPolicies } from "../../vocabulary/design/contract.js";
import { refused, run } from "../../../properties/testing/rows.js";

/** 1 and 2 are one group, both with ATS; 3 is alone, without; 4 has no group. */
const PAIR = `
00:01.0 root-port bus 01 acs SV TB RR CR UF of SV TB RR CR UF prefix
01:00.0 endpoint multifunction pasid 8 prefix ats
01:00.1 endpoint multifunction pasid 8 prefix ats
00:02.0 rciep
00:03.0 rciep no-iommu ats`;

const PREPARE = "reset-prepare 01:00.0";
const DONE = "reset-done 01:00.0";
const ATTACH = "pasid-attach 01:00.0 pasid 5 domain D1";

describe("pci_dev_reset_iommu_prepare", () => {
  test("table 5 row 1: without ATS, or without IOMMU, 0 and nothing", () => {
    expect(run(PAIR, "reset-prepare 00:02.0")).toEqual(refused("0"));
    expect(run(PAIR, "reset-prepare 00:03.0")).toEqual(refused("0"));
  });
  test("table 5 row 3: already prepared is 0, and takes two dones", () => {
    expect(run(PAIR, `${PREPARE}\n${PREPARE}`)).toEqual(refused("0 0"));
    expect(run(PAIR, `${PREPARE}\n${PREPARE}\n${DONE}`)).toEqual(refused("0 0 0"));
    const twice = run(PAIR, `${PREPARE}\n${PREPARE}\n${DONE}\n${DONE}`);
    expect(twice.calls).toEqual(["1:0 I<-B"]);
  });
  test("table 5 row 4: a driver without blocked domain, allocating none: -EOPNOTSUPP", () => {
    expect(run(`iommu blocking none${PAIR}`, PREPARE)).toEqual(refused("-EOPNOTSUPP"));
  });
  test("table 5 row 5: the driver refuses the blocking domain: its errno, not prepared", () => {
    expect(run(PAIR, `${PREPARE} fail 1 ENOMEM`)).toEqual({
      outcomes: "-ENOMEM",
      calls: ["1:0 B<-I !12"],
      changed: [],
    });
  });
  test("table 5 row 6: blocked, with all PASIDs from 1 up, and nobody else is", () => {
    expect(run(PAIR, `pasid-attach 01:00.0 pasid 7 domain D2\n${ATTACH}\n${PREPARE}`)).toEqual({
      outcomes: "0 0 0",
      calls: ["1:0 B<-I", "1:5 B<-D1", "1:7 B<-D2"],
      changed: [
        "function 1 in group 2, reset",
        "hardware 1:0 B",
        "hardware 1:5 none",
        "hardware 1:7 none",
      ],
    });
  });
  test("table 5 row 6: a driver that refuses a removal is ignored", () => {
    const ran = run(PAIR, `${ATTACH}\n${PREPARE} fail 2 EBUSY`);
    expect(ran.outcomes).toBe("0 0");
    expect(ran.changed).toEqual(["function 1 in group 2, reset", "hardware 1:0 B"]);
  });
  test("on the blocked domain already: no call for the RID", () => {
    const ran = run(PAIR, `rid-attach 01:00.0 domain B\n${PREPARE}`);
    expect(ran).toEqual({ outcomes: "0 0", calls: [], changed: ["function 1 in group 2, reset"] });
  });
  test("before 7.3 there is no such function: -EOPNOTSUPP", () => {
    expect(run(PAIR, PREPARE, LINUX_6_2)).toEqual(refused("-EOPNOTSUPP"));
    expect(run(PAIR, DONE, LINUX_6_2)).toEqual(refused("-EOPNOTSUPP"));
  });
});

describe("pci_dev_reset_iommu_done", () => {
  test("void: 0 also where nothing was prepared", () => {
    expect(run(PAIR, DONE)).toEqual(refused("0"));
    expect(run(PAIR, "reset-done 00:02.0")).toEqual(refused("0"));
  });
  test("the domain and the PASIDs that are recorded by then come back, told B", () => {
    const between = `pasid-detach 01:00.1 pasid 5\nrid-detach 01:00.1`;
    const before = `rid-attach 01:00.0 domain D3\n${ATTACH}`;
    const more = "pasid-attach 01:00.0 pasid 7 domain D2";
    const ran = run(PAIR, `${before}\n${more}\n${PREPARE}\n${between}\n${DONE}`);
    expect(ran.outcomes).toBe("0 0 0 0 0 0 0");
    expect(ran.calls).toEqual(["1:0 I<-B", "1:7 D2<-B"]);
  });
  test("on the blocked domain: no call for the RID", () => {
    const ran = run(PAIR, `rid-attach 01:00.0 domain B\n${PREPARE}\n${DONE}`);
    expect(ran).toEqual({ outcomes: "0 0 0", calls: [], changed: ["function 1 in group 2"] });
  });
  test("a driver that refuses is ignored", () => {
    const ran = run(PAIR, `${PREPARE}\n${DONE} fail 1 EBUSY`);
    expect(ran).toEqual({
      outcomes: "0 0",
      calls: ["1:0 I<-B !16"],
      changed: ["function 1 in group 2"],
    });
  });
  test("reset every-member (BUG-31): one's done brings PASIDs back on all, also in a reset", () => {
    const all = withPolicies(LINUX_7_3, { reset: "every-member" });
    const ran = run(PAIR, `${ATTACH}\nreset-prepare 01:00.1\n${PREPARE}\n${DONE}`, all);
    expect(ran.calls).toEqual(["1:0 I<-B", "1:5 D1<-B", "2:5 D1<-B"]);
  });
  test("each member counts: the first done does not end the wait (BUG-30)", () => {
    const both = `${PREPARE}\nreset-prepare 01:00.1\n${DONE}\n${ATTACH}`;
    expect(run(PAIR, both)).toEqual(refused("0 0 0 -EBUSY"));
    expect(run(PAIR, `${both}\nreset-done 01:00.1\n${ATTACH}`).outcomes).toBe("0 0 0 -EBUSY 0 0");
  });
});

describe("while a member is in a reset", () => {
  const during = (op: string, contract = LINUX_7_3): string =>
    run(PAIR, `${ATTACH}\n${PREPARE}\n${op}`, contract).outcomes;

  test("table 3 set_domain row 3: RID attach and replace of any member are -EBUSY", () => {
    expect(during("rid-attach 01:00.1 domain D1")).toBe("0 0 -EBUSY");
    expect(during("rid-replace 01:00.1 domain D1 handle h1")).toBe("0 0 -EBUSY");
  });
  test("table 3 set_domain row 1 before row 3: the group's own domain is 0", () => {
    expect(during("rid-attach 01:00.1 domain I")).toBe("0 0 0");
  });
  test("table 3 iommu_attach_group before set_domain row 3: not compatible is -EINVAL", () => {
    expect(during("rid-attach 01:00.1 domain F1")).toBe("0 0 -EINVAL");
  });
  test("table 3 set_domain row 3 before row 4", () => {
    const direct = PAIR.replace("01:00.1 endpoint multifunction", "$& direct-map");
    expect(run(direct, `${PREPARE}\nrid-attach 01:00.1 domain B`).outcomes).toBe("0 -EBUSY");
  });
  test("table 3 handle first: h.domain is written although the attach is -EBUSY (LEAD-5)", () => {
    const ran = run(PAIR, `${PREPARE}\nrid-attach 01:00.1 domain D2 handle h1`);
    expect(ran).toEqual({ outcomes: "0 -EBUSY", calls: [], changed: ["h1 of D2"] });
  });
  test("table 4 attach row 6: -EBUSY, before row 7 and after row 5", () => {
    expect(during("pasid-attach 01:00.1 pasid 256 domain D1")).toBe("0 0 -EBUSY");
    expect(during("pasid-attach 01:00.1 pasid 0 domain D1")).toBe("0 0 -EINVAL");
  });
  test("table 4 replace row 4: -EBUSY, before row 5 and after row 3", () => {
    expect(
      run(PAIR, `${ATTACH}\n${PREPARE}\npasid-replace 01:00.1 pasid 5 domain D2 handle h1`),
    ).toEqual(refused("0 0 -EBUSY"));
    expect(during("pasid-replace 01:00.1 pasid 5 domain D2")).toBe("0 0 -EINVAL");
  });
  test("table 9, a table a device: only the device itself is -EBUSY", () => {
    const after = (op: string): string => run(PAIR, `${PREPARE}\n${op}`, DEVICE_XARRAY).outcomes;
    expect(after("pasid-attach 01:00.1 pasid 5 domain D1")).toBe("0 0");
    expect(after("pasid-attach 01:00.0 pasid 5 domain D1")).toBe("0 -EBUSY");
    expect(after("pasid-attach 01:00.0 pasid 256 domain D1")).toBe("0 -EBUSY");
    expect(after("pasid-replace 01:00.0 pasid 5 domain D1 handle h1")).toBe("0 -EBUSY");
    expect(after("rid-attach 01:00.1 domain D1")).toBe("0 -EBUSY");
  });
  test("a detach proceeds, and skips who is in a reset", () => {
    expect(run(PAIR, `${ATTACH}\n${PREPARE}\npasid-detach 01:00.0 pasid 5`)).toEqual({
      outcomes: "0 0 0",
      calls: ["2:5 B<-D1"],
      changed: ["recorded 1:5 none", "hardware 2:5 none", "recorded 2:5 none"],
    });
    const rid = run(PAIR, `rid-attach 01:00.0 domain D1\n${PREPARE}\nrid-detach 01:00.0`);
    expect(rid.calls).toEqual(["2:0 I<-D1"]);
    expect(rid.changed).toEqual(["recorded 1:0 I", "hardware 2:0 I", "recorded 2:0 I"]);
  });
});

describe("from the first reset on the group has its blocking domain, B", () => {
  const SINCE = `${PREPARE}\n${DONE}`;

  test("table 3 iommu_attach_group: on it, an attach is no longer -EBUSY", () => {
    const twice = "rid-attach 01:00.0 domain B\nrid-attach 01:00.0 domain D1";
    expect(run(PAIR, `${SINCE}\n${twice}`).outcomes).toBe("0 0 0 0");
    expect(run(PAIR, `${PREPARE} fail 1 ENOMEM\n${twice}`).outcomes).toBe("-ENOMEM 0 0");
    expect(run(PAIR, twice).outcomes).toBe("0 -EBUSY");
  });
  test("table 3 must-succeed: it is tried on a member that refuses", () => {
    const detach = "rid-attach 01:00.0 domain D1\nrid-detach 01:00.0 fail 1 ENOMEM";
    const ran = run(PAIR, `${SINCE}\n${detach}`);
    expect(ran.calls).toEqual(["1:0 I<-D1 !12", "1:0 B<-D1", "2:0 I<-D1"]);
  });
  test("undoing a half-way attach is must-succeed as well", () => {
    const none = withPolicies(LINUX_7_3, { undoRid: "none" });
    const attach = `rid-attach 01:00.0 domain D1 fail 2 ENOMEM`;
    expect(run(PAIR, `${SINCE}\n${attach}`).calls.at(-1)).toBe("1:0 I<-D1");
    expect(run(PAIR, `${SINCE}\n${attach}`, none).calls).toHaveLength(2);
  });
});
