// What is not shown is not asserted: one hand-made machine for each rule, its readings written out.
import { describe, expect, test } from "vitest";
import type { Unseen } from "../read/unseen.js";
import { at, machineOf } from "../testing/machines.js";
import type { Topology } from "../../model/vocabulary/topology/topology.js";
import { audit, type Audit, type Auditable } from "./audit.js";

const FULL = "acs SV RR CR UF of SV RR CR UF  prefix";

interface Made extends Auditable {
  readonly unseen: readonly ReadonlySet<Unseen>[];
  readonly functions: readonly { readonly shown: boolean }[];
}

/** The readings `least` and `most`; the latter is told. `unseen` and `hidden` by addresses. */
function made(
  least: readonly string[],
  most: readonly string[],
  unseen: Readonly<Record<string, readonly Unseen[]>>,
  hidden: readonly string[] = [],
): Made {
  const [low, topology] = [machineOf(...least), machineOf(...most)];
  const of = (dev: number): readonly Unseen[] =>
    Object.entries(unseen).flatMap(([name, facts]) => (at(topology, name) === dev ? facts : []));
  const missing = new Set(hidden.map((name) => at(topology, name)));
  return {
    topology,
    readings: [low, topology],
    unseen: topology.functions.map((_, dev) => new Set(of(dev))),
    functions: topology.functions.map((_, dev) => ({ shown: !missing.has(dev) })),
  };
}

const PORT_OPEN = "00:01.0  root-port  bus 01  prefix";
const PORT_FULL = `00:01.0  root-port  bus 01  ${FULL}`;
const CARD = "01:00.0  endpoint  pasid 8  prefix";
const ACS_UNSEEN = { "00:01.0": ["acs"] } as const;

function groupsOf(a: Audit): readonly (readonly number[])[] {
  return a.groups.map((members) => members.toSorted((x, y) => x - y));
}

describe("a port of which it is not shown whether it has ACS", () => {
  const machine = made([PORT_OPEN, CARD], [PORT_FULL, CARD], ACS_UNSEEN);

  test("leaves it open whether what is below is with it, and is named", () => {
    const told = audit(machine);
    expect(told.groups).toEqual([]);
    expect(told.groupOf).toEqual([null, null]);
    expect(told.basis).toEqual(["unknown", "unknown"]);
    expect(told.because).toEqual([null, null]);
    expect(told.doubts).toEqual([
      { functions: [0, 1], finest: [[0], [1]], deciding: [{ dev: 0, fact: "acs" }] },
    ]);
  });

  test("given groups are told in place of what cannot be formed", () => {
    const apart = audit(machine, [1, 9]);
    expect(groupsOf(apart)).toEqual([[0], [1]]);
    expect(apart.basis).toEqual(["given", "given"]);
    const together = audit(machine, [4, 4]);
    expect(groupsOf(together)).toEqual([[0, 1]]);
    for (const { agreement } of [apart, together])
      expect(agreement).toMatchObject({ agrees: null, differences: [], unsaid: [0, 1] });
  });

  test("given groups are not those of a machine that is changed in thought", () => {
    const changed = audit(machine, [1, 9], { tellGiven: false });
    expect(changed.basis).toEqual(["unknown", "unknown"]);
  });

  test("leaves PASID open, by the fact that decides", () => {
    expect(audit(machine).pasid[1]).toEqual({
      capable: true,
      enableable: null,
      reason: null,
      unseen: { dev: 0, fact: "acs" },
      danger: null,
      safe: true,
    });
  });
});

test("what refuses PASID whatever is not shown refuses it", () => {
  const card = "01:00.0  endpoint  pasid 8";
  const told = audit(made([PORT_OPEN, card], [PORT_FULL, card], ACS_UNSEEN)).pasid[1];
  expect(told).toMatchObject({ enableable: false, reason: { row: "prefix", element: 1 } });
});

