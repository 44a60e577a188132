/** Each policy of users of the core (contract.ts) has its two behaviours, one test a policy. */
import { expect, test } from "vitest";
import { LINUX_6_2, LINUX_7_3 } from "../../../impl/designs/contracts.js";
import { last, run } from "../../../properties/testing/rows.js";
import { withPolicies, type Contract } from "../../vocabulary/design/contract.js";

/** 1 and 2 are one group; 3 is alone. */
const PAIR = `
00:01.0 root-port bus 01 acs SV TB RR CR UF of SV TB RR CR UF prefix
01:00.0 endpoint multifunction pasid 8 prefix reserved 1
01:00.1 endpoint multifunction pasid 8 prefix reserved 2
00:02.0 rciep pasid 8`;

/** H1 and H3 are for PASIDs, H2 is not; H3 has another IOAS. */
const BOTH = `
fd-bind 01:00.0 context C1
fd-bind 01:00.1 context C1
ioas-alloc 01:00.0 ioas A1
ioas-alloc 01:00.0 ioas A2
hwpt-alloc 01:00.0 hwpt H1 of A1 for-pasids
hwpt-alloc 01:00.0 hwpt H2 of A1
hwpt-alloc 01:00.0 hwpt H3 of A2 for-pasids`;

const changed = (policies: Partial<Contract>): Contract => withPolicies(LINUX_7_3, policies);
const ranAfter = (ops: string, contract?: Contract): ReturnType<typeof run> =>
  run(PAIR, `${BOTH}\n${ops}`, contract);
const after = (ops: string, contract?: Contract): string => last(PAIR, `${BOTH}\n${ops}`, contract);

test("claim: blocks, or leaves the group on its domain (BUG-13)", () => {
  const leaves = changed({ claim: "leaves-domain" });
  const claim = "claim 01:00.0 owner O1";
  expect(run(PAIR, claim).changed).toContain("recorded 1:0 B");
  const left = run(PAIR, claim, leaves);
  expect(left.calls).toEqual([]);
  expect(left.changed).toEqual(["function 1 of O1 count 1", "function 2 of O1 count 1"]);
  // The rows before it are as ever, and a detach goes to the blocking domain.
  expect(last(PAIR, `rid-attach 01:00.0 domain D1\n${claim}`, leaves)).toBe("-EBUSY");
  expect(last(`iommu blocking none${PAIR}`, claim, leaves)).toBe("-EOPNOTSUPP");
  const detached = `${claim}\nrid-attach 01:00.0 domain D1\nrid-detach 01:00.0`;
  expect(run(PAIR, detached, leaves).changed).toContain("recorded 1:0 B");
});

test("driverBind: asks the owner, or does not (BUG-14)", () => {
  const unasked = changed({ driverBind: "unasked" });
  const bind = "claim 01:00.0 owner O1\ndriver-bind 01:00.1";
  expect(last(PAIR, bind)).toBe("-EBUSY");
  expect(run(PAIR, bind, unasked).changed).toContain("function 2 of O1 count 2, driver");
  // The owner then releases for the driver as well; what is 0 stays 0.
  const released = `${bind}\nrelease 01:00.0\nrelease 01:00.0\ndriver-unbind 01:00.1`;
  const ran = run(PAIR, released, unasked);
  expect(ran.outcomes).toBe("0 0 0 0 0");
  expect(ran.changed).toEqual(["function 2 of nobody count 0"]);
});

test("iommufd: absent, or present", () => {
  expect(last(PAIR, "fd-bind 01:00.0 context C1", LINUX_6_2)).toBe("-EOPNOTSUPP");
  expect(last(PAIR, "fd-bind 01:00.0 context C1")).toBe("0");
});

