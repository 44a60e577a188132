/**
 * Section 6 of docs/reference/errno-table.md (SVA) holds row by row, and allocators of PASIDs
 * answer as in the source (iommu_alloc_global_pasid; semantics 10).
 *
 * Not reachable: an address space that is not DMA-capable, memory, a driver without SVA, another
 * address space at the same PASID.
 */
import { describe, expect, test } from "vitest";
import { DEVICE_XARRAY, LINUX_6_2, LINUX_7_3 } from "../../../impl/designs/contracts.js";
import { foretold, last, refused, run } from "../../../properties/testing/rows.js";
import { withPolicies } from "../../vocabulary/design/contract.js";

/** 1 and 2 are one group; 3 has one PASID to give; 4 none; 5 has no group; 6 is alone. */
const PAIR = `
00:01.0 root-port bus 01 acs SV TB RR CR UF of SV TB RR CR UF prefix
01:00.0 endpoint multifunction pasid 8 prefix
01:00.1 endpoint multifunction pasid 8 prefix
00:02.0 rciep pasid 1 prefix
00:03.0 rciep
00:04.0 rciep pasid 8 prefix no-iommu
00:05.0 rciep pasid 8 prefix`;

const BIND = "sva-bind 01:00.0 mm M1";

describe("iommu_sva_bind_device", () => {
  test("no group: -ENODEV", () => {
    expect(last(PAIR, "sva-bind 00:04.0 mm M1")).toBe("-ENODEV");
  });
  test("the address space's PASID is too large for the device: -EOVERFLOW", () => {
    const taken = "allocate-pasid 00:05.0 driver R1 domain D1";
    expect(last(PAIR, `${taken}\n${BIND}\nsva-bind 00:02.0 mm M1`)).toBe("-EOVERFLOW");
    expect(last(PAIR, `${BIND}\nsva-bind 00:03.0 mm M1`)).toBe("-EOVERFLOW");
  });
  test("none to be had: -ENOSPC, also where max_pasids is 0", () => {
    expect(last(PAIR, "sva-bind 00:02.0 mm M1\nsva-bind 00:02.0 mm M2")).toBe("-ENOSPC");
    expect(last(PAIR, "sva-bind 00:03.0 mm M1")).toBe("-ENOSPC");
  });
  test("the same address space is there: 0, shared, nothing called", () => {
    const ran = run(PAIR, `${BIND}\nsva-bind 01:00.1 mm M1`);
    expect(ran.outcomes).toBe("0 0");
    expect(ran.calls).toEqual([]);
    expect(ran.changed).toEqual(["bonds 2 M1 1"]);
  });
  test("an entry with a handle of another type is there: -EBUSY, nothing called", () => {
    const other = "pasid-attach 01:00.1 pasid 1 domain D1 handle h1";
    expect(last(PAIR, `${other}\n${BIND}`)).toBe("-EBUSY");
    const weak = `iommu blocking rid${PAIR}`;
    expect(last(weak, `${other}\n${BIND}`)).toBe("-EOPNOTSUPP");
  });
  test("an entry without handle is there: the attach says -EBUSY, in its own order", () => {
    const other = "pasid-attach 01:00.1 pasid 1 domain D1";
    const ran = run(PAIR, `${other}\n${BIND}`);
    expect(ran.outcomes).toBe("0 -EBUSY");
    expect(ran.calls).toEqual([]);
    expect(ran.changed).toEqual(["M1 has 1"]);
  });
  test("the rows of the PASID attach, and the driver's errno; the PASID stays", () => {
    expect(last(`iommu blocking rid${PAIR}`, BIND)).toBe("-EOPNOTSUPP");
    const ran = run(PAIR, `${BIND} fail 1 ENOMEM`);
    expect(ran.outcomes).toBe("-ENOMEM");
    expect(ran.changed).toEqual(["M1 has 1"]);
  });
  test("a domain that is in use is tried first, and then a new one whatever was answered", () => {
    const ran = run(PAIR, `${BIND}\nsva-bind 00:05.0 mm M1 fail 1 ENOMEM`);
    expect(ran.outcomes).toBe("0 0");
    expect(ran.calls).toEqual(["6:1 S1<-none !12", "6:1 S1<-none"]);
  });
  test("else 0: attached at the lowest number, for the whole group", () => {
    const ran = run(PAIR, BIND);
    expect(ran.calls).toEqual(["1:1 S1<-none", "2:1 S1<-none"]);
    expect(ran.changed).toEqual([
      "M1 has 1",
      "bonds 1 M1 1",
      "hardware 1:1 S1",
      "recorded 1:1 S1",
      "hardware 2:1 S1",
      "recorded 2:1 S1",
    ]);
    const own = run(PAIR, `${BIND}\nsva-bind 01:00.1 mm M1`, DEVICE_XARRAY);
    expect(own.calls).toEqual(["2:1 S1<-none"]);
  });
  test("6.2 has no handles, and shares all the same", () => {
    const ran = run(PAIR, `${BIND}\nsva-bind 01:00.1 mm M1`, LINUX_6_2);
    expect(ran).toMatchObject({ outcomes: "0 0", calls: [] });
  });
});

