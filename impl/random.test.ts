// Whatever the topology, the contract and the operations: no step throws, a refusal changes no
// group, and two machines of one design do not disturb each other.
import { expect, test } from "vitest";
import { impossible, topology } from "../model/vocabulary/build.js";
import { withPolicies, type Contract } from "../model/vocabulary/contract.js";
import { DOMAIN_NAMES } from "../model/vocabulary/domain.js";
import { errnoNames } from "../model/vocabulary/errno.js";
import { OPERATION_NAMES, type Operation } from "../model/vocabulary/operation.js";
import type { Iommu } from "../model/vocabulary/scenario.js";
import type { PciFunction, Topology } from "../model/vocabulary/topology.js";
import { catalog } from "./catalog.js";
import { LINUX_7_3 } from "./contracts.js";
import { groupTable } from "./group-table.js";
import {
  acs,
  Bench,
  bridgeToPci,
  endpoint,
  pciBridge,
  pciDevice,
  port,
  virtual,
  width,
} from "./testing.js";

/** Numbers from a seed; Park and Miller. */
class Dice {
  private state: number;
  constructor(seed: number) {
    this.state = (seed % 2_147_483_646) + 1;
  }
  below(n: number): number {
    this.state = (this.state * 48_271) % 2_147_483_647;
    return this.state % n;
  }
  one<T>(from: readonly T[]): T {
    return from[this.below(from.length)]!;
  }
  chance(oneIn: number): boolean {
    return this.below(oneIn) === 0;
  }
}

const WORDS = ["", "RR CR", "RR UF", "SV RR UF", "SV RR CR UF", "SV TB RR CR UF", "RR UF EC"];
const DEVFNS = [0, 1, 2, 8, 9, 16, 17];

function randomFunction(dice: Dice, all: readonly PciFunction[]): PciFunction {
  const bridges = all.flatMap((f, i) => ("secondary" in f ? [i] : []));
  const parent = bridges.length === 0 || dice.chance(3) ? null : dice.one(bridges);
  const above = parent === null ? undefined : all[parent];
  const bus = above !== undefined && "secondary" in above ? above.secondary : 0;
  const where = [bus, dice.one(DEVFNS), parent] as const;
  const secondary = all.length + 1;
  const cap = dice.one(WORDS);
  const common = {
    multifunction: dice.chance(2),
    iommu: !dice.chance(8),
    directMap: dice.chance(6),
    aliases: dice.chance(4) ? [dice.one(DEVFNS)] : [],
    acs: dice.chance(3)
      ? null
      : acs(cap, dice.one([cap, "", "RR UF"].filter((w) => within(w, cap)))),
    ari: dice.chance(6),
    pasid: dice.chance(3) ? null : width(dice.one([0, 2, 8])),
  };
  const { acs: _acs, ari: _ari, pasid: _pasid, ...plain } = common;
  const { ari: _ari2, pasid: _pasid2, ...onPort } = common;
  const pfs = all.flatMap((f, i) => ("pasid" in f ? [i] : []));
  const pf = pfs.length === 0 ? undefined : dice.one(pfs);
  const pfAt = pf === undefined ? undefined : all[pf];
  switch (dice.below(8)) {
    case 0:
      return port("root-port", where, secondary, onPort);
    case 1:
      return port("upstream-port", where, secondary, onPort);
    case 2:
      return port("downstream-port", where, secondary, onPort);
    case 3:
      return bridgeToPci(where, secondary, { ...plain, noAlias: dice.chance(3) });
    case 4:
      return pciBridge(where, secondary, { ...plain, xlateRoot: dice.chance(3) });
    case 5:
      return pciDevice(where, plain);
    case 6:
      if (pf === undefined || pfAt === undefined) return pciDevice(where, plain);
      return virtual([pfAt.bus + dice.below(2), dice.one(DEVFNS), pfAt.parent], pf);
    default:
      return endpoint(where, common);
  }
}

function within(words: string, cap: string): boolean {
  return words.split(" ").every((word) => word === "" || cap.split(" ").includes(word));
}

function randomTopology(dice: Dice): Topology {
  const functions: PciFunction[] = [];
  for (let tries = 0; tries < 60 && functions.length < 9; tries++) {
    const next = [...functions, randomFunction(dice, functions)];
    const made = { functions: next, probe: { scan: "boot", order: null } } as const;
    if (impossible(made) === null) functions.push(next.at(-1)!);
  }
  if (functions.length === 0) functions.push(endpoint([0, 0, null]));
  return topology(functions, { scan: dice.one(["boot", "hot"]), order: null });
}

