/**
 * Section 8 of docs/reference/errno-table.md holds row by row: what VFIO remembers, and what it
 * undoes where the answer does not reach the user.
 *
 * Not reachable: sizes and flags of the ioctls, copies on the way in, a device without PASID ops,
 * PASIDs above INT_MAX, VFIO's own bind.
 */
import { describe, expect, test } from "vitest";
import { LINUX_7_3, SOUND } from "../../../impl/designs/contracts.js";
import { run } from "../../../properties/testing/rows.js";
import { withPolicies, type Contract } from "../../vocabulary/design/contract.js";

/** 1 and 2 are one group. */
const PAIR = `
00:01.0 root-port bus 01 acs SV TB RR CR UF of SV TB RR CR UF prefix
01:00.0 endpoint multifunction pasid 8 prefix
01:00.1 endpoint multifunction pasid 8 prefix`;

const BOTH = `
fd-bind 01:00.0 context C1
fd-bind 01:00.1 context C1
ioas-alloc 01:00.0 ioas A1
hwpt-alloc 01:00.0 hwpt H1 of A1 for-pasids
hwpt-alloc 01:00.0 hwpt H2 of A1 for-pasids`;

const RID = "vfio-attach 01:00.0 to H1";
const PASID = "vfio-attach-pasid 01:00.0 pasid 3 to H1";

const ranAfter = (ops: readonly string[], contract?: Contract): ReturnType<typeof run> =>
  run(PAIR, `${BOTH}\n${ops.join("\n")}`, contract);
const outcome = (ops: readonly string[], contract?: Contract): string =>
  ranAfter(ops, contract).outcomes.split(" ").at(-1) ?? "";

describe("VFIO_DEVICE_ATTACH_IOMMUFD_PT", () => {
  test("not attached: the attach table", () => {
    expect(outcome(["vfio-attach 01:00.0 to H3"])).toBe("-ENOENT");
    expect(outcome(["vfio-attach-pasid 01:00.0 pasid 3 to A1"])).toBe("-EINVAL");
    expect(ranAfter([RID]).calls).toEqual(["1:0 H1<-B", "2:0 H1<-B"]);
    expect(ranAfter([PASID]).calls).toEqual(["1:3 H1<-none", "2:3 H1<-none"]);
  });
  test("attached: the replace table", () => {
    expect(ranAfter([RID, "vfio-attach 01:00.0 to H2"]).calls).toEqual([
      "1:0 H2<-H1",
      "2:0 H2<-H1",
    ]);
    const pasid = ranAfter([PASID, "vfio-attach-pasid 01:00.0 pasid 3 to H2"]);
    expect(pasid.calls).toEqual(["1:3 H2<-H1", "2:3 H2<-H1"]);
    expect(outcome([PASID, "vfio-attach-pasid 01:00.0 pasid 3 to H3"])).toBe("-ENOENT");
  });
  test("what counts is what VFIO remembers of this device", () => {
    // iommufd's own attach is not told to VFIO, nor its detach.
    expect(outcome(["fd-attach 01:00.0 pasid 0 to H1", RID])).toBe("-EBUSY");
    expect(outcome([RID, "fd-detach 01:00.0 pasid 0", RID])).toBe("-EINVAL");
    expect(outcome([PASID, "fd-detach 01:00.0 pasid 3", PASID])).toBe("-EINVAL");
    expect(outcome([RID, "vfio-attach 01:00.1 to H2"])).toBe("-EINVAL");
    expect(outcome([RID, "vfio-attach 01:00.1 to H1"])).toBe("0");
  });
  test("what fails is not remembered, and what was stays so", () => {
    expect(outcome([`${RID} fail 1 ENOMEM`, "vfio-attach 01:00.0 to H2"])).toBe("0");
    const again = [`${PASID} fail 1 ENOMEM`, PASID];
    expect(ranAfter(again).calls).toEqual(["1:3 H1<-none", "2:3 H1<-none"]);
    const failed = [RID, "vfio-attach 01:00.0 to H2 fail 1 ENOMEM"];
    expect(ranAfter([...failed, "vfio-detach 01:00.0"]).calls).toEqual(["1:0 B<-H1", "2:0 B<-H1"]);
  });
  test("an unbind makes it forget", () => {
    const twice = [RID, "fd-detach 01:00.0 pasid 0", "fd-unbind 01:00.0"];
    expect(outcome([...twice, "fd-bind 01:00.0 context C1", RID])).toBe("0");
  });
  test("PASID 0 is a RID attach that the RID's memory does not know (LEAD-12)", () => {
    const zero = "vfio-attach-pasid 01:00.0 pasid 0 to H1";
    expect(ranAfter([zero]).calls).toEqual(["1:0 H1<-B", "2:0 H1<-B"]);
    expect(outcome([zero, RID])).toBe("-EBUSY");
    expect(ranAfter([zero, "vfio-detach 01:00.0"]).calls).toEqual([]);
    expect(ranAfter([zero, "vfio-detach-pasid 01:00.0 pasid 0"]).calls).toEqual([
      "1:0 B<-H1",
      "2:0 B<-H1",
    ]);
    expect(outcome([zero], SOUND)).toBe("-EINVAL");
    expect(outcome(["vfio-detach-pasid 01:00.0 pasid 0"], SOUND)).toBe("0");
  });
});