describe("iommu_sva_unbind_device", () => {
  const BOTH = `${BIND}\nsva-bind 01:00.1 mm M1`;

  test("no bond of this function and address space: -ENOENT", () => {
    expect(last(PAIR, `${BIND}\nsva-unbind 01:00.1 mm M1`)).toBe("-ENOENT");
    expect(last(PAIR, `${BIND}\nsva-unbind 01:00.0 mm M2`)).toBe("-ENOENT");
    expect(last(PAIR, "sva-unbind 00:04.0 mm M1")).toBe("-ENOENT");
  });
  test("others hold on to the handle: nothing is called", () => {
    const ran = run(PAIR, `${BOTH}\nsva-unbind 01:00.0 mm M1`);
    expect(ran.calls).toEqual([]);
    expect(ran.changed).toEqual(["bonds 1 M1 0"]);
  });
  test("the last: detached, and the address space keeps its PASID", () => {
    const ran = run(PAIR, `${BOTH}\nsva-unbind 01:00.0 mm M1\nsva-unbind 01:00.1 mm M1`);
    expect(ran.calls).toEqual(["1:1 B<-S1", "2:1 B<-S1"]);
    expect(ran.changed).not.toContain("M1 has 0");
  });
  test("the bond that was made last is undone first, each with the handle that it holds", () => {
    const again = `${BIND}\npasid-detach 01:00.0 pasid 1\n${BIND}\nsva-bind 01:00.1 mm M1`;
    const ran = run(PAIR, `${again}\nsva-unbind 01:00.0 mm M1`);
    expect(ran.calls).toEqual([]);
    expect(ran.changed).toEqual(["bonds 1 M1 1"]);
  });
  test("it is detached through the function that the handle was made for", () => {
    const own = withPolicies(LINUX_7_3, { programs: "own-device" });
    const both = `${BOTH}\nsva-unbind 01:00.0 mm M1\nsva-unbind 01:00.1 mm M1`;
    expect(run(PAIR, both, own).calls).toEqual(["1:1 B<-S1"]);
  });
  test("detached by other means already: Linux does not ask, and calls all the same", () => {
    const gone = `${BIND}\npasid-detach 01:00.0 pasid 1`;
    const { calls } = run(PAIR, `${gone}\nsva-unbind 01:00.0 mm M1`);
    expect(calls).toEqual(["1:1 B<-S1", "2:1 B<-S1"]);
  });
  test("a handle outlived: it takes along what was attached in its place", () => {
    const again = `${BIND}\npasid-detach 01:00.0 pasid 1\nsva-bind 01:00.1 mm M1`;
    const ran = run(PAIR, `${again}\nsva-unbind 01:00.0 mm M1`);
    expect(ran.outcomes).toBe("0 0 0 0");
    expect(ran.changed).toContain("recorded 2:1 none");
    expect(ran.changed).not.toContain("bonds 2 M1 0");
  });
  test("where that function has gone, Linux goes through a dead device", () => {
    const gone = `${BOTH}\nsva-unbind 01:00.0 mm M1\nunplug 01:00.0`;
    expect(foretold(PAIR, gone)).toBeNull();
    const unbound = `${gone}\nsva-unbind 01:00.1 mm M1`;
    const ran = run(PAIR, unbound);
    expect(ran.outcomes).toBe("0 0 0 0 0");
    expect(foretold(PAIR, unbound)).toMatch(/SVA/u);
    expect(ran.changed).toContain("recorded 2:1 none");
  });
});