test("fdJoin: nothing is asked of who joins (LEAD-14), or what an attach would ask", () => {
  const less = PAIR.replace("01:00.1 endpoint multifunction pasid 8", "01:00.1 endpoint");
  const joins = `${BOTH}\nfd-attach 01:00.0 pasid 3 to H1\nfd-attach 01:00.1 pasid 3 to H1`;
  const asks = changed({ fdJoin: "as-attach", incapable: "refused" });
  expect(last(less, joins)).toBe("0");
  expect(last(less, joins, asks)).toBe("-EINVAL");
  expect(last(PAIR, joins, asks)).toBe("0");
  expect(last(less, joins, changed({ fdJoin: "as-attach" }))).toBe("0");
  const rids = `${BOTH}\nfd-attach 01:00.0 pasid 0 to H1\nfd-attach 01:00.1 pasid 0 to H1`;
  expect(last(less, rids, asks)).toBe("0");
});

test("fdReplace: needs the function attached, or does not ask (BUG-9)", () => {
  const unasked = changed({ fdReplace: "unasked" });
  const ops = "fd-attach 01:00.0 pasid 0 to H1\nfd-replace 01:00.1 pasid 0 to H3";
  expect(after(ops)).toBe("-EINVAL");
  const ran = ranAfter(ops, unasked);
  expect(ran.changed).toContain("attached 2:0 H3");
  expect(ran.changed).toContain("H3 of A2 for-pasids on none, 2 users");
  expect(ran.changed).toContain("A2 of C1 maps () reserves (1)");
  const same = "fd-attach 01:00.0 pasid 0 to H1\nfd-replace 01:00.1 pasid 0 to H1";
  expect(ranAfter(same, unasked).changed).toEqual([]);
});

test("fdUndo: strips what the attachment still needs (LEAD-1), or keeps it", () => {
  const ops = "fd-attach 01:00.0 pasid 0 to H1\nfd-replace 01:00.0 pasid 0 to H2 fail 1 ENOMEM";
  const map = "ioas-map 01:00.0 ioas A1 region 1";
  expect(after(`${ops}\n${map}`)).toBe("0");
  expect(after(`${ops}\n${map}`, changed({ fdUndo: "keeps" }))).toBe("-EINVAL");
});

test("reservations: of the device, or of its group's members (BUG-29)", () => {
  const perGroup = changed({ reservations: "per-group" });
  const one = "fd-attach 01:00.0 pasid 0 to H1";
  expect(ranAfter(one).changed).toContain("A1 of C1 maps () reserves (1)");
  expect(ranAfter(one, perGroup).changed).toContain("A1 of C1 maps () reserves (1,2)");
  expect(after(`ioas-map 01:00.0 ioas A1 region 2\n${one}`, perGroup)).toBe("-EADDRINUSE");
  const both = `${one}\nfd-attach 01:00.1 pasid 0 to H1\nfd-detach 01:00.0 pasid 0`;
  expect(ranAfter(both).changed).toContain("A1 of C1 maps () reserves (2)");
  expect(ranAfter(both, perGroup).changed).not.toContain("A1 of C1 maps () reserves (2)");
});

test("fdCompat: checked, or unchecked (INV-45)", () => {
  const unchecked = changed({ fdCompat: "unchecked" });
  expect(after("fd-attach 01:00.0 pasid 3 to H2")).toBe("-EINVAL");
  expect(after("fd-attach 01:00.0 pasid 3 to H2", unchecked)).toBe("0");
  const rid = "fd-attach 01:00.0 pasid 3 to H1\nfd-attach 01:00.1 pasid 0 to H2";
  expect(after(rid)).toBe("-EINVAL");
  expect(after(rid, unchecked)).toBe("0");
  expect(after("fd-attach 01:00.0 pasid 3 to A1")).toBe("-EINVAL");
  expect(ranAfter("fd-attach 01:00.0 pasid 3 to A1", unchecked).changed).toContain(
    "attached 1:3 X1",
  );
});