describe("the answer cannot be copied: -EFAULT", () => {
  const undoes = withPolicies(LINUX_7_3, { vfioFault: "undoes-attach" });

  test("a failure is the answer all the same", () => {
    expect(outcome(["vfio-attach 01:00.0 to H3 copy-fault"])).toBe("-ENOENT");
  });
  test("a new RID attach is detached and forgotten, under both rules", () => {
    for (const contract of [LINUX_7_3, undoes]) {
      const ran = ranAfter([`${RID} copy-fault`], contract);
      expect(ran.outcomes).toMatch(/ -EFAULT$/u);
      expect(ran.changed).toEqual([]);
      expect(outcome([`${RID} copy-fault`, RID], contract)).toBe("0");
    }
  });
  test("a replace: the RID is detached (LEAD-2), or it stays", () => {
    const ops = [RID, "vfio-attach 01:00.0 to H2 copy-fault"];
    expect(ranAfter(ops).changed).toContain("attached 1:0 none");
    expect(ranAfter(ops, undoes).changed).toContain("attached 1:0 H2");
    expect(ranAfter(ops, undoes).outcomes).toMatch(/ -EFAULT$/u);
  });
  test("a PASID: the RID is detached and the PASID stays (LEAD-2), or the other way round", () => {
    const ops = [RID, `${PASID} copy-fault`];
    const linux = ranAfter(ops);
    expect(linux.changed).toContain("attached 1:0 none");
    expect(linux.changed).toContain("attached 1:3 H1");
    expect(ranAfter(ops, undoes).changed).toEqual([]);
    expect(outcome([...ops, PASID], undoes)).toBe("0");
    // Where VFIO remembers no RID, nothing is undone at all.
    expect(ranAfter([`${PASID} copy-fault`]).changed).toContain("attached 1:3 H1");
    const zero = "vfio-attach-pasid 01:00.0 pasid 0 to H1 copy-fault";
    expect(ranAfter([zero]).changed).toContain("attached 1:0 H1");
    expect(ranAfter([zero], undoes).changed).toEqual([]);
  });
  test("a PASID's replace stays where the rule undoes attaches only", () => {
    const ops = [PASID, "vfio-attach-pasid 01:00.0 pasid 3 to H2 copy-fault"];
    expect(ranAfter(ops, undoes).changed).toContain("attached 1:3 H2");
  });
});

describe("VFIO_DEVICE_DETACH_IOMMUFD_PT", () => {
  test("nothing is remembered: 0, and nothing is called", () => {
    expect(ranAfter(["vfio-detach 01:00.0"]).calls).toEqual([]);
    const fd = ["fd-attach 01:00.0 pasid 0 to H1", "fd-attach 01:00.0 pasid 3 to H1"];
    expect(ranAfter([...fd, "vfio-detach 01:00.0"])).toMatchObject({ calls: [], changed: [] });
    expect(ranAfter([...fd, "vfio-detach-pasid 01:00.0 pasid 3"]).changed).toEqual([]);
    expect(outcome(["vfio-detach-pasid 01:00.0 pasid 3"])).toBe("0");
  });
  test("else 0: detached and forgotten, each by itself", () => {
    const rid = ranAfter([RID, PASID, "vfio-detach 01:00.0"]);
    expect(rid.calls).toEqual(["1:0 B<-H1", "2:0 B<-H1"]);
    expect(outcome([RID, PASID, "vfio-detach 01:00.0", RID])).toBe("0");
    const pasid = ranAfter([RID, PASID, "vfio-detach-pasid 01:00.0 pasid 3"]);
    expect(pasid.calls).toEqual(["1:3 B<-H1", "2:3 B<-H1"]);
  });
});
