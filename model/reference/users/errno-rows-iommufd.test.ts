/**
 * Section 7 of docs/reference/errno-table.md holds for all but attach, replace and detach: bind,
 * objects and their users, maps.
 *
 * Not reachable: memory, cache coherency, MSI isolation, flags and data that this driver takes
 * anyway, alignment and overflow, allowed ranges.
 */
import { describe, expect, test } from "vitest";
import { LINUX_6_2 } from "../../../impl/designs/contracts.js";
import { last, refused, run } from "../../../properties/testing/rows.js";

/** 1 and 2 are one group; 3 is alone; 4 has no group. */
const PAIR = `
00:01.0 root-port bus 01 acs SV TB RR CR UF of SV TB RR CR UF prefix
01:00.0 endpoint multifunction pasid 8 prefix ats reserved 1
01:00.1 endpoint multifunction pasid 8 prefix reserved 2
00:02.0 rciep
00:03.0 rciep no-iommu`;

const BIND = "fd-bind 01:00.0 context C1";
const IOAS = `${BIND}\nioas-alloc 01:00.0 ioas A1`;
const HWPT = `${IOAS}\nhwpt-alloc 01:00.0 hwpt H1 of A1`;
const OTHER = "fd-bind 00:02.0 context C2";

describe("iommufd_device_bind", () => {
  test("bound already: -EINVAL, to whichever context", () => {
    expect(last(PAIR, `${BIND}\n${BIND}`)).toBe("-EINVAL");
    expect(last(PAIR, `${BIND}\nfd-bind 01:00.0 context C2`)).toBe("-EINVAL");
  });
  test("bind row 2: no IOMMU that could be coherent: -EINVAL, and row 3 is never met", () => {
    expect(last(PAIR, "fd-bind 00:03.0 context C1")).toBe("-EINVAL");
  });
  test("bind row 6: what the claim answers, the driver's errno included", () => {
    expect(last(PAIR, `${BIND}\nfd-bind 01:00.1 context C2`)).toBe("-EPERM");
    expect(last(PAIR, `claim 01:00.1 owner O1\n${BIND}`)).toBe("-EPERM");
    expect(last(PAIR, `driver-bind 01:00.1\n${BIND}`)).toBe("-EPERM");
    expect(last(PAIR, `driver-bind 01:00.0\n${BIND}`)).toBe("-EPERM");
    expect(last(PAIR, `pasid-attach 01:00.1 pasid 5 domain D1\n${BIND}`)).toBe("-EBUSY");
    const direct = PAIR.replace("01:00.1 endpoint", "$& direct-map");
    expect(last(direct, BIND)).toBe("-EINVAL");
    expect(last(`iommu blocking none${PAIR}`, BIND)).toBe("-EOPNOTSUPP");
    const failed = run(PAIR, `${BIND} fail 2 ENOMEM`);
    expect(failed.outcomes).toBe("-ENOMEM");
    expect(failed.changed).toEqual([]);
  });
  test("else 0: the first blocks the group, the second only counts", () => {
    const first = run(PAIR, BIND);
    expect(first.calls).toEqual(["1:0 B<-I", "2:0 B<-I"]);
    expect(first.changed).toContain("function 1 of C1 count 1, bound to C1");
    expect(first.changed).toContain("function 2 of C1 count 1");
    const second = run(PAIR, `${BIND}\nfd-bind 01:00.1 context C1`);
    expect(second.calls).toEqual([]);
    expect(second.changed).toContain("function 2 of C1 count 2, bound to C1");
  });
  test("before iommufd: -EOPNOTSUPP, after -ENODEV of an absent function", () => {
    for (const op of [
      BIND,
      "fd-unbind 01:00.0",
      "ioas-alloc 01:00.0 ioas A1",
      "vfio-detach 01:00.0",
    ])
      expect(run(PAIR, op, LINUX_6_2)).toMatchObject(refused("-EOPNOTSUPP"));
    const absent = PAIR.replace("00:02.0 rciep", "$& absent");
    expect(last(absent, OTHER, LINUX_6_2)).toBe("-ENODEV");
  });
});

