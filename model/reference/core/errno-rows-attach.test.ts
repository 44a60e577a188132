/**
 * The attach table of section 4 of docs/reference/errno-table.md holds row by row:
 * iommu_attach_device_pasid() as Linux 7.3 has it, with what each row leaves behind. Functions are
 * named by their place in the list from 0, `1:5` is PASID 5 of the second, PASID 0 is the RID.
 *
 * Row 6 is in errno-rows-reset.test.ts. Not reachable: row 9 (memory is never short). Rows 2 and 3,
 * and rows 4, 5 and 7, answer the same errno and leave nothing behind, so which of them decides
 * cannot be seen; rows 7 and 8 meet only where a function has joined (errno-rows-plug.test.ts).
 */
import { describe, expect, test } from "vitest";
import { LINUX_7_3, SOUND } from "../../../impl/designs/contracts.js";
import { withPolicies } from "../../vocabulary/design/contract.js";
import { refused, run } from "../../../properties/testing/rows.js";

const ALL = "acs SV TB RR CR UF of SV TB RR CR UF";

/** 1 and 2 are one group with 8 and 9 bits of PASID; 3 has no group. */
const PAIR = `
00:01.0 root-port bus 01 ${ALL} prefix
01:00.0 endpoint multifunction pasid 8 prefix
01:00.1 endpoint multifunction pasid 9 prefix
00:02.0 rciep pasid 8 no-iommu`;

/** 1 has PASIDs, 2 and the port above them, 0, have none; all three are one group (CE1). */
const MIXED = `
00:01.0 root-port bus 01 acs RR UF of SV RR CR UF
01:00.0 endpoint multifunction pasid 8
01:00.1 endpoint multifunction`;

const attach = (rest: string): string => `pasid-attach 01:00.0 ${rest}`;