test("fdHandle: goes on naming the first attacher (LEAD-13), or passes on", () => {
  const passesOn = changed({ fdHandle: "passes-on" });
  for (const pasid of [0, 3]) {
    const both = [1, 0].map((fn) => `fd-attach 01:00.${fn} pasid ${pasid} to H1`).join("\n");
    const first = `${both}\nfd-detach 01:00.1 pasid ${pasid}`;
    expect(ranAfter(first).changed).not.toContain(`names 1:${pasid} 1`);
    expect(ranAfter(first, passesOn).changed).toContain(`names 1:${pasid} 1`);
    // Who is not named takes nothing along.
    const third = `${PAIR}\n01:00.2 endpoint multifunction pasid 8 prefix`;
    const three = `fd-bind 01:00.2 context C1\nfd-attach 01:00.2 pasid ${pasid} to H1\n${both}`;
    const second = `${BOTH}\n${three}\nfd-detach 01:00.1 pasid ${pasid}`;
    expect(run(third, second, passesOn).changed).toEqual([
      `attached 2:${pasid} none`,
      ...(pasid === 0 ? ["A1 of C1 maps () reserves (1)"] : []),
      "H1 of A1 for-pasids on none, 2 users",
    ]);
  }
});

test("vfioZero: a RID attach (LEAD-12), or refused", () => {
  const zero = "vfio-attach-pasid 01:00.0 pasid 0 to H1";
  expect(ranAfter(zero).changed).toContain("attached 1:0 H1");
  expect(after(zero, changed({ vfioZero: "refused" }))).toBe("-EINVAL");
});

test("vfioFault: detaches the RID (LEAD-2), or undoes what was attached", () => {
  const ops = "vfio-attach 01:00.0 to H1\nvfio-attach-pasid 01:00.0 pasid 3 to H1 copy-fault";
  expect(ranAfter(ops).changed).toContain("attached 1:0 none");
  expect(ranAfter(ops, changed({ vfioFault: "undoes-attach" })).changed).toEqual([]);
});

test("sva: a second bond shares the first one's handle, or does not find it (BUG-15)", () => {
  const twice = "sva-bind 01:00.0 mm M1\nsva-bind 01:00.1 mm M1";
  expect(last(PAIR, twice)).toBe("0");
  const forgets = run(PAIR, twice, changed({ sva: "forgets" }));
  expect(forgets.outcomes).toBe("0 -EBUSY");
  expect(forgets.calls).toEqual([]);
});

test("allocator: one space for all, one a driver, one a function", () => {
  const elsewhere = "allocate-pasid 00:02.0 driver R1 domain D1";
  const pasidOf = (op: string, contract?: Contract): string => {
    const { changed: cells } = run(PAIR, `${elsewhere}\n${op}`, contract);
    return cells.filter((cell) => /^holders|^M1/u.test(cell)).join(", ");
  };
  const perDriver = changed({ allocator: "per-driver" });
  const perDevice = changed({ allocator: "per-device" });
  const first = "allocate-pasid 01:00.0 driver R1 domain D1";
  expect(pasidOf(first)).toBe("holders 1:2 1");
  expect(pasidOf(first, perDriver)).toBe("holders 1:2 1");
  expect(pasidOf(first, perDevice)).toBe("holders 1:1 1");
  const second = "allocate-pasid 01:00.0 driver R2 domain D1";
  expect(pasidOf(second)).toBe("holders 1:2 2");
  expect(pasidOf(second, perDriver)).toBe("holders 1:1 2");
  expect(pasidOf(second, perDevice)).toBe("holders 1:1 2");
  // One function's drivers share the function's space.
  const third = "allocate-pasid 00:02.0 driver R2 domain D1";
  expect(pasidOf(third, perDevice)).toBe("holders 3:2 2");
  expect(last(PAIR, `${elsewhere}\n${third}`, perDriver)).toBe("-EBUSY");
  // An address space's comes from the one for all.
  expect(pasidOf("sva-bind 01:00.0 mm M1")).toBe("M1 has 2");
  expect(pasidOf("sva-bind 01:00.0 mm M1", perDriver)).toBe("M1 has 1");
  expect(pasidOf("sva-bind 01:00.0 mm M1", perDevice)).toBe("M1 has 1");
});