describe("iommufd_device_unbind", () => {
  test("not bound: -ENOENT", () => {
    expect(last(PAIR, `${BIND}\nfd-unbind 01:00.1`)).toBe("-ENOENT");
    expect(last(PAIR, "fd-unbind 00:03.0")).toBe("-ENOENT");
  });
  test("attached, at the RID or a PASID: -EBUSY", () => {
    const rid = `${HWPT}\nfd-attach 01:00.0 pasid 0 to H1`;
    expect(run(PAIR, `${rid}\nfd-unbind 01:00.0`)).toMatchObject(refused("0 0 0 0 -EBUSY"));
    const pasid = `${HWPT} for-pasids\nfd-attach 01:00.0 pasid 3 to H1`;
    expect(last(PAIR, `${pasid}\nfd-unbind 01:00.0`)).toBe("-EBUSY");
    const both = `${pasid}\nfd-bind 01:00.1 context C1`;
    expect(last(PAIR, `${both}\nfd-unbind 01:00.0`)).toBe("-EBUSY");
    expect(last(PAIR, `${both}\nfd-unbind 01:00.1`)).toBe("0");
  });
  test("else 0: counted no more, and the last gives the default domain back", () => {
    const both = `${BIND}\nfd-bind 01:00.1 context C1\nfd-unbind 01:00.0`;
    expect(run(PAIR, both).calls).toEqual([]);
    const ran = run(PAIR, `${both}\nfd-unbind 01:00.1`);
    expect(ran.calls).toEqual(["1:0 I<-B", "2:0 I<-B"]);
    expect(ran.changed).toContain("function 2 of nobody count 0");
  });
  test("objects outlive it, and are reached again by whoever is bound to the context", () => {
    const again = `${HWPT}\nfd-unbind 01:00.0\nfd-bind 00:02.0 context C1`;
    expect(last(PAIR, `${again}\nfd-attach 00:02.0 pasid 0 to H1`)).toBe("0");
    const foreign = `${HWPT}\nfd-unbind 01:00.0\nfd-bind 01:00.0 context C2`;
    expect(last(PAIR, `${foreign}\nfd-attach 01:00.0 pasid 0 to H1`)).toBe("-ENOENT");
  });
});

test("a function that is bound to no context: -ENODEV for everything else", () => {
  for (const op of [
    "ioas-alloc 01:00.1 ioas A1",
    "ioas-map 01:00.1 ioas A1 region 1",
    "ioas-unmap 01:00.1 ioas A1 region 1",
    "hwpt-alloc 01:00.1 hwpt H1 of A1",
    "fd-destroy 01:00.1 object A1",
    "fd-attach 01:00.1 pasid 0 to A1",
    "fd-replace 01:00.1 pasid 0 to A1",
    "fd-detach 01:00.1 pasid 0",
    "vfio-attach 01:00.1 to A1",
    "vfio-attach-pasid 01:00.1 pasid 0 to A1",
    "vfio-detach 01:00.1",
    "vfio-detach-pasid 01:00.1 pasid 1",
  ])
    expect(run(PAIR, `${IOAS}\n${op}`)).toMatchObject(refused("0 0 -ENODEV"));
});

describe("IOMMU_IOAS_ALLOC, _MAP, _UNMAP", () => {
  test("alloc: the name is taken, also by another context: -EEXIST", () => {
    expect(last(PAIR, `${IOAS}\nioas-alloc 01:00.0 ioas A1`)).toBe("-EEXIST");
    expect(last(PAIR, `${IOAS}\n${OTHER}\nioas-alloc 00:02.0 ioas A1`)).toBe("-EEXIST");
    expect(run(PAIR, IOAS).changed).toEqual(["A1 of C1 maps () reserves ()"]);
  });
  test("map: no such IOAS: -ENOENT, also another context's", () => {
    expect(last(PAIR, `${IOAS}\nioas-map 01:00.0 ioas A2 region 1`)).toBe("-ENOENT");
    expect(last(PAIR, `${IOAS}\n${OTHER}\nioas-map 00:02.0 ioas A1 region 1`)).toBe("-ENOENT");
  });
  test("map: reserved: -EINVAL; mapped: -EEXIST; else 0", () => {
    const attached = `${HWPT}\nfd-attach 01:00.0 pasid 0 to H1`;
    expect(last(PAIR, `${attached}\nioas-map 01:00.0 ioas A1 region 1`)).toBe("-EINVAL");
    const mapped = `${attached}\nioas-map 01:00.0 ioas A1 region 2`;
    expect(run(PAIR, mapped).changed).toEqual(["A1 of C1 maps (2) reserves (1)"]);
    expect(last(PAIR, `${mapped}\nioas-map 01:00.0 ioas A1 region 2`)).toBe("-EEXIST");
  });
  test("unmap: no such IOAS, or nothing mapped: -ENOENT; else 0", () => {
    expect(last(PAIR, `${IOAS}\nioas-unmap 01:00.0 ioas A2 region 1`)).toBe("-ENOENT");
    expect(last(PAIR, `${IOAS}\nioas-unmap 01:00.0 ioas A1 region 1`)).toBe("-ENOENT");
    const mapped = `${IOAS}\nioas-map 01:00.0 ioas A1 region 1`;
    expect(last(PAIR, `${mapped}\n${OTHER}\nioas-unmap 00:02.0 ioas A1 region 1`)).toBe("-ENOENT");
    const ran = run(PAIR, `${mapped}\nioas-unmap 01:00.0 ioas A1 region 1`);
    expect(ran.changed).toEqual(["A1 of C1 maps () reserves ()"]);
  });
});