test("a PASID capability that is not shown", () => {
  const bare = "01:00.0  endpoint  prefix";
  const unseen = { "01:00.0": ["pasid"] } as const;
  expect(audit(made([PORT_FULL, bare], [PORT_FULL, CARD], unseen)).pasid[1]).toMatchObject({
    capable: null,
    enableable: null,
    unseen: { dev: 1, fact: "pasid" },
  });
  const refused = audit(made([PORT_OPEN, bare], [PORT_OPEN, CARD], unseen)).pasid[1];
  expect(refused).toMatchObject({
    capable: null,
    enableable: false,
    reason: { row: "acs", element: 0 },
  });
});

test("a VF answers with what is not shown of its PF", () => {
  const vf = "01:00.1  vf  of-pf 01:00.0";
  const told = audit(
    made([PORT_FULL, "01:00.0  endpoint  pasid 8", vf], [PORT_FULL, CARD, vf], {
      "01:00.0": ["prefix"],
    }),
  );
  const vfs = told.topology.functions.findIndex(({ kind }) => kind === "vf");
  expect(told.pasid[vfs]).toMatchObject({ enableable: null, unseen: { dev: 1, fact: "prefix" } });
});

describe("a function whose place is not known", () => {
  const port = `00:02.0  root-port  bus 02  ${FULL}`;
  const lines = [PORT_FULL, CARD, port, "02:00.0  endpoint  pasid 8  prefix"];
  const machine = made(lines, lines, { "02:00.0": ["place"] });
  const dev = at(machine.topology, "02:00.0");

  test("has no known group, and the others have", () => {
    const told = audit(machine);
    const unknown = told.basis.flatMap((basis, i) => (basis === "unknown" ? [i] : []));
    expect(unknown).toEqual([dev]);
    expect(told.doubts).toEqual([
      { functions: [dev], finest: null, deciding: [{ dev, fact: "place" }] },
    ]);
  });

  test("has PASID only as far as it takes the answer along", () => {
    expect(audit(machine).pasid[dev]).toMatchObject({
      enableable: null,
      unseen: { dev, fact: "place" },
      safe: null,
    });
    const own = [PORT_FULL, CARD, port, "02:00.0  endpoint  pasid 8"];
    const told = audit(made(own, own, { "02:00.0": ["place"] }));
    expect(told.pasid[dev]).toMatchObject({ enableable: false, reason: { row: "prefix" } });
  });
});

describe("what stands in for a function that is not shown", () => {
  const device = ["00:02.0  pci-device  multifunction", "00:02.1  pci-device  multifunction"];
  const machine = made(device, device, { "00:02.0": ["function"] }, ["00:02.0"]);

  test("is in no group and in no total", () => {
    const told = audit(machine);
    expect(told.groups).toEqual([[1]]);
    expect(told.basis).toEqual(["unknown", "formed"]);
    expect(told.doubts).toEqual([]);
  });

  test("is in no finding: neither turns a request there, nor lands one", () => {
    const plain = ["00:02.0  endpoint  multifunction", "00:02.1  endpoint  acs - of -"];
    const two: Topology = machineOf(...plain);
    expect(audit({ topology: two }).notIsolated).not.toEqual([]);
    for (const hidden of ["00:02.0", "00:02.1"]) {
      const told = audit(made(plain, plain, { [hidden]: ["function"] }, [hidden]));
      expect(told.notIsolated).toEqual([]);
    }
  });
});

describe("pairs that meet across groups", () => {
  const switchOf = (acs: string) => [
    `00:01.0  root-port  bus 01  ${FULL}`,
    "01:00.0  upstream-port  bus 02",
    `02:00.0  downstream-port  bus 03  ${acs}`,
    "02:01.0  downstream-port  bus 04",
    "03:00.0  endpoint",
    "04:00.0  endpoint",
  ];

  test("are told where they do so in every reading, and counted where they may", () => {
    const open = switchOf("");
    const all = audit({ topology: machineOf(...open) });
    const pairs = (a: Audit): number => a.notIsolated.reduce((sum, one) => sum + one.pairs, 0);
    const told = audit(made(open, switchOf(FULL), { "02:00.0": ["acs"] }));
    expect(pairs(told)).toBeGreaterThan(0);
    expect(pairs(told) + told.notIsolatedUnsaid).toBe(pairs(all));
    const turns = told.notIsolated.flatMap((one) => (one.how === "reach" ? one.turns : []));
    expect(turns).toEqual([at(told.topology, "02:01.0")]);
  });
});

