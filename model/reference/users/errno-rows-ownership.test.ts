/**
 * The rows of section 3 of docs/reference/errno-table.md that concern ownership hold, and so do
 * those of the core that an owner changes.
 *
 * Not reachable: owner null, no default domain (-EPROBE_DEFER), the group form of the claim.
 */
import { describe, expect, test } from "vitest";
import { DEVICE_XARRAY, LINUX_7_3 } from "../../../impl/designs/contracts.js";
import { last, refused, run } from "../../../properties/testing/rows.js";
import { withPolicies } from "../../vocabulary/design/contract.js";

/** 1 and 2 are one group; 3 is alone; 4 has no group; 5 is alone. */
const PAIR = `
00:01.0 root-port bus 01 acs SV TB RR CR UF of SV TB RR CR UF prefix
01:00.0 endpoint multifunction pasid 8 prefix ats
01:00.1 endpoint multifunction pasid 8 prefix ats
00:02.0 rciep pasid 8 prefix
00:03.0 rciep no-iommu
00:04.0 rciep absent`;

const CLAIM = "claim 01:00.0 owner O1";

describe("iommu_device_claim_dma_owner", () => {
  test("no group: -ENODEV", () => {
    expect(last(PAIR, "claim 00:03.0 owner O1")).toBe("-ENODEV");
  });
  test("owner_cnt > 0 and another owner: -EPERM", () => {
    expect(last(PAIR, `${CLAIM}\nclaim 01:00.1 owner O2`)).toBe("-EPERM");
    expect(last(PAIR, "driver-bind 01:00.1\nclaim 01:00.0 owner O1")).toBe("-EPERM");
  });
  test("owner_cnt > 0 and the same owner: 0 without further checks, and it counts", () => {
    const ran = run(PAIR, `${CLAIM}\nrid-attach 01:00.0 domain D1\nclaim 01:00.1 owner O1`);
    expect(ran.outcomes).toBe("0 0 0");
    expect(ran.calls).toEqual([]);
    expect(ran.changed).toEqual(["function 1 of O1 count 2", "function 2 of O1 count 2"]);
  });
  test("not on the default domain: -EBUSY", () => {
    expect(last(PAIR, `rid-attach 01:00.0 domain D1\n${CLAIM}`)).toBe("-EBUSY");
  });
  test("the array is not empty, of PASIDs or of the RID's handle: -EBUSY", () => {
    expect(last(PAIR, `pasid-attach 01:00.1 pasid 5 domain D1\n${CLAIM}`)).toBe("-EBUSY");
    expect(last(PAIR, `rid-attach 01:00.0 domain I handle h1\n${CLAIM}`)).toBe("-EBUSY");
    const own = "pasid-attach 01:00.1 pasid 5 domain D1";
    expect(last(PAIR, `${own}\n${CLAIM}`, DEVICE_XARRAY)).toBe("-EBUSY");
    const rid = "rid-attach 01:00.0 domain I handle h1";
    expect(last(PAIR, `${rid}\n${CLAIM}`, DEVICE_XARRAY)).toBe("-EBUSY");
  });
  test("no blocking domain: -EOPNOTSUPP, after -EBUSY", () => {
    const less = `iommu blocking none${PAIR}`;
    expect(last(less, CLAIM)).toBe("-EOPNOTSUPP");
    expect(last(less, `rid-attach 01:00.0 domain D1\n${CLAIM}`)).toBe("-EBUSY");
  });
  test("set_domain: -EBUSY in a reset, -EINVAL for a direct map, the driver's errno", () => {
    expect(last(PAIR, `reset-prepare 01:00.1\n${CLAIM}`)).toBe("-EBUSY");
    const direct = PAIR.replace("01:00.1 endpoint multifunction", "$& direct-map");
    const ran = run(direct, CLAIM);
    expect(ran.outcomes).toBe("-EINVAL");
    expect(ran.calls).toEqual(["1:0 B<-I", "1:0 I<-B"]);
    expect(ran.changed).toEqual([]);
    expect(last(PAIR, `${CLAIM} fail 2 ENOMEM`)).toBe("-ENOMEM");
  });
  test("else 0: the whole group is blocked and owned", () => {
    const ran = run(PAIR, CLAIM);
    expect(ran.calls).toEqual(["1:0 B<-I", "2:0 B<-I"]);
    expect(ran.changed).toEqual([
      "function 1 of O1 count 1",
      "function 2 of O1 count 1",
      "hardware 1:0 B",
      "recorded 1:0 B",
      "hardware 2:0 B",
      "recorded 2:0 B",
    ]);
  });
  test("a claim that fails has made the blocking domain the group's", () => {
    const failed = `${CLAIM} fail 1 ENOMEM`;
    const twice = "rid-attach 01:00.0 domain B\nrid-attach 01:00.0 domain D1";
    expect(run(PAIR, `${failed}\n${twice}`).outcomes).toBe("-ENOMEM 0 0");
  });
});