describe("IOMMU_HWPT_ALLOC", () => {
  const PARENT = `${HWPT} nest-parent`;

  test("the name is taken: -EEXIST, before what it would be made of", () => {
    expect(last(PAIR, `${HWPT}\nhwpt-alloc 01:00.0 hwpt H1 of A4`)).toBe("-EEXIST");
    expect(last(PAIR, `${HWPT}\n${OTHER}\nhwpt-alloc 00:02.0 hwpt H1 of A1`)).toBe("-EEXIST");
  });
  test("`of` stands for nothing of this context: -EINVAL", () => {
    expect(last(PAIR, `${IOAS}\nhwpt-alloc 01:00.0 hwpt H1 of A2`)).toBe("-EINVAL");
    expect(last(PAIR, `${IOAS}\nhwpt-alloc 01:00.0 hwpt H1 of H2`)).toBe("-EINVAL");
    expect(last(PAIR, `${IOAS}\n${OTHER}\nhwpt-alloc 00:02.0 hwpt H1 of A1`)).toBe("-EINVAL");
  });
  test("on a nested one: -EINVAL, whatever the flags", () => {
    const nested = `${PARENT}\nhwpt-alloc 01:00.0 hwpt H2 of H1`;
    expect(last(PAIR, `${nested}\nhwpt-alloc 01:00.0 hwpt H3 of H2`)).toBe("-EINVAL");
    expect(last(PAIR, `${nested}\nhwpt-alloc 01:00.0 hwpt H3 of H2 nest-parent`)).toBe("-EINVAL");
  });
  test("nested, and a parent itself: -EOPNOTSUPP, before -EINVAL for the parent", () => {
    expect(last(PAIR, `${PARENT}\nhwpt-alloc 01:00.0 hwpt H2 of H1 nest-parent`)).toBe(
      "-EOPNOTSUPP",
    );
    expect(last(PAIR, `${HWPT}\nhwpt-alloc 01:00.0 hwpt H2 of H1 nest-parent`)).toBe("-EOPNOTSUPP");
  });
  test("on one that was not made as a parent: -EINVAL", () => {
    expect(last(PAIR, `${HWPT}\nhwpt-alloc 01:00.0 hwpt H2 of H1`)).toBe("-EINVAL");
  });
  test("else 0; a nested one has its parent's IOAS, and uses it", () => {
    expect(run(PAIR, `${HWPT} for-pasids`).changed).toEqual([
      "H1 of A1 for-pasids on none, 0 users",
    ]);
    const ran = run(PAIR, `${PARENT}\nhwpt-alloc 01:00.0 hwpt H2 of H1 for-pasids`);
    expect(ran.changed).toEqual([
      "H1 of A1 nest-parent on none, 1 users",
      "H2 of A1 for-pasids on H1, 0 users",
    ]);
    const other = PARENT.replaceAll("A1", "A2");
    const nested = run(PAIR, `${other}\nhwpt-alloc 01:00.0 hwpt H2 of H1`);
    expect(nested.changed).toContain("H2 of A2 on H1, 0 users");
  });
});

describe("IOMMU_DESTROY", () => {
  test("no such object: -ENOENT, also another context's", () => {
    expect(last(PAIR, `${IOAS}\nfd-destroy 01:00.0 object A2`)).toBe("-ENOENT");
    expect(last(PAIR, `${IOAS}\nfd-destroy 01:00.0 object H1`)).toBe("-ENOENT");
    expect(last(PAIR, `${HWPT}\n${OTHER}\nfd-destroy 00:02.0 object H1`)).toBe("-ENOENT");
  });
  test("an IOAS with page tables, iommufd's own included: -EBUSY", () => {
    expect(last(PAIR, `${HWPT}\nfd-destroy 01:00.0 object A1`)).toBe("-EBUSY");
    const auto = `${IOAS}\nfd-attach 01:00.0 pasid 0 to A1`;
    expect(last(PAIR, `${auto}\nfd-destroy 01:00.0 object A1`)).toBe("-EBUSY");
  });
  test("a page table that is attached, or a parent: -EBUSY", () => {
    const attached = `${HWPT}\nfd-attach 01:00.0 pasid 0 to H1`;
    expect(last(PAIR, `${attached}\nfd-destroy 01:00.0 object H1`)).toBe("-EBUSY");
    const nested = `${HWPT} nest-parent\nhwpt-alloc 01:00.0 hwpt H2 of H1`;
    expect(last(PAIR, `${nested}\nfd-destroy 01:00.0 object H1`)).toBe("-EBUSY");
    const child = `${nested}\nfd-destroy 01:00.0 object H2\nfd-destroy 01:00.0 object H1`;
    expect(last(PAIR, child)).toBe("0");
  });
  test("else 0; an IOAS takes its maps with it", () => {
    const mapped = `${IOAS}\nioas-map 01:00.0 ioas A1 region 1`;
    const ran = run(PAIR, `${mapped}\nfd-destroy 01:00.0 object A1\nioas-alloc 01:00.0 ioas A1`);
    expect(ran.outcomes).toBe("0 0 0 0 0");
    expect(ran.changed).toEqual(["A1 of C1 maps () reserves ()"]);
  });
});