describe("a group that the specification would divide only if a port has ACS", () => {
  const below = (acs: string) => [
    "00:01.0  root-port  bus 01  acs SV RR UF of SV RR CR UF",
    "01:00.0  upstream-port  bus 02",
    `02:00.0  downstream-port  bus 03  ${acs}`,
    `02:01.0  downstream-port  bus 04  ${acs}`,
    "03:00.0  endpoint",
    "04:00.0  endpoint",
  ];
  const unseen = { "02:00.0": ["acs"], "02:01.0": ["acs"] } as const;
  const machine = made(below(""), below(FULL), unseen);
  const [a, b] = ["03:00.0", "04:00.0"].map((name) => at(machine.topology, name));

  test("is divided no further than in all readings", () => {
    const [one] = audit(machine).overMerged.groups;
    expect(one?.ideal.length).toBeGreaterThan(1);
    expect(one?.ideal.find((part) => part.includes(a!))).toContain(b);
  });

  test("is counted where nothing of it can be told", () => {
    const bridges = machine.topology.functions.map((_, dev) => ({ shown: dev === a || dev === b }));
    const { overMerged, groups } = audit({ ...machine, functions: bridges });
    expect(groups).toEqual([[a, b]]);
    expect(overMerged).toEqual({ groups: [], untried: 0, unsaid: 1 });
  });
});

describe("given groups", () => {
  const device = ["00:02.0  pci-device  multifunction", "00:02.1  pci-device  multifunction"];
  const below = [PORT_FULL, CARD, ...device];
  const machine = made([PORT_OPEN, CARD, ...device], below, ACS_UNSEEN);
  const given = (groups: Readonly<Record<string, number>>) =>
    machine.topology.functions.map((_, dev) => {
      const [, group] =
        Object.entries(groups).find(([name]) => at(machine.topology, name) === dev) ?? [];
      return group ?? null;
    });

  test("differ where they do so in every reading", () => {
    const [a, b] = [at(machine.topology, "00:02.0"), at(machine.topology, "00:02.1")];
    const told = audit(machine, given({ "00:02.0": 7, "00:02.1": 8, "00:01.0": 1, "01:00.0": 2 }));
    expect(told.agreement?.agrees).toBe(false);
    expect(told.agreement?.differences.map(({ dev }) => dev)).toEqual([b]);
    expect(told.agreement?.unsaid).not.toContain(a);
  });

  test("differ where they put together what is apart in every reading", () => {
    const told = audit(machine, given({ "00:01.0": 1, "01:00.0": 1, "00:02.0": 1, "00:02.1": 1 }));
    expect(told.agreement?.differences).toHaveLength(2);
  });

  test("that agree where it can be said leave the rest open", () => {
    const told = audit(machine, given({ "00:01.0": 1, "01:00.0": 2, "00:02.0": 3, "00:02.1": 3 }));
    expect(told.agreement).toMatchObject({ agrees: null, differences: [] });
    expect(told.agreement?.unsaid).toHaveLength(2);
  });
});

test("of which it is not shown whether an IOMMU translates it has no known group", () => {
  const least = ["00:02.0  rciep  no-iommu"];
  const most = ["00:02.0  rciep"];
  const told = audit(made(least, most, { "00:02.0": ["iommu"] }));
  expect(told.basis).toEqual(["unknown"]);
  expect(told.doubts[0]?.deciding).toEqual([{ dev: 0, fact: "iommu" }]);
});