describe("a driver's PASID", () => {
  const TAKE = "allocate-pasid 01:00.0 driver R1 domain D1";

  test("none to be had: -ENOSPC, before the rows of the attach", () => {
    expect(last(PAIR, "allocate-pasid 00:03.0 driver R1 domain N1")).toBe("-ENOSPC");
    const one = "allocate-pasid 00:02.0 driver R1 domain D1";
    expect(last(PAIR, `${one}\n${one}`)).toBe("-ENOSPC");
  });
  test("no group: -ENODEV", () => {
    expect(last(PAIR, "allocate-pasid 00:04.0 driver R1 domain D1")).toBe("-ENODEV");
  });
  test("the attach refuses: its errno, and the number is free again", () => {
    expect(last(PAIR, "allocate-pasid 01:00.0 driver R1 domain N1")).toBe("-EOPNOTSUPP");
    const ran = run(PAIR, `${TAKE} fail 2 ENOMEM\n${TAKE}`);
    expect(ran.outcomes).toBe("-ENOMEM 0");
    expect(ran.changed).toContain("holders 1:1 1");
  });
  test("somebody has attached the number without allocating it: -EBUSY", () => {
    expect(last(PAIR, `pasid-attach 01:00.1 pasid 1 domain D2\n${TAKE}`)).toBe("-EBUSY");
  });
  test("else 0: the lowest that is free, without handle", () => {
    const ran = run(PAIR, `${BIND}\n${TAKE}`);
    expect(ran.calls).toEqual(["1:2 D1<-none", "2:2 D1<-none"]);
    expect(ran.changed).toContain("holders 1:2 1");
  });
  test("free: the highest of this driver and function, or -ENOENT", () => {
    expect(last(PAIR, "free-pasid 01:00.0 driver R1")).toBe("-ENOENT");
    expect(last(PAIR, `${TAKE}\nfree-pasid 01:00.0 driver R2`)).toBe("-ENOENT");
    expect(last(PAIR, `${TAKE}\nfree-pasid 01:00.1 driver R1`)).toBe("-ENOENT");
    const ran = run(PAIR, `${TAKE}\n${TAKE}\nfree-pasid 01:00.0 driver R1`);
    expect(ran.calls).toEqual(["1:2 B<-D1", "2:2 B<-D1"]);
    expect(ran.changed).toContain("holders 1:2 0");
  });
  test("free of what was detached by other means: nothing is called", () => {
    const gone = `${TAKE}\npasid-detach 01:00.1 pasid 1`;
    const ran = run(PAIR, `${gone}\nfree-pasid 01:00.0 driver R1`);
    expect(ran.outcomes).toBe("0 0 0");
    expect(ran.calls).toEqual([]);
  });
  test("a driver of the function must be there: -ENODEV where it is absent", () => {
    const absent = `${PAIR} absent`;
    expect(run(absent, "sva-bind 00:05.0 mm M1")).toMatchObject(refused("-ENODEV"));
    expect(last(absent, "free-pasid 00:05.0 driver R1")).toBe("-ENODEV");
  });
});
