/**
 * Functions come and go as section 2 of docs/reference/errno-table.md has it, as far as operations
 * reach it, and docs/reference/semantics.md 7.3 and 8.4. Functions are named by their place in the
 * list from 0.
 *
 * Not reachable: rows 1 to 6 and 8 (memory, modules, firmware; a function that has come has no
 * group). Row 7 is a grouping that defers, which is no errno here.
 */
import { describe, expect, test } from "vitest";
import { GROUP_TABLE_SINGLETON, LINUX_7_3, SOUND } from "../../../impl/designs/contracts.js";
import { withPolicies } from "../../vocabulary/design/contract.js";
import { refused, run } from "../../../properties/testing/rows.js";

const PORT = "00:01.0 root-port bus 01 acs SV TB RR CR UF of SV TB RR CR UF prefix";
/** 1 is there, 2 would be its sibling. */
const HOT_ADDED = `
${PORT}
01:00.0 endpoint multifunction pasid 8 prefix ats
01:00.1 endpoint multifunction pasid 8 prefix ats absent`;
const THERE = HOT_ADDED.replace(" absent", "");

const PLUG = "plug 01:00.1";
const UNPLUG = "unplug 01:00.1";
const ATTACH = "pasid-attach 01:00.0 pasid 5 domain D1";

describe("plug: pci_scan_slot", () => {
  test("what is there is -EBUSY", () => {
    expect(run(HOT_ADDED, "plug 01:00.0")).toEqual(refused("-EBUSY"));
    expect(run(HOT_ADDED, `${PLUG}\n${PLUG}`)).toEqual(refused("0 -EBUSY"));
  });
  test("bridges, VFs, PFs with VFs and those as whom others emit: -EOPNOTSUPP", () => {
    const vf = `${PORT}\n01:00.0 endpoint\n01:00.1 vf of-pf 01:00.0`;
    for (const at of ["00:01.0", "01:00.0", "01:00.1"]) {
      expect(run(vf, `plug ${at}`)).toEqual(refused("-EOPNOTSUPP"));
      expect(run(vf, `unplug ${at}`)).toEqual(refused("-EOPNOTSUPP"));
    }
    const vmd = "00:01.0 rciep\n10000:00:00.0 rciep dma-as 00:01.0";
    expect(run(vmd, "unplug 00:01.0").outcomes).toBe("-EOPNOTSUPP");
    expect(run(vmd, "unplug 10000:00:00.0").outcomes).toBe("0");
  });
  test("a function above 0 is not found without function 0: -ENODEV", () => {
    expect(run(THERE, `${UNPLUG}\nunplug 01:00.0\n${PLUG}`)).toEqual(refused("0 0 -ENODEV"));
    expect(run(THERE, `${UNPLUG}\nunplug 01:00.0\nplug 01:00.0\n${PLUG}`).outcomes).toBe("0 0 0 0");
  });
  test("with ARI function 0 need not be marked multifunction, but be there", () => {
    const ari = `${PORT}\n01:00.0 endpoint ari\n01:01.0 endpoint ari absent`;
    expect(run(ari, "plug 01:01.0").outcomes).toBe("0");
    expect(run(ari, "unplug 01:00.0\nplug 01:01.0").outcomes).toBe("0 -ENODEV");
  });
  test("what is absent answers nothing but plug: -ENODEV before all else", () => {
    for (const op of [
      "pasid-enable 01:00.1",
      "pasid-disable 01:00.1",
      "rid-detach 01:00.1",
      "pasid-attach 01:00.1 pasid 5 domain D1",
      "reset-prepare 01:00.1",
      "reset-done 01:00.1",
      "unplug 01:00.1",
    ])
      expect(run(HOT_ADDED, op)).toEqual(refused("-ENODEV"));
  });
  test("no IOMMU: it is there, without a group", () => {
    const ran = run(HOT_ADDED.replace(" absent", " no-iommu absent"), PLUG);
    expect(ran).toEqual({ outcomes: "0", calls: [], changed: ["function 2 without group"] });
  });
});

