/**
 * Section 9 of docs/reference/errno-table.md holds for the designs of the mail thread before and
 * beside 7.3: the attach of Linux 6.2, the singleton rule, and the table per device, each with its
 * order of checks. Functions are named by their place in the list from 0, `1:5` is PASID 5 of the
 * second, PASID 0 is the RID.
 *
 * Recovery of this device is in errno-rows-reset.test.ts. Not reachable: no memory; the path clause
 * of the v10 proposal (SV|RR|CR|UF: no policy of contract.ts, the rule is the thread's short form,
 * a group of one), and its -EINVAL for no group, which docs/reference/choices.md makes -ENODEV.
 */
import { describe, expect, test } from "vitest";
import {
  DEVICE_XARRAY,
  DEVICE_XARRAY_NO_RID_ALIAS,
  GROUP_TABLE_SINGLETON,
  LINUX_6_2,
} from "../../../impl/designs/contracts.js";
import { refused, run, type Ran } from "../../../properties/testing/rows.js";

/** 1 and 2 have PASIDs, 3 has none; all three are one group. 4 is alone, 5 has no group. */
const TRIO = `
00:01.0 root-port bus 01 acs SV TB RR CR UF of SV TB RR CR UF prefix
01:00.0 endpoint multifunction pasid 8 prefix
01:00.1 endpoint multifunction pasid 9 prefix
01:00.2 endpoint multifunction prefix
00:02.0 rciep pasid 8 prefix
00:03.0 rciep pasid 8 prefix no-iommu`;

/** The same group without the member that has no PASIDs. */
const PAIR = TRIO.replace("01:00.2 endpoint multifunction prefix\n", "");

const attach = (rest: string): string => `pasid-attach 01:00.0 ${rest}`;

const old = (machine: string, operations: string): Ran => run(machine, operations, LINUX_6_2);

describe("Linux 6.2", () => {
  test("table 9 v6.2: no set_dev_pasid is -EOPNOTSUPP", () => {
    expect(old(PAIR, attach("pasid 5 domain N1"))).toEqual(refused("-EOPNOTSUPP"));
  });
  test("table 9 v6.2: no group is -ENODEV", () => {
    expect(old(PAIR, "pasid-attach 00:03.0 pasid 5 domain D1")).toEqual(refused("-ENODEV"));
  });
  test("table 9 v6.2: present is -EBUSY", () => {
    const ran = old(PAIR, `${attach("pasid 5 domain D1")}\n${attach("pasid 5 domain D2")}`);
    expect(ran).toEqual(refused("0 -EBUSY"));
  });
  test("table 9 v6.2: drv, and removal on every member, the untouched too (BUG-1)", () => {
    // The driver has to look the old domain up (BUG-2), and finds the new one: it is published.
    expect(old(PAIR, attach("pasid 5 domain D1 fail 1 ENOSPC"))).toEqual({
      outcomes: "-ENOSPC",
      calls: ["1:5 D1<-none !28", "1:5 B<-D1", "2:5 B<-D1"],
      changed: [],
    });
  });
  test("table 9 v6.2: a member without PASIDs is asked as well, and makes it fail", () => {
    const ran = old(TRIO, attach("pasid 5 domain D1"));
    expect(ran).toEqual({
      outcomes: "-EINVAL",
      calls: [
        "1:5 D1<-none",
        "2:5 D1<-none",
        "3:5 D1<-none !22",
        "1:5 B<-D1",
        "2:5 B<-D1",
        "3:5 B<-D1",
      ],
      changed: [],
    });
  });
  test("table 9 v6.2, order: the op before the group: -EOPNOTSUPP without either", () => {
    const ran = old(PAIR, "pasid-attach 00:03.0 pasid 5 domain N1");
    expect(ran).toEqual(refused("-EOPNOTSUPP"));
  });
  test("table 9 v6.2, order: present before the driver: it is not called", () => {
    const again = `${attach("pasid 5 domain D1")}\n${attach("pasid 5 domain D2 fail 1 ENOMEM")}`;
    expect(old(PAIR, again)).toEqual(refused("0 -EBUSY"));
  });
  test.each([
    ["range (BUG-3)", "", "pasid 4096 domain D1"],
    ["range, up to what a table holds", "", "pasid 1048575 domain D1"],
    ["compatibility (BUG-16)", "", "pasid 5 domain F1"],
    ["zero", "", "pasid 0 domain D1"],
    ["a way to remove (BUG-6)", "iommu blocking none", "pasid 5 domain D1"],
  ])("table 9 v6.2: there is no check of %s", (_, iommu, rest) => {
    expect(old(`${iommu}${PAIR}`, attach(rest)).outcomes).toBe("0");
  });
  test("PASID 0 is the RID's translation in hardware, and an entry that a lookup finds", () => {
    const ran = old(PAIR, attach("pasid 0 domain D1"));
    expect(ran.calls).toEqual(["1:0 D1<-none", "2:0 D1<-none"]);
    // What is recorded for the RID stays the group's domain.
    expect(ran.changed).toEqual(["hardware 1:0 D1", "hardware 2:0 D1"]);
    expect(old(PAIR, `${attach("pasid 0 domain D1")}\npasid-detach 01:00.0 pasid 0`).outcomes).toBe(
      "0 0",
    );
  });
  test("detach: removal on every member; without a callback the hardware stays (BUG-6)", () => {
    const both = `${attach("pasid 5 domain D1")}\npasid-detach 01:00.1 pasid 5`;
    expect(old(PAIR, both).calls).toEqual(["1:5 B<-D1", "2:5 B<-D1"]);
    expect(old(`iommu blocking none${PAIR}`, both)).toEqual({
      outcomes: "0 0",
      calls: [],
      changed: ["recorded 1:5 none", "recorded 2:5 none"],
    });
  });
  test("there is no replace: -EOPNOTSUPP", () => {
    const ran = old(
      PAIR,
      `${attach("pasid 5 domain D1")}\npasid-replace 01:00.0 pasid 5 domain D2`,
    );
    expect(ran).toEqual(refused("0 -EOPNOTSUPP"));
  });
});