const PASIDS = [0, 1, 3, 4, 300, 0x10_0000];

function randomOperation(dice: Dice, functions: number): Operation {
  const fail = { call: 1 + dice.below(3), errno: dice.one(errnoNames()) };
  return {
    op: dice.one(OPERATION_NAMES),
    dev: dice.below(functions),
    pasid: dice.one(PASIDS),
    domain: dice.one(DOMAIN_NAMES),
    ...(dice.chance(2) ? { handle: 1 + dice.below(3) } : {}),
    ...(dice.chance(3) ? { fail } : {}),
  };
}

const VALUES: { readonly [K in keyof Contract]?: readonly Contract[K][] } = {
  grouping: ["linux", "proposal-v3", "fabric"],
  gate: ["none", "acs-path", "pasid-safe"],
  admits: ["any", "singleton-group", "sole-requester"],
  disabled: ["ignored", "refused"],
  vf: ["shares-pf", "own-capability"],
  zero: ["accepted", "refused"],
  range: ["none", "every-member", "capable-members", "own-device"],
  incapable: ["accepted", "refused"],
  programs: ["every-member", "capable-members", "own-device"],
  published: ["before-hardware", "after-hardware"],
  undoPasid: ["every-member", "changed-members"],
  undoRid: ["none", "changed-members"],
  removal: ["may-be-missing", "told-nothing", "told-old"],
  compat: ["none", "owner-only", "owner-or-static"],
  ridReplace: ["absent", "unchecked", "compatible"],
  pasidReplace: ["absent", "needs-entry", "creates-entry", "through-blocked"],
  handle: ["absent", "reusable", "written-first", "linear"],
  directMap: ["ignored", "honoured"],
};

function randomContract(dice: Dice): Contract {
  const changed = Object.entries(VALUES).map(([name, values]) => [name, dice.one(values)]);
  return withPolicies(LINUX_7_3, Object.fromEntries(changed) as Partial<Contract>);
}

function randomIommu(dice: Dice): Iommu {
  return {
    blocking: dice.one(["pasid", "pasid", "rid", "none"]),
    strict: dice.chance(2),
    pasidBits: dice.one([null, 2, 20]),
  };
}

test("no step of any design on any topology throws", () => {
  const outcomes = new Set<string>();
  for (let seed = 1; seed <= 300; seed++) {
    const dice = new Dice(seed * 7919);
    const made = randomTopology(dice);
    const iommu = randomIommu(dice);
    const random = groupTable("random", "under test", randomContract(dice));
    const operations = Array.from({ length: 25 }, () =>
      randomOperation(dice, made.functions.length),
    );
    for (const design of [...catalog, random]) {
      const machine = new Bench(design, made, { iommu, pasids: PASIDS });
      const groups = machine.groups();
      for (const op of operations) outcomes.add(machine.step(op));
      expect(machine.groups()).toBe(groups);
    }
  }
  const expected = ["0", "-EBUSY", "-EINVAL", "-ENODEV", "-ENOENT", "-EOPNOTSUPP", "-ENOSPC"];
  for (const outcome of expected) expect(outcomes).toContain(outcome);
});

test("two machines of one design, on two topologies, are two machines", () => {
  for (let seed = 1; seed <= 40; seed++) {
    const dice = new Dice(seed * 104_729);
    const [here, there] = [randomTopology(dice), randomTopology(dice)];
    const design = dice.one(catalog);
    const run = (machine: Bench, made: Topology, steps: Dice): string =>
      machine.step(randomOperation(steps, made.functions.length));
    const alone = new Bench(design, here, { pasids: PASIDS });
    const expected = Array.from({ length: 20 }, (_, i) => run(alone, here, new Dice(i + seed)));
    const one = new Bench(design, here, { pasids: PASIDS });
    const other = new Bench(design, there, { pasids: PASIDS });
    const got = Array.from({ length: 20 }, (_, i) => {
      run(other, there, new Dice(i + seed + 1));
      return run(one, here, new Dice(i + seed));
    });
    expect(got).toEqual(expected);
    expect(one.observed.equals(alone.observed)).toBe(true);
  }
});
