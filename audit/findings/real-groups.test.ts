// Forms the groups of real machines by Linux' rules, and holds them against those that their
// kernels formed: where a collection of dumps is at hand (testing.ts). What comes out is the table
// of docs/use/machines.md, which is held against it.
import { existsSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { describe, expect, test } from "vitest";
import { catalog } from "../../impl/designs/catalog.js";
import { Facts } from "../../model/fabric/facts.js";
import { formGroups } from "../../model/reference/grouping/grouping.js";
import { impossible } from "../../model/vocabulary/topology/validate.js";
import { problemText, type Reading } from "../../model/vocabulary/reading/reading.js";
import { DEFAULT_IOMMU } from "../../model/vocabulary/scenario/scenario.js";
import {
  isEndpoint,
  type PciFunction,
  type Topology,
} from "../../model/vocabulary/topology/topology.js";
import { prepare, instanceOf } from "../../properties/run/instance.js";
import { readGroups } from "../read/groups.js";
import { readMachine, type RealMachine } from "../machine/machine.js";
import { labels, partition } from "../testing/config-space.js";
import { realDumps } from "../testing/real-dumps.js";

function valueOf<T>(read: Reading<T>): T {
  if (!read.ok) throw new Error(problemText(read.problem));
  return read.value;
}

/** Of the machine in a folder, with the groups of its list where it has one. */
function machineIn(dump: string): RealMachine {
  const list = listOf(dump);
  const groups = list === null ? null : valueOf(readGroups(readFileSync(list, "utf8")));
  return valueOf(readMachine(readFileSync(dump, "utf8"), groups));
}

function listOf(dump: string): string | null {
  const list = join(dirname(dump), "groups.txt");
  return existsSync(list) ? list : null;
}

function given(machine: RealMachine): readonly string[] {
  return partition(machine, (dev) => machine.groups[dev] ?? -1 - dev);
}

/** As the reference forms them, and as the optimized design for Linux 7.3 does. */
function byReference({ topology }: RealMachine): (dev: number) => number {
  return labels(formGroups(new Facts(topology, DEFAULT_IOMMU), "linux"));
}

function byDesign({ topology }: RealMachine): (dev: number) => number {
  const linux = catalog.find(({ name }) => name === "linux-7.3");
  if (linux === undefined) throw new Error("no linux-7.3");
  const scenario = { topology, iommu: DEFAULT_IOMMU, operations: [] };
  const { after } = instanceOf(prepare(scenario, null), linux);
  return (dev) => after.group(dev);
}

const dumps = realDumps();
const grouped = dumps.filter(([, dump]) => listOf(dump) !== null);
const others = dumps.filter(([, dump]) => listOf(dump) === null);

test.skipIf(grouped.length === 0)("there are real machines with groups", () => {
  expect(grouped.length).toBeGreaterThan(0);
});

describe.each(grouped)("%s", (_, dump) => {
  test("its kernel's groups are those of the reference", () => {
    const machine = machineIn(dump);
    expect(partition(machine, byReference(machine))).toEqual(given(machine));
  });

  test("and those of linux-7.3", () => {
    const machine = machineIn(dump);
    expect(partition(machine, byDesign(machine))).toEqual(given(machine));
  });
});

test.each(others)("%s, which has no groups, is read", (_, dump) => {
  const machine = machineIn(dump);
  expect(impossible(machine.topology)).toBeNull();
  const functions = machine.topology.functions.map((f, dev) => (f.iommu ? dev : -1));
  expect(functions.filter((dev) => dev >= 0 && byDesign(machine)(dev) === 0)).toEqual([]);
});

/** Unordered pairs of functions in different groups. */
interface Pairs {
  /** One reaches the other without translation, or both emit one requester ID. */
  readonly notIsolated: number;
  /** Of those, the pairs of endpoints: neither is a bridge or conventional. */
  readonly endpoints: number;
}

function pairsOf({ topology, groups }: RealMachine): Pairs {
  const facts = new Facts(topology, DEFAULT_IOMMU);
  let notIsolated = 0;
  let endpoints = 0;
  for (const [a, x] of topology.functions.entries()) {
    for (const [b, y] of laterIn(topology, a)) {
      const [own, other] = [groups[a] ?? null, groups[b] ?? null];
      if (own === null || other === null || own === other || !facts.meet(a, b)) continue;
      notIsolated++;
      if (isEndpoint(x) && isEndpoint(y)) endpoints++;
    }
  }
  return { notIsolated, endpoints };
}

function laterIn(t: Topology, after: number): readonly (readonly [number, PciFunction])[] {
  return [...t.functions.entries()].slice(after + 1);
}

/** `| T1-m000a | T1 | 48 | 13 | 100 % | 0 | 0 |  |`. */
function rowOf(name: string, machine: RealMachine): string {
  const kernel = given(machine);
  const reference = new Set(partition(machine, byReference(machine)));
  const sizeOf = (groups: readonly string[]): number => groups.join(" ").split(" ").length;
  const same = kernel.filter((group) => reference.has(group));
  const percent = `${Math.floor((100 * sizeOf(same)) / sizeOf(kernel))} %`;
  const { notIsolated, endpoints } = pairsOf(machine);
  const rules = [...new Set(machine.rules.map(({ rule }) => rule))].join("; ");
  const tier = name.split("-")[0] ?? "";
  const counts = [sizeOf(kernel), kernel.length, percent, notIsolated, endpoints];
  return `| ${[name, tier, ...counts, rules].join(" | ")} |`.replace("|  |", "| |");
}

test.skipIf(grouped.length === 0)("the table in docs/use/machines.md is what comes out", () => {
  const docs = new URL("../../docs/use/machines.md", import.meta.url);
  const lines = readFileSync(docs, "utf8").split("\n");
  const known = lines.filter((line) => /^\| (?:T1[bc]?)-/.test(line));
  const names = new Set(known.map((line) => line.split(" | ")[0]?.slice(2)));
  const rows = grouped.map(([name, dump]) => rowOf(name, machineIn(dump)));
  expect(known.length).toBeGreaterThan(0);
  // Another collection may have other machines; what is said of these must be true.
  expect(rows.filter((row) => names.has(row.split(" | ")[0]?.slice(2)))).toEqual(known);
});