describe("iommu_attach_device_pasid", () => {
  test("table 4 attach row 1: no group is -ENODEV", () => {
    expect(run(PAIR, "pasid-attach 00:02.0 pasid 5 domain D1 handle h1")).toEqual(
      refused("-ENODEV"),
    );
  });
  test("table 4 attach row 2: a domain without set_dev_pasid is -EOPNOTSUPP", () => {
    expect(run(PAIR, attach("pasid 5 domain N1 handle h1"))).toEqual(refused("-EOPNOTSUPP"));
    const noOp = run(`iommu blocking rid${PAIR}`, attach("pasid 5 domain B handle h1"));
    expect(noOp).toEqual(refused("-EOPNOTSUPP"));
  });
  test.each(["rid", "none"])(
    "table 4 attach row 3: a driver whose PASIDs cannot be blocked (%s) is -EOPNOTSUPP",
    (blocking) => {
      const ran = run(`iommu blocking ${blocking}${PAIR}`, attach("pasid 5 domain D1 handle h1"));
      expect(ran).toEqual(refused("-EOPNOTSUPP"));
    },
  );
  test("table 4 attach row 4: a domain of another driver is -EINVAL", () => {
    expect(run(PAIR, attach("pasid 5 domain F1 handle h1"))).toEqual(refused("-EINVAL"));
  });
  test("table 4 attach row 4: the driver's static domains fit", () => {
    const identity = run(PAIR, attach("pasid 5 domain I"));
    expect([identity.outcomes, identity.calls]).toEqual(["0", ["1:5 I<-none", "2:5 I<-none"]]);
    // The blocked domain is recorded with nothing programmed.
    const blocked = run(PAIR, attach("pasid 5 domain B"));
    expect(blocked.outcomes).toBe("0");
    expect(blocked.changed).toEqual(["recorded 1:5 B", "recorded 2:5 B"]);
  });
  test("table 4 attach row 5: PASID 0 is -EINVAL", () => {
    expect(run(PAIR, attach("pasid 0 domain D1 handle h1"))).toEqual(refused("-EINVAL"));
  });
  test("table 4 attach row 7: p >= max_pasids of a capable member is -EINVAL", () => {
    expect(run(PAIR, attach("pasid 256 domain D1 handle h1"))).toEqual(refused("-EINVAL"));
    // The named function has 512, its sibling 256.
    const wider = run(PAIR, "pasid-attach 01:00.1 pasid 256 domain D1 handle h1");
    expect(wider).toEqual(refused("-EINVAL"));
    expect(run(PAIR, attach("pasid 255 domain D1")).outcomes).toBe("0");
  });
  test("table 4 attach row 7: max_pasids is not more than the IOMMU has", () => {
    const four = `iommu pasids 4${PAIR}`;
    expect(run(four, attach("pasid 16 domain D1"))).toEqual(refused("-EINVAL"));
    expect(run(four, attach("pasid 15 domain D1")).outcomes).toBe("0");
  });
  test("table 4 attach row 7: with a width of 0 there is only PASID 0", () => {
    const narrow = PAIR.replace("pasid 8 prefix", "pasid 0 prefix");
    expect(run(narrow, attach("pasid 1 domain D1"))).toEqual(refused("-EINVAL"));
  });
  test("table 4 attach row 8: entry present at p is -EBUSY, h.domain already written", () => {
    const again = `${attach("pasid 5 domain D1")}\n${attach("pasid 5 domain D2 handle h2")}`;
    expect(run(PAIR, again)).toEqual({ outcomes: "0 -EBUSY", calls: [], changed: ["h2 of D2"] });
  });
  test("table 4 attach row 8: with the installed handle, it changes under it (LEAD-5)", () => {
    const again = `${attach("pasid 5 domain D1 handle h1")}
pasid-attach 01:00.1 pasid 5 domain D2 handle h1`;
    expect(run(PAIR, again)).toEqual({
      outcomes: "0 -EBUSY",
      calls: [],
      changed: ["recorded 1:5 D2", "recorded 2:5 D2", "h1 of D2"],
    });
  });
  test("table 4 attach row 10: the driver refuses the k-th: the earlier are blocked again", () => {
    expect(run(PAIR, attach("pasid 5 domain D1 handle h1 fail 2 ENOSPC"))).toEqual({
      outcomes: "-ENOSPC",
      calls: ["1:5 D1<-none", "2:5 D1<-none !28", "1:5 B<-D1"],
      changed: ["h1 of D1"],
    });
  });
  test("table 4 attach row 10: the driver refuses the first: nobody is touched", () => {
    expect(run(PAIR, attach("pasid 5 domain D1 fail 1 ENODEV"))).toEqual({
      outcomes: "-ENODEV",
      calls: ["1:5 D1<-none !19"],
      changed: [],
    });
  });
  test("table 4 attach row 10: a driver that looks at enablement refuses where it is off", () => {
    const ran = run(`iommu strict${PAIR}`, attach("pasid 5 domain D1"));
    expect([ran.outcomes, ran.calls]).toEqual(["-EINVAL", ["1:5 D1<-none !22"]]);
    // Linux itself does not look (LEAD-4).
    expect(run(PAIR, attach("pasid 5 domain D1")).outcomes).toBe("0");
  });
  test("table 4 attach row 11: all of cap(G) is programmed", () => {
    expect(run(PAIR, "pasid-attach 01:00.1 pasid 5 domain D1 handle h1")).toEqual({
      outcomes: "0",
      calls: ["1:5 D1<-none", "2:5 D1<-none"],
      changed: [
        "hardware 1:5 D1",
        "recorded 1:5 D1",
        "handle 1:5 h1",
        "hardware 2:5 D1",
        "recorded 2:5 D1",
        "handle 2:5 h1",
        "h1 of D1",
      ],
    });
  });
  test("table 4 attach row 11: members without PASIDs are skipped, also dev (LEAD-11)", () => {
    for (const named of ["00:01.0", "01:00.0", "01:00.1"])
      expect(run(MIXED, `pasid-attach ${named} pasid 5 domain D1`)).toEqual({
        outcomes: "0",
        calls: ["1:5 D1<-none"],
        changed: ["recorded 0:5 D1", "hardware 1:5 D1", "recorded 1:5 D1", "recorded 2:5 D1"],
      });
  });
  test("table 4 attach row 11: possibly none is programmed (LEAD-11)", () => {
    expect(run("00:02.0 rciep", "pasid-attach 00:02.0 pasid 5 domain D1")).toEqual({
      outcomes: "0",
      calls: [],
      changed: ["recorded 0:5 D1"],
    });
  });
  test("table 4 attach row 11: without a capable member any p > 0 is 0, even of 21 bits", () => {
    // Seen on 7.3.4.
    for (const pasid of [1048575, 1048576]) {
      const ran = run("00:02.0 rciep", `pasid-attach 00:02.0 pasid ${pasid} domain D1`);
      expect(ran.outcomes).toBe("0");
    }
    // Where there is a range, row 7 has refused it before.
    expect(run(PAIR, attach("pasid 1048576 domain D1 handle h1"))).toEqual(refused("-EINVAL"));
  });
  test("one handle can be installed at two PASIDs, and its domain changes under the first", () => {
    const both = `${attach("pasid 5 domain D1 handle h1")}
${attach("pasid 6 domain D2 handle h1")}`;
    expect(run("00:02.0 rciep pasid 8", both.replaceAll("01:00.0", "00:02.0"))).toEqual({
      outcomes: "0 0",
      calls: ["0:6 D2<-none"],
      changed: [
        "recorded 0:5 D2",
        "hardware 0:6 D2",
        "recorded 0:6 D2",
        "handle 0:6 h1",
        "h1 of D2",
      ],
    });
  });
});