describe("plug: iommu_probe_device", () => {
  test("table 2 row 12: it joins, attached to the group's domain, told none", () => {
    expect(run(HOT_ADDED, `rid-attach 01:00.0 domain D2\n${PLUG}`)).toEqual({
      outcomes: "0 0",
      calls: ["2:0 D2<-none"],
      changed: ["function 2 in group 2", "hardware 2:0 D2", "recorded 2:0 D2"],
    });
  });
  test("table 2 row 12: the group's PASIDs are not programmed (LEAD-3); a reset heals it", () => {
    const ran = run(HOT_ADDED, `${ATTACH}\n${PLUG}`);
    expect(ran.calls).toEqual(["2:0 I<-none"]);
    expect(ran.changed).toContain("recorded 2:5 D1");
    expect(ran.changed).not.toContain("hardware 2:5 D1");
    const reset = run(HOT_ADDED, `${ATTACH}\n${PLUG}\nreset-prepare 01:00.1\nreset-done 01:00.1`);
    expect(reset.changed).toContain("hardware 2:5 D1");
  });
  test("table 2 row 12: recovery_cnt is not consulted", () => {
    const ran = run(HOT_ADDED, `reset-prepare 01:00.0\n${PLUG}`);
    expect(ran.calls).toEqual(["2:0 I<-none"]);
  });
  test("a multifunction bit that is not in the header is seen only after the probe", () => {
    const late = HOT_ADDED.replace("01:00.1 endpoint multifunction", "01:00.1 endpoint");
    expect(run(late, PLUG).changed).toContain("function 2 in group 3");
    // The third finds the second marked.
    const third = `${late}\n01:00.2 endpoint multifunction absent`;
    expect(run(third, `${PLUG}\nplug 01:00.2`).changed).toContain("function 3 in group 2");
  });
  test("table 2 row 9: direct-mapped, and the group is on B: without a group, released", () => {
    const direct = HOT_ADDED.replace("01:00.1 endpoint multifunction", "$& direct-map");
    expect(run(direct, `rid-attach 01:00.0 domain B\n${PLUG}`)).toEqual({
      outcomes: "0 0",
      calls: ["2:0 I<-B"],
      changed: ["function 2 without group"],
    });
    const ignored = withPolicies(LINUX_7_3, { directMap: "ignored" });
    expect(run(direct, `rid-attach 01:00.0 domain B\n${PLUG}`, ignored).calls).toEqual([
      "2:0 B<-none",
    ]);
  });
  test("table 2 row 10: the driver refuses: no group, release told the group's domain", () => {
    expect(run(HOT_ADDED, `rid-attach 01:00.0 domain D1\n${PLUG} fail 1 ENOMEM`)).toEqual({
      outcomes: "0 0",
      calls: ["2:0 D1<-none !12", "2:0 B<-D1"],
      changed: ["function 2 without group"],
    });
    expect(run(HOT_ADDED, `${PLUG} fail 1 ENOMEM\n${UNPLUG}\n${PLUG}`).changed).toContain(
      "function 2 in group 2",
    );
  });
  test("table 2 row 11: the same for the first of a group", () => {
    const alone = `${PORT}\n01:00.0 endpoint absent`;
    expect(run(alone, "plug 01:00.0 fail 1 EBUSY")).toEqual({
      outcomes: "0",
      calls: ["1:0 I<-none !16", "1:0 B<-I"],
      changed: ["function 1 without group"],
    });
  });
  test("a driver without blocked domain has no release domain", () => {
    expect(run(`iommu blocking none${HOT_ADDED}`, `${PLUG} fail 1 ENOMEM`).calls).toEqual([
      "2:0 I<-none !12",
    ]);
  });
});

test("table 4 attach row 7 before row 8: who comes has fewer PASIDs than the group uses", () => {
  const narrow = HOT_ADDED.replace("pasid 8 prefix ats absent", "pasid 2 prefix ats absent");
  const again = "pasid-attach 01:00.0 pasid 5 domain D2";
  expect(run(narrow, `${ATTACH}\n${again}`).outcomes).toBe("0 -EBUSY");
  expect(run(narrow, `${ATTACH}\n${PLUG}\n${again}`)).toEqual(refused("0 0 -EINVAL"));
  // A replace has no such row, and programs what the hot-added member cannot hold.
  const replace = "pasid-replace 01:00.0 pasid 5 domain D2 handle h1";
  expect(run(narrow, `${ATTACH}\n${PLUG}\n${replace}`).calls).toEqual(["1:5 D2<-D1", "2:5 D2<-D1"]);
});

