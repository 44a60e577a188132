// The audit works bus by bus and by the optimized groupings; here it is held, on random machines,
// against the reference and the facts, which look at every pair.
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { cases } from "../../.ci/suite.js";
import { Facts } from "../../model/fabric/facts.js";
import { prefixReachesRoot } from "../../model/fabric/pasid.js";
import { formGroups } from "../../model/reference/grouping/grouping.js";
import { DEFAULT_IOMMU } from "../../model/vocabulary/scenario/scenario.js";
import { isEndpoint, pasidOf, type Topology } from "../../model/vocabulary/topology/topology.js";
import { audit } from "./audit.js";
import { topologies } from "../../properties/generators/topology/topology.js";
import { booted, idealGrouped, partsOf } from "./boot-groups.js";
import { at, machineOf } from "../testing/machines.js";

const RUNS = { numRuns: cases({ all: 400, quick: 80 }), seed: 3 };

const bootedMachines = topologies({ functionsMax: 24, absentPercent: 0 }).map((t) =>
  booted(t.functions),
);

function check(holds: (t: Topology) => void): void {
  fc.assert(fc.property(bootedMachines, holds), RUNS);
}

const byFirst = (groups: readonly (readonly number[])[]) =>
  groups.map((members) => members.toSorted((a, b) => a - b)).sort((a, b) => a[0]! - b[0]!);

test("groups are the reference's, in the order in which they are made", () => {
  check((t) => {
    expect(audit({ topology: t }).groups).toEqual(formGroups(new Facts(t, DEFAULT_IOMMU), "linux"));
  });
});

test("every reason leads to a function that is in the group already", () => {
  check((t) => {
    const { groups, groupOf, because } = audit({ topology: t });
    for (const [group, [first, ...others]] of groups.entries()) {
      expect(because[first!]).toBeNull();
      for (const dev of others) expect(groupOf[because[dev]!.joins]).toBe(group);
    }
  });
});

test("ideal groups are those of the facts", () => {
  check((t) => {
    const facts = new Facts(t, DEFAULT_IOMMU);
    const managed = [...t.functions.keys()].filter((dev) => t.functions[dev]!.iommu);
    const label = t.functions.map((_, dev) => facts.idealGroup(dev));
    expect(byFirst(idealGrouped(t).groups)).toEqual(byFirst(partsOf(managed, label)));
  });
});

test("PASID can be enabled where the prefix and the path of ACS are complete", () => {
  check((t) => {
    const facts = new Facts(t, DEFAULT_IOMMU);
    for (const [dev, answer] of audit({ topology: t }).pasid.entries()) {
      const owner = facts.pasidOwner(dev);
      const f = t.functions[owner]!;
      const prefix = (isEndpoint(f) && f.pasidNoTlp) || prefixReachesRoot(t, owner);
      expect(answer.capable).toBe(pasidOf(f) !== null);
      const complete = prefix && facts.failingPasidPath(owner) === null;
      expect(answer.enableable).toBe(answer.capable && complete);
      expect(answer.reason === null).toBe(answer.enableable);
      if (answer.capable) expect(answer.danger === null).toBe(facts.pasidUnsafe(dev) === null);
    }
  });
});

test("what is not true is every pair of two groups that meets, and no other", () => {
  check((t) => {
    const facts = new Facts(t, DEFAULT_IOMMU);
    const { groupOf, notIsolated } = audit({ topology: t });
    const grouped = [...t.functions.keys()].filter((dev) => groupOf[dev] !== null);
    const apart = grouped.flatMap((a) =>
      grouped.flatMap((b) => (groupOf[a] === groupOf[b] ? [] : [[a, b] as const])),
    );
    const reaching = apart.filter(([a, b]) => facts.reaches(a, b));
    const reach = notIsolated.filter((one) => one.how === "reach");
    expect(reach.reduce((sum, { pairs }) => sum + pairs, 0)).toBe(reaching.length);
    for (const [a, b] of reaching)
      expect(reach.some(({ from, to }) => from.includes(a) && to.includes(b))).toBe(true);
    for (const { from, to } of reach) {
      for (const a of from) expect(reaching.some(([x]) => x === a)).toBe(true);
      for (const b of to) expect(reaching.some(([, y]) => y === b)).toBe(true);
    }
    const alike = apart.filter(([a, b]) => a < b && facts.sharedId(a, b) !== null);
    const shared = notIsolated.filter((one) => one.how === "shared-id");
    expect(new Set(alike.map(String))).toEqual(
      new Set(
        shared
          .flatMap(({ functions }) => functions.flatMap((a) => functions.map((b) => [a, b])))
          .filter(([a, b]) => a! < b! && groupOf[a!] !== groupOf[b!])
          .map(String),
      ),
    );
  });
});

test("what would split a group splits it, and only groups larger than ideal are told", () => {
  check((t) => {
    const { groups, overMerged } = audit({ topology: t });
    const ideal = idealGrouped(t).groupOf;
    const large = groups.flatMap((members, group) =>
      partsOf(members, ideal).length > 1 ? [group] : [],
    );
    expect(overMerged.groups.map(({ group }) => group)).toEqual(large);
    for (const { group, splits } of overMerged.groups)
      for (const { into } of splits) {
        expect(into.length).toBeGreaterThan(1);
        expect(byFirst([into.flat()])).toEqual(byFirst([groups[group]!]));
      }
  });
});