describe("iommu_device_release_dma_owner", () => {
  test("nobody's, or a context's: -ENOENT", () => {
    expect(last(PAIR, "release 01:00.0")).toBe("-ENOENT");
    expect(last(PAIR, "release 00:03.0")).toBe("-ENOENT");
    expect(last(PAIR, "driver-bind 01:00.0\nrelease 01:00.0")).toBe("-ENOENT");
    expect(last(PAIR, "fd-bind 01:00.0 context C1\nrelease 01:00.0")).toBe("-ENOENT");
  });
  test("counted more often: one less, also while the array is not empty", () => {
    const twice = `${CLAIM}\n${CLAIM}\npasid-attach 01:00.0 pasid 5 domain D1`;
    const ran = run(PAIR, `${twice}\nrelease 01:00.1`);
    expect(ran.outcomes).toBe("0 0 0 0");
    expect(ran.changed).toEqual(["function 1 of O1 count 1", "function 2 of O1 count 1"]);
  });
  test("the last while the array is not empty: -EBUSY", () => {
    const ran = run(PAIR, `${CLAIM}\npasid-attach 01:00.0 pasid 5 domain D1\nrelease 01:00.1`);
    expect(ran).toMatchObject(refused("0 0 -EBUSY"));
  });
  test("else 0: the default domain, must-succeed", () => {
    const attached = `${CLAIM}\nrid-attach 01:00.0 domain D1`;
    const ran = run(PAIR, `${attached}\nrelease 01:00.0 fail 1 ENOMEM`);
    expect(ran.outcomes).toBe("0 0 0");
    expect(ran.calls).toEqual(["1:0 I<-D1 !12", "1:0 B<-D1", "2:0 I<-D1"]);
    expect(ran.changed).toContain("function 1 of nobody count 0");
    expect(ran.changed).toContain("recorded 1:0 I");
  });
});

describe("iommu_device_use_default_domain", () => {
  test("no group: 0, and nothing to count", () => {
    const ran = run(PAIR, "driver-bind 00:03.0");
    expect(ran.outcomes).toBe("0");
    expect(ran.changed).toEqual(["function 4 of nobody count 0, driver"]);
  });
  test("a driver or a user has the device: -EBUSY", () => {
    expect(last(PAIR, "driver-bind 01:00.0\ndriver-bind 01:00.0")).toBe("-EBUSY");
    expect(last(PAIR, "driver-bind 00:03.0\ndriver-bind 00:03.0")).toBe("-EBUSY");
    const unasked = withPolicies(LINUX_7_3, { driverBind: "unasked" });
    expect(last(PAIR, "fd-bind 01:00.0 context C1\ndriver-bind 01:00.0", unasked)).toBe("-EBUSY");
  });
  test("owner_cnt > 0 and an owner: -EBUSY", () => {
    expect(last(PAIR, `${CLAIM}\ndriver-bind 01:00.1`)).toBe("-EBUSY");
  });
  test("owner_cnt > 0 and on another domain, or the array not empty: -EBUSY", () => {
    const bound = "driver-bind 01:00.0";
    const rid = "rid-attach 01:00.0 domain D1";
    const pasid = "pasid-attach 01:00.0 pasid 5 domain D1";
    expect(last(PAIR, `${bound}\n${rid}\ndriver-bind 01:00.1`)).toBe("-EBUSY");
    expect(last(PAIR, `${bound}\n${pasid}\ndriver-bind 01:00.1`)).toBe("-EBUSY");
    expect(last(PAIR, `${bound}\n${pasid}\ndriver-bind 01:00.1`, DEVICE_XARRAY)).toBe("-EBUSY");
  });
  test("owner_cnt 0: nothing else is asked", () => {
    expect(last(PAIR, "rid-attach 01:00.0 domain D1\ndriver-bind 01:00.0")).toBe("0");
    expect(last(PAIR, "pasid-attach 01:00.0 pasid 5 domain D1\ndriver-bind 01:00.0")).toBe("0");
  });
  test("else 0: counted, for each driver", () => {
    const ran = run(PAIR, "driver-bind 01:00.0\ndriver-bind 01:00.1");
    expect(ran.changed).toEqual([
      "function 1 of nobody count 2, driver",
      "function 2 of nobody count 2, driver",
    ]);
  });
});