describe("plug: other policies", () => {
  const ON = `pasid-enable 01:00.0\n${ATTACH}\npasid-attach 01:00.0 pasid 3 domain D2`;

  test("hotAdd replays-pasids: the PASIDs too, lowest first", () => {
    expect(run(HOT_ADDED, `${ON}\n${PLUG}`, SOUND).calls).toEqual([
      "2:0 I<-none",
      "2:3 D2<-none",
      "2:5 D1<-none",
    ]);
  });
  test("hotAdd replays-pasids: what it cannot hold, or the driver refuses, keeps it out", () => {
    const narrow = HOT_ADDED.replace("pasid 8 prefix ats absent", "pasid 2 prefix ats absent");
    const ran = run(narrow, `${ON}\n${PLUG}`, SOUND);
    expect(ran.calls).toEqual(["2:0 I<-none", "2:3 D2<-none", "2:3 B<-D2", "2:0 B<-I"]);
    expect(ran.changed).toEqual(["function 2 without group"]);
    const fails = run(HOT_ADDED, `${ON}\n${PLUG} fail 3 ENOMEM`, SOUND);
    expect(fails.calls.slice(2)).toEqual(["2:5 D1<-none !12", "2:3 B<-D2", "2:0 B<-I"]);
  });
  test("hotAdd replays-pasids: a member without PASIDs needs none, nor what is on B", () => {
    const plain = HOT_ADDED.replace("pasid 8 prefix ats absent", "absent");
    expect(run(plain, `${ON}\n${PLUG}`, SOUND).calls).toEqual(["2:0 I<-none"]);
    const blocked = "pasid-attach 01:00.0 pasid 5 domain B";
    expect(run(HOT_ADDED, `${blocked}\n${PLUG}`, SOUND).calls).toEqual(["2:0 I<-none"]);
  });
  test("unplug cleans: a probe that failed before the attach tells the driver none", () => {
    expect(run(HOT_ADDED, `${PLUG} fail 1 ENOMEM`, SOUND).calls).toEqual([
      "2:0 I<-none !12",
      "2:0 B<-none",
    ]);
  });
  test("hotAdd refused-while-attached: with a PASID in the group nobody joins", () => {
    const ran = run(HOT_ADDED, `${ATTACH}\n${PLUG}`, GROUP_TABLE_SINGLETON);
    expect(ran).toEqual({
      outcomes: "0 0",
      calls: ["2:0 B<-I"],
      changed: ["function 2 without group"],
    });
    const handle = "rid-replace 01:00.0 domain D1 handle h1";
    expect(run(HOT_ADDED, `${handle}\n${PLUG}`, GROUP_TABLE_SINGLETON).calls).toEqual([
      "2:0 D1<-none",
    ]);
  });
});

describe("unplug: iommu_release_device", () => {
  test("told the group's domain; the PASIDs stay in the driver's books", () => {
    expect(run(THERE, `${ATTACH}\n${UNPLUG}`)).toEqual({
      outcomes: "0 0",
      calls: ["2:0 B<-I"],
      changed: ["function 2 absent", "hardware 2:0 none", "recorded 2:0 none", "recorded 2:5 none"],
    });
  });
  test("direct-mapped: it is identity", () => {
    const direct = THERE.replace("01:00.1 endpoint multifunction", "$& direct-map");
    expect(run(direct, UNPLUG).calls).toEqual(["2:0 I<-I"]);
  });
  test("a driver that refuses is ignored", () => {
    expect(run(THERE, `${UNPLUG} fail 1 EBUSY`).changed).toContain("function 2 absent");
  });
  test("in a reset it is told the group's domain all the same (semantics 15)", () => {
    const ran = run(THERE, `rid-attach 01:00.0 domain D1\nreset-prepare 01:00.1\n${UNPLUG}`);
    expect(ran.calls).toEqual(["2:0 B<-D1"]);
  });
  test("in a reset: the group waits for ever (LEAD-7), until its last member goes", () => {
    const stuck = `reset-prepare 01:00.1\n${UNPLUG}\n${ATTACH}`;
    expect(run(THERE, stuck).outcomes).toBe("0 0 -EBUSY");
    const replugged = `${stuck}\n${PLUG}\nreset-prepare 01:00.1\nreset-done 01:00.1\n${ATTACH}`;
    expect(run(THERE, replugged).outcomes).toBe("0 0 -EBUSY 0 0 0 -EBUSY");
    const renewed = `${stuck}\nunplug 01:00.0\nplug 01:00.0\n${ATTACH}`;
    expect(run(THERE, renewed).outcomes).toBe("0 0 -EBUSY 0 0 0");
  });
  test("the last member goes: its group's entries are gone with it, PASID is off", () => {
    const again = `${ATTACH} handle h1\nunplug 01:00.0\nplug 01:00.0`;
    const alone = `${PORT}\n01:00.0 endpoint pasid 8 prefix`;
    expect(run(alone, `${again}\n${ATTACH}`).outcomes).toBe("0 0 0 0");
    expect(run(alone, `pasid-enable 01:00.0\n${again}\npasid-enable 01:00.0`).outcomes).toBe(
      "0 0 0 0 0",
    );
  });
  test("groups are numbered by who is there", () => {
    expect(run(THERE, "unplug 01:00.0").changed).toContain("function 2 in group 3");
  });
});

describe("unplug cleans", () => {
  test("what the group has attached is removed first, and the driver told the truth", () => {
    const on = `${ATTACH}\npasid-attach 01:00.0 pasid 3 domain D2`;
    const ran = run(THERE, `${on}\n${UNPLUG}`, SOUND);
    expect(ran.calls).toEqual(["2:3 B<-D2", "2:5 B<-D1", "2:0 B<-I"]);
    expect(ran.changed).toContain("hardware 2:5 none");
  });
  test("in a reset there is nothing left to remove, and the group no longer waits", () => {
    const ran = run(THERE, `${ATTACH}\nreset-prepare 01:00.1\n${UNPLUG}`, SOUND);
    expect(ran.calls).toEqual(["2:0 B<-B"]);
    const freed = `reset-prepare 01:00.1\n${UNPLUG}\n${ATTACH}`;
    expect(run(THERE, freed, SOUND).outcomes).toBe("0 0 0");
  });
});