describe("reasons", () => {
  const reasonOf = (t: Topology, address: string) => {
    const { because } = audit({ topology: t });
    return because[at(t, address)];
  };

  test("a bit that is implemented and off, at the topmost element", () => {
    const t = machineOf(
      "00:1c.0  root-port        bus 01  acs SV RR UF of SV RR CR UF",
      "01:00.0  upstream-port    bus 02",
      "02:00.0  downstream-port  bus 03",
      "03:00.0  endpoint",
    );
    expect(reasonOf(t, "03:00.0")).toEqual({
      joins: at(t, "02:00.0"),
      steps: [
        {
          rule: "path",
          element: at(t, "00:1c.0"),
          lack: { why: "off", bits: 0x08 },
          below: [at(t, "02:00.0")],
        },
      ],
    });
    expect(reasonOf(t, "00:1c.0")).toBeNull();
  });

  test("functions of one device, an alias, a bridge, a VMD", () => {
    const device = machineOf("00:02.0  endpoint  multifunction", "00:02.1  endpoint  acs - of RR");
    const absent = { why: "absent" };
    expect(reasonOf(device, "00:02.1")?.steps).toEqual([
      { rule: "functions", of: 1, lack: { why: "off", bits: 0x04 }, with: 0, withLack: absent },
    ]);
    const alias = machineOf("00:02.0  endpoint", "00:03.0  endpoint  alias 02.0");
    expect(reasonOf(alias, "00:03.0")?.steps).toEqual([{ rule: "alias", of: 1, with: 0 }]);
    const bridge = machineOf("00:02.0  pcie-to-pci-bridge  bus 01", "01:00.0  pci-device");
    expect(reasonOf(bridge, "01:00.0")?.steps).toEqual([{ rule: "bridge-alias", bridge: 0 }]);
    const vmd = machineOf("00:0e.0  rciep", "10000:00:02.0  endpoint  dma-as 00:0e.0");
    expect(reasonOf(vmd, "10000:00:02.0")?.steps).toEqual([{ rule: "vmd", real: 0 }]);
  });

  test("kinds that Linux never trusts, and rules", () => {
    const t = machineOf("00:02.0  rcec  multifunction  acs RR of RR", "00:02.1  pci-device");
    expect(reasonOf(t, "00:02.1")?.steps).toMatchObject([
      { lack: { why: "kind" }, withLack: { why: "kind" } },
    ]);
  });
});

describe("PASID", () => {
  const PORT = "00:01.0  root-port  bus 01  acs RR UF of SV RR CR UF  prefix";
  const answers = (...lines: readonly string[]) => {
    const t = machineOf(...lines);
    const { pasid } = audit({ topology: t });
    return (address: string) => pasid[at(t, address)];
  };

  test("the first row that refuses", () => {
    const yes = answers(PORT, "01:00.0  endpoint  pasid 8  prefix")("01:00.0");
    const sure = { reason: null, unseen: null, danger: null, safe: true };
    expect(yes).toEqual({ capable: true, enableable: true, ...sure });
    expect(answers(PORT, "01:00.0  endpoint  pasid 8")("01:00.0")?.reason).toEqual({
      row: "prefix",
      element: 1,
    });
    const bare = "00:01.0  root-port  bus 01";
    const both = answers(bare, "01:00.0  endpoint  pasid 8  prefix");
    expect(both("01:00.0")?.reason).toEqual({ row: "prefix", element: 0 });
    const open = answers(`${bare}  prefix`, "01:00.0  endpoint  pasid 8  prefix");
    const absent = { why: "absent" };
    expect(open("01:00.0")?.reason).toEqual({ row: "acs", element: 0, lack: absent });
    expect(answers("00:02.0  endpoint  pasid 8  prefix")("00:02.0")?.reason).toEqual({
      row: "no-port",
    });
    expect(answers(PORT)("00:01.0")?.reason).toEqual({ row: "capability" });
  });

  test("a VF answers with its PF", () => {
    const pasid = answers(
      "00:01.0  root-port  bus 01  acs UF of RR UF  prefix",
      "01:00.0  endpoint  pasid 8  prefix",
      "01:00.1  vf  of-pf 01:00.0",
    );
    const because = { row: "acs", element: 0, lack: { why: "off", bits: 0x04 } };
    expect(pasid("01:00.0")?.reason).toEqual(because);
    expect(pasid("01:00.1")?.reason).toEqual({ row: "vf", pf: 1, because });
  });

  test("where it can be enabled and is not safe", () => {
    const pasid = answers(
      "00:01.0  root-port        bus 01  acs SV RR CR UF of SV RR CR UF  prefix",
      "01:00.0  upstream-port    bus 02  prefix",
      "02:00.0  downstream-port  bus 03  acs SV RR CR UF EC of SV RR CR UF EC  prefix",
      "02:01.0  downstream-port  bus 04  acs SV RR CR UF of SV RR CR UF  prefix",
      "03:00.0  endpoint         pasid 8  prefix",
    );
    expect(pasid("03:00.0")).toMatchObject({
      enableable: true,
      danger: { why: "peer", element: 2, turn: "egress", peer: 3 },
    });
  });
});