describe("iommu_attach_device_pasid, order", () => {
  const taken = attach("pasid 5 domain D1");
  test("row 1 before rows 2, 4 and 5: without group -ENODEV", () => {
    for (const rest of ["pasid 5 domain N1", "pasid 5 domain F1", "pasid 0 domain D1"])
      expect(run(PAIR, `pasid-attach 00:02.0 ${rest}`)).toEqual(refused("-ENODEV"));
  });
  test("row 1 before row 3: without group, and nothing to block with: -ENODEV", () => {
    const ran = run(`iommu blocking none${PAIR}`, "pasid-attach 00:02.0 pasid 5 domain D1");
    expect(ran).toEqual(refused("-ENODEV"));
  });
  test("row 2 before rows 5, 7 and 8: -EOPNOTSUPP", () => {
    for (const p of [0, 256, 5])
      expect(run(PAIR, `${taken}\n${attach(`pasid ${p} domain N1 handle h1`)}`)).toEqual(
        refused("0 -EOPNOTSUPP"),
      );
  });
  test("row 3 before rows 4, 5 and 7: -EOPNOTSUPP", () => {
    const none = `iommu blocking none${PAIR}`;
    for (const rest of ["pasid 5 domain F1", "pasid 0 domain D1", "pasid 256 domain D1"])
      expect(run(none, attach(rest))).toEqual(refused("-EOPNOTSUPP"));
  });
  test("row 4 before row 8: a foreign domain at a taken p is -EINVAL, h.domain not written", () => {
    const ran = run(PAIR, `${taken}\n${attach("pasid 5 domain F1 handle h1")}`);
    expect(ran).toEqual(refused("0 -EINVAL"));
  });
  test("row 5 before row 8: PASID 0, where the RID's handle is, is -EINVAL", () => {
    const ran = run(
      PAIR,
      `rid-attach 01:00.0 domain D1 handle h1\n${attach("pasid 0 domain D1 handle h2")}`,
    );
    expect(ran).toEqual(refused("0 -EINVAL"));
  });
  test("rows 4, 5 and 7 before row 10: the driver is not called", () => {
    for (const rest of ["pasid 5 domain F1", "pasid 0 domain D1", "pasid 256 domain D1"])
      expect(run(PAIR, attach(`${rest} fail 1 ENOMEM`))).toEqual(refused("-EINVAL"));
  });
  test("row 8 before row 10: at a taken p the driver is not called", () => {
    const ran = run(PAIR, `${taken}\n${attach("pasid 5 domain D2 fail 1 ENOMEM")}`);
    expect(ran).toEqual(refused("0 -EBUSY"));
  });
});

describe("iommu_attach_device_pasid without LEAD-5 and LEAD-11 (docs/reference/choices.md)", () => {
  const once = attach("pasid 5 domain D1 handle h1");
  test("incapable refused: naming a device with max_pasids 0 is -EINVAL", () => {
    const ran = run(MIXED, "pasid-attach 01:00.1 pasid 5 domain D1", SOUND);
    expect(ran).toEqual(refused("-EINVAL"));
  });
  test("handle linear: an installed handle is -EINVAL, before row 8, and stays as it is", () => {
    const ran = run(PAIR, `${once}\n${attach("pasid 5 domain D2 handle h1")}`, SOUND);
    expect(ran).toEqual(refused("0 -EINVAL"));
    const free = run(PAIR, `${once}\n${attach("pasid 5 domain D2 handle h2")}`, SOUND);
    expect(free).toEqual(refused("0 -EBUSY"));
  });
  test("compat owner-only (BUG-5): the driver's static domains are -EINVAL", () => {
    const ownerOnly = withPolicies(LINUX_7_3, { compat: "owner-only" });
    for (const domain of ["I", "B", "F1"])
      expect(run(PAIR, attach(`pasid 5 domain ${domain}`), ownerOnly)).toEqual(refused("-EINVAL"));
  });
  test("vf own-capability (BUG-19): a VF has no PASIDs, incapable refused is -EINVAL", () => {
    const machine = "00:02.0 rciep pasid 8\n00:02.1 vf of-pf 00:02.0";
    const own = withPolicies(SOUND, { vf: "own-capability" });
    const named = "pasid-attach 00:02.1 pasid 5 domain D1";
    expect(run(machine, named, own)).toEqual(refused("-EINVAL"));
    expect(run(machine, named, SOUND).outcomes).toBe("0");
  });
  test("handle linear: a failing driver leaves the handle unwritten", () => {
    const ran = run(PAIR, attach("pasid 5 domain D1 handle h1 fail 2 ENOSPC"), SOUND);
    expect([ran.outcomes, ran.changed]).toEqual(["-ENOSPC", []]);
  });
  test("disabled refused: PASID that is not enabled is -EOPNOTSUPP", () => {
    const strict = withPolicies(SOUND, { disabled: "refused" });
    const lone = `00:01.0 root-port bus 01 ${ALL} prefix\n01:00.0 endpoint pasid 8 prefix`;
    expect(run(lone, attach("pasid 5 domain D1"), strict)).toEqual(refused("-EOPNOTSUPP"));
    const on = `pasid-enable 01:00.0\n${attach("pasid 5 domain D1")}`;
    expect(run(lone, on, strict).outcomes).toBe("0 0");
  });
});