const single = (operations: string): Ran => run(PAIR, operations, GROUP_TABLE_SINGLETON);

describe("the singleton rule", () => {
  test("table 9 singleton: no op is -EOPNOTSUPP", () => {
    const ran = single("pasid-attach 00:02.0 pasid 5 domain N1");
    expect(ran).toEqual(refused("-EOPNOTSUPP"));
  });
  test("table 9 singleton: a group of more than one is -EINVAL, for a replace too", () => {
    expect(single(attach("pasid 5 domain D1 handle h1"))).toEqual(refused("-EINVAL"));
    const ran = single("pasid-replace 01:00.0 pasid 5 domain D1 handle h1");
    expect(ran).toEqual(refused("-EINVAL"));
  });
  test("table 9 singleton: present is -EBUSY", () => {
    const one = "pasid-attach 00:02.0 pasid 5 domain D1";
    expect(single(`${one}\n${one}`)).toEqual(refused("0 -EBUSY"));
  });
  test("table 9 singleton: drv, only dev programmed", () => {
    const ran = single("pasid-attach 00:02.0 pasid 5 domain D1 fail 1 ENOSPC");
    expect(ran).toEqual({ outcomes: "-ENOSPC", calls: ["3:5 D1<-none !28"], changed: [] });
  });
  test("table 9 singleton, order: the op before the member count: -EOPNOTSUPP", () => {
    expect(single(attach("pasid 5 domain N1"))).toEqual(refused("-EOPNOTSUPP"));
  });
  test("table 9 singleton, order: the member count before the driver: it is not called", () => {
    expect(single(attach("pasid 5 domain D1 fail 1 ENOSPC"))).toEqual(refused("-EINVAL"));
  });
});

const device = (machine: string, operations: string, contract = DEVICE_XARRAY): Ran =>
  run(machine, operations, contract);

const sole = (machine: string, operations: string): Ran =>
  run(machine, operations, DEVICE_XARRAY_NO_RID_ALIAS);