describe("iommu_device_unuse_default_domain", () => {
  test("none bound: -ENOENT", () => {
    expect(last(PAIR, "driver-bind 01:00.0\ndriver-unbind 01:00.1")).toBe("-ENOENT");
    expect(last(PAIR, "driver-unbind 00:03.0")).toBe("-ENOENT");
  });
  test("the array is not empty: -EBUSY", () => {
    const attached = "driver-bind 01:00.0\npasid-attach 01:00.1 pasid 5 domain D1";
    expect(last(PAIR, `${attached}\ndriver-unbind 01:00.0`)).toBe("-EBUSY");
  });
  test("else 0: counted no more", () => {
    const ran = run(PAIR, "driver-bind 01:00.0\ndriver-unbind 01:00.0");
    expect(ran.changed).toEqual(["function 1 of nobody count 0", "function 2 of nobody count 0"]);
    expect(last(PAIR, "driver-bind 00:03.0\ndriver-unbind 00:03.0")).toBe("0");
  });
});

describe("while a group has an owner", () => {
  test("a detach goes to the blocking domain, and releasing gives the default one back", () => {
    const attached = `${CLAIM}\nrid-attach 01:00.0 domain D1`;
    const ran = run(PAIR, `${attached}\nrid-detach 01:00.0`);
    expect(ran.calls).toEqual(["1:0 B<-D1", "2:0 B<-D1"]);
    const alone = "claim 00:02.0 owner O1\ndevice-attach 00:02.0 domain D1\ndevice-detach 00:02.0";
    expect(run(PAIR, alone).calls).toEqual(["3:0 B<-D1"]);
  });
  test("a direct-mapped function that has come is not asked for what row 4 forbids", () => {
    const direct = PAIR.replace("01:00.1 endpoint", "$& direct-map absent");
    const come = `${CLAIM}\nrid-attach 01:00.0 domain D1\nplug 01:00.1\nrid-detach 01:00.0`;
    const ran = run(direct, come);
    expect(ran.outcomes).toBe("0 0 0 0");
    expect(ran.calls).toEqual(["1:0 B<-D1"]);
  });
  test("operations of the core are the owner's; of a context's group they are -EPERM", () => {
    expect(last(PAIR, `${CLAIM}\npasid-attach 01:00.1 pasid 5 domain D1`)).toBe("0");
    for (const op of [
      "device-attach 01:00.1 domain D1",
      "device-detach 01:00.1",
      "rid-attach 01:00.1 domain D1",
      "rid-replace 01:00.1 domain D1",
      "rid-detach 01:00.1",
      "pasid-attach 01:00.1 pasid 5 domain D1",
      "pasid-replace 01:00.1 pasid 5 domain D1",
      "pasid-detach 01:00.1 pasid 5",
      "allocate-pasid 01:00.1 driver R1 domain D1",
      "free-pasid 01:00.1 driver R1",
      "sva-bind 01:00.1 mm M1",
      "sva-unbind 01:00.1 mm M1",
    ])
      expect(run(PAIR, `fd-bind 01:00.0 context C1\n${op}`)).toMatchObject(refused("0 -EPERM"));
    expect(last(PAIR, "fd-bind 01:00.0 context C1\nreset-prepare 01:00.1")).toBe("0");
  });
});

describe("unplug of what somebody holds", () => {
  const there = "plug 00:04.0";
  const rciep = PAIR.replace("00:04.0 rciep", "00:04.0 rciep pasid 8 prefix");
  const unplugged = (held: string): string => last(rciep, `${there}\n${held}\nunplug 00:04.0`);

  test("a driver, a user, an address space, a number: -EBUSY", () => {
    expect(unplugged("driver-bind 00:04.0")).toBe("-EBUSY");
    expect(unplugged("fd-bind 00:04.0 context C1")).toBe("-EBUSY");
    expect(unplugged("sva-bind 00:04.0 mm M1")).toBe("-EBUSY");
    expect(unplugged("allocate-pasid 00:04.0 driver R1 domain D1")).toBe("-EBUSY");
    expect(unplugged("sva-bind 00:04.0 mm M1\nsva-unbind 00:04.0 mm M1")).toBe("0");
  });
  test("the last of a group with an owner: -EBUSY; not one of several", () => {
    expect(unplugged("claim 00:04.0 owner O1")).toBe("-EBUSY");
    expect(run(PAIR, `${CLAIM}\nunplug 01:00.1\nunplug 01:00.0`).outcomes).toBe("0 0 -EBUSY");
  });
  test("after the rows of its own", () => {
    expect(last(PAIR, "claim 00:01.0 owner O1\nunplug 00:01.0")).toBe("-EOPNOTSUPP");
    expect(last(PAIR, "driver-bind 00:02.0\nunplug 00:04.0")).toBe("-ENODEV");
  });
});
