// VFs before they exist. IDs by drivers/pci/iov.c: PF + offset + stride * n, over all of bus and
// devfn; buses by sriov_enable; groups by hand from docs/reference/semantics.md 4.1 and 4.2.
import { describe, expect, test } from "vitest";
import { addressText } from "../../model/vocabulary/topology/address.js";
import type { Topology } from "../../model/vocabulary/topology/topology.js";
import { at, machineOf } from "../testing/machines.js";
import { shownMachine, type Told } from "../testing/shown.js";
import { vfsToCome, type VfsToCome } from "./vfs-to-come.js";

const ALL = "acs SV RR CR UF of SV RR CR UF";
const SRIOV = { enabled: false, total: 256, vfs: 0, offset: 0x80, stride: 2 };

function asked(t: Topology, wanted: number, told: Told = {}, pf = "01:00.0") {
  return vfsToCome(shownMachine(t, told), at(t, pf), wanted);
}

function sriov(more: Partial<typeof SRIOV>, port: object = {}): Told {
  return { functions: { "01:00.0": { sriov: { ...SRIOV, ...more } }, "00:01.0": port } };
}

function toCome(t: Topology, wanted: number, told: Told): VfsToCome {
  const answer = asked(t, wanted, told);
  if (!answer.ok) throw new Error(answer.why.what);
  return answer;
}

const ALONE = machineOf(`00:01.0  root-port  bus 01  ${ALL}`, "01:00.0  endpoint");

test("requester IDs, over the end of a bus", () => {
  const { ids, buses } = toCome(ALONE, 66, sriov({}));
  expect(ids).toHaveLength(66);
  expect([0, 1, 63, 64, 65].map((i) => addressText(ids[i]!))).toEqual([
    "01:10.0",
    "01:10.2",
    "01:1f.6",
    "02:00.0",
    "02:00.2",
  ]);
  expect(buses).toEqual([2]);
});

describe("bus numbers", () => {
  const reach = (wanted: number, subordinate: number | null) =>
    toCome(ALONE, wanted, sriov({}, { subordinate })).reachable;

  test.each([
    [64, 1, true],
    [65, 1, false],
    [65, 2, true],
    [64, null, true],
    [65, null, null],
  ])("%d VFs with a bridge that leads to %s: %s", (wanted, subordinate, expected) => {
    expect(reach(wanted, subordinate)).toBe(expected);
  });

  test("of a root bus nothing says where it ends", () => {
    const t = machineOf("00:02.0  rciep");
    const told = { functions: { "00:02.0": { sriov: { ...SRIOV, offset: 0xff0, stride: 1 } } } };
    expect(asked(t, 1, told, "00:02.0")).toMatchObject({ ok: true, reachable: null, buses: [16] });
  });
});

describe("groups", () => {
  test("each VF alone where the way up isolates, whatever the PF has", () => {
    const t = machineOf(
      `00:01.0  root-port  bus 01  ${ALL}`,
      "01:00.0  endpoint  multifunction",
      "01:00.1  endpoint",
    );
    expect(toCome(t, 3, sriov({})).groups).toEqual([
      { vfs: [0], with: [] },
      { vfs: [1], with: [] },
      { vfs: [2], with: [] },
    ]);
  });

  test("all with the port and the PF where it does not", () => {
    const t = machineOf("00:01.0  root-port  bus 01", "01:00.0  endpoint");
    expect(toCome(t, 3, sriov({ offset: 1, stride: 1 })).groups).toEqual([
      { vfs: [0, 1, 2], with: [0, 1] },
    ]);
  });

  test("VFs that are there now make way, others stay", () => {
    const t = machineOf(
      "00:01.0  root-port  bus 01",
      "01:00.0  endpoint",
      "01:10.0  vf  of-pf 01:00.0",
      "01:10.2  vf  of-pf 01:00.0",
    );
    const told = sriov({ enabled: true, vfs: 2 });
    expect(toCome(t, 1, told)).toMatchObject({ now: 2, groups: [{ vfs: [0], with: [0, 1] }] });
  });

  test("in readings that differ nothing is sure", () => {
    const least = machineOf("00:01.0  root-port  bus 01", "01:00.0  endpoint");
    const told: Told = { ...sriov({}), readings: [least], unseen: { "00:01.0": ["acs"] } };
    expect(toCome(ALONE, 2, told).missing).toEqual([{ dev: 0, fact: "acs" }]);
  });
});

test("VFs and PF reach each other unless the PF's ACS redirects", () => {
  const t = (acs: string) =>
    machineOf(`00:01.0  root-port  bus 01  ${ALL}`, `01:00.0  endpoint  ${acs}`);
  expect(toCome(t(""), 2, sriov({})).meet).toBe(true);
  expect(toCome(t("acs - of RR"), 2, sriov({})).meet).toBe(true);
  expect(toCome(t("acs RR of RR"), 2, sriov({})).meet).toBe(false);
});

test("PASID is the PF's", () => {
  const pasid = (service: string) => {
    const { functions } = sriov({});
    const told = { functions: { "01:00.0": { ...functions?.["01:00.0"], pasid: service } } };
    return toCome(ALONE, 1, told).sharesPasid;
  };
  expect(["off", "on", "absent", "unknown"].map(pasid)).toEqual([true, true, false, null]);
});

describe("nothing to come", () => {
  test.each([
    ["no capability", 1, { functions: {} }, { what: "no-sriov" }],
    ["TotalVFs 0", 1, sriov({ total: 0 }), { what: "no-sriov" }],
    ["more than TotalVFs", 257, sriov({}), { what: "too-many", total: 256 }],
    ["offset 0", 1, sriov({ offset: 0 }), { what: "not-shown", fact: "offset" }],
    ["stride 0 of two", 2, sriov({ stride: 0 }), { what: "not-shown", fact: "stride" }],
    ["beyond bus ff", 2, sriov({ offset: 0xfe00, stride: 0x100 }), { what: "no-bus" }],
    [
      "the capability is not shown",
      1,
      { functions: { "01:00.0": { pasid: "unknown" } }, unseen: { "01:00.0": ["acs"] } },
      { what: "not-shown", fact: "capability" },
    ],
    [
      "its kind is not shown",
      1,
      { unseen: { "01:00.0": ["kind"] } },
      { what: "not-shown", fact: "capability" },
    ],
  ] as const)("%s", (_, wanted, told, why) => {
    expect(asked(ALONE, wanted, told)).toMatchObject({ ok: false, why });
  });

  test("stride 0 of one VF says all", () => {
    expect(asked(ALONE, 1, sriov({ stride: 0 })).ok).toBe(true);
  });

  test("a bridge has none, and an ID that is taken can be no VF's", () => {
    expect(asked(ALONE, 1, {}, "00:01.0")).toMatchObject({ ok: false, why: { what: "no-pf" } });
    const t = machineOf(
      `00:01.0  root-port  bus 01  ${ALL}`,
      "01:00.0  endpoint  multifunction",
      "01:00.1  endpoint",
    );
    expect(asked(t, 2, sriov({ offset: 1, stride: 1 }))).toMatchObject({
      why: { what: "taken", by: 2, vf: 0 },
    });
  });
});