describe("the table per device", () => {
  const GHOST = "00:04.0 rciep pasid 8 alias 10.0\n00:05.0 rciep pasid 8 alias 10.0";

  test("table 9 per-device: no group is -ENODEV", () => {
    const ran = device(TRIO, "pasid-attach 00:03.0 pasid 5 domain D1");
    expect(ran).toEqual(refused("-ENODEV"));
  });
  test("table 9 per-device: ops is -EOPNOTSUPP", () => {
    expect(device(TRIO, attach("pasid 5 domain N1"))).toEqual(refused("-EOPNOTSUPP"));
    const rid = device(`iommu blocking rid${TRIO}`, attach("pasid 5 domain D1"));
    expect(rid).toEqual(refused("-EOPNOTSUPP"));
  });
  test("table 9 per-device: compat or p = 0 is -EINVAL", () => {
    expect(device(TRIO, attach("pasid 5 domain F1"))).toEqual(refused("-EINVAL"));
    expect(device(TRIO, attach("pasid 0 domain D1"))).toEqual(refused("-EINVAL"));
  });
  test("table 9 per-device: a shared requester ID is -EINVAL, a ghost too (CE9)", () => {
    expect(sole(GHOST, "pasid-attach 00:04.0 pasid 5 domain D1")).toEqual(refused("-EINVAL"));
    expect(device(GHOST, "pasid-attach 00:04.0 pasid 5 domain D1").outcomes).toBe("0");
  });
  test("table 9 per-device: a requester ID shared with a function without group counts", () => {
    const machine = "00:04.0 rciep pasid 8\n00:05.0 rciep no-iommu alias 04.0";
    expect(sole(machine, "pasid-attach 00:04.0 pasid 5 domain D1")).toEqual(refused("-EINVAL"));
  });
  test("table 9 per-device: real DMA elsewhere is -EINVAL", () => {
    const machine = "00:0e.0 rciep\n10000:00:01.0 rciep pasid 8 dma-as 00:0e.0";
    const ran = sole(machine, "pasid-attach 10000:00:01.0 pasid 5 domain D1");
    expect(ran).toEqual(refused("-EINVAL"));
  });
  test("table 9 per-device: p >= its own max, or max 0, is -EINVAL", () => {
    expect(device(TRIO, attach("pasid 256 domain D1"))).toEqual(refused("-EINVAL"));
    expect(device(TRIO, "pasid-attach 01:00.1 pasid 256 domain D1").outcomes).toBe("0");
    const none = device(TRIO, "pasid-attach 01:00.2 pasid 5 domain D1");
    expect(none).toEqual(refused("-EINVAL"));
  });
  test("table 9 per-device: present is -EBUSY, and the sibling's entry is another", () => {
    const both = `${attach("pasid 5 domain D1")}\npasid-attach 01:00.1 pasid 5 domain D2`;
    expect(device(TRIO, both).outcomes).toBe("0 0");
    expect(device(TRIO, `${both}\n${attach("pasid 5 domain D2")}`)).toEqual(refused("0 0 -EBUSY"));
  });
  test("table 9 per-device: drv, only dev programmed", () => {
    expect(device(TRIO, attach("pasid 5 domain D1 fail 1 ENOSPC"))).toEqual({
      outcomes: "-ENOSPC",
      calls: ["1:5 D1<-none !28"],
      changed: [],
    });
    expect(device(TRIO, attach("pasid 5 domain D1"))).toEqual({
      outcomes: "0",
      calls: ["1:5 D1<-none"],
      changed: ["hardware 1:5 D1", "recorded 1:5 D1"],
    });
  });
  test("table 9 per-device, order: no group, ops, then compat", () => {
    for (const rest of ["domain N1", "domain F1"])
      expect(device(TRIO, `pasid-attach 00:03.0 pasid 5 ${rest}`)).toEqual(refused("-ENODEV"));
    const rid = device(`iommu blocking rid${TRIO}`, attach("pasid 5 domain F1"));
    expect(rid).toEqual(refused("-EOPNOTSUPP"));
  });
  test("table 9 per-device, order: all that is -EINVAL before the driver: it is not called", () => {
    for (const rest of ["pasid 5 domain F1", "pasid 0 domain D1", "pasid 256 domain D1"])
      expect(device(TRIO, attach(`${rest} fail 1 ENOSPC`))).toEqual(refused("-EINVAL"));
    const ghost = "pasid-attach 00:04.0 pasid 5 domain D1 fail 1 ENOSPC";
    expect(sole(GHOST, ghost)).toEqual(refused("-EINVAL"));
  });
  test("table 9 per-device, order: compat before present: -EINVAL", () => {
    const ran = device(TRIO, `${attach("pasid 5 domain D1")}\n${attach("pasid 5 domain F1")}`);
    expect(ran).toEqual(refused("0 -EINVAL"));
  });
  test("table 9 per-device, order: present before the driver: it is not called", () => {
    const again = `${attach("pasid 5 domain D1")}\n${attach("pasid 5 domain D2 fail 1 ENOMEM")}`;
    expect(device(TRIO, again)).toEqual(refused("0 -EBUSY"));
  });
  test("replace and detach use the device's own entry only", () => {
    const first = attach("pasid 5 domain D1");
    const replaced = `${first}\npasid-replace 01:00.1 pasid 5 domain D2 handle h1`;
    expect(device(TRIO, replaced)).toEqual(refused("0 -EINVAL"));
    expect(device(TRIO, `${first}\npasid-detach 01:00.1 pasid 5`)).toEqual(refused("0 -ENOENT"));
    const detached = device(TRIO, `${first}\npasid-detach 01:00.0 pasid 5`);
    expect(detached.calls).toEqual(["1:5 B<-D1"]);
  });
});
