/**
 * A dump as the text of a scenario reads back as the same machine, and every design groups it as
 * the audit does: the example of the documents, and real machines where a collection is at hand.
 */
import { existsSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import { audit } from "../../audit/findings/audit.js";
import { onlyThese, wholeMachine } from "../../audit/machine/part.js";
import { readMachine, type RealMachine } from "../../audit/machine/machine.js";
import { readGroups } from "../../audit/read/groups.js";
import { realDumps } from "../../audit/testing/real-dumps.js";
import { catalog } from "../../impl/designs/catalog.js";
import { problemText, type Reading } from "../../model/vocabulary/reading/reading.js";
import type { Scenario } from "../../model/vocabulary/scenario/scenario.js";
import { printScenario, readScenario } from "../../model/vocabulary/scenario/text/text.js";
import { addressText } from "../../model/vocabulary/topology/address.js";
import { isBridge } from "../../model/vocabulary/topology/topology.js";
import { instanceOf, prepare } from "../../properties/run/instance.js";
import { machineScenario } from "./scenario-text.js";

function valueOf<T>(read: Reading<T>): T {
  if (!read.ok) throw new Error(problemText(read.problem));
  return read.value;
}

function machineIn(dump: string, part = wholeMachine): RealMachine {
  const list = join(dirname(dump), "groups.txt");
  const groups = existsSync(list) ? valueOf(readGroups(readFileSync(list, "utf8"))) : null;
  return valueOf(readMachine(readFileSync(dump, "utf8"), groups, { part }));
}

function textOf(machine: RealMachine, only: readonly string[] = []): string {
  return machineScenario({ source: "lspci.txt", only, machine });
}

/** The groups as a replay of the text forms them, each as the functions that have one. */
function replayed(scenario: Scenario): (dev: number) => number {
  const linux = catalog.find(({ name }) => name === "linux-7.3");
  if (linux === undefined) throw new Error("no linux-7.3");
  const { after } = instanceOf(prepare(scenario, null), linux);
  return (dev) => after.group(dev);
}

function partition(functions: number, groupOf: (dev: number) => number | null): readonly string[] {
  const members = new Map<number, number[]>();
  for (let dev = 0; dev < functions; dev++) {
    const group = groupOf(dev);
    if (group === null || group === 0) continue;
    members.set(group, [...(members.get(group) ?? []), dev]);
  }
  return [...members.values()].map((some) => some.join(" ")).sort();
}

const example = fileURLToPath(new URL("../../docs/example/lspci.txt", import.meta.url));
const real = realDumps();

test.skipIf(real.length === 0)("there are real machines", () => {
  expect(real.length).toBeGreaterThan(0);
});

describe.each([["the example", example] as const, ...real])("%s", (_, dump) => {
  test("reads back as the same machine, whose groups are those of the audit", () => {
    const machine = machineIn(dump);
    const text = textOf(machine);
    const scenario = valueOf(readScenario(text));
    expect(scenario.topology).toEqual(machine.topology);
    // The comments are gone, and what is left is as it is printed.
    expect(valueOf(readScenario(printScenario(scenario)))).toEqual(scenario);
    // A scenario is the reading that is told, whatever of it can be said.
    const audited = audit(machine, machine.groups).formed.groupOf;
    const functions = machine.topology.functions.length;
    const own = partition(functions, (dev) => (audited[dev] ?? -1) + 1);
    expect(partition(functions, replayed(scenario))).toEqual(own);
    for (const note of machine.unknown) {
      const [words = ""] = note.split(":");
      expect(text.replaceAll(/\n# +/g, " ")).toContain(words);
    }
  });

  test("so does a part of it, which has all that is above", () => {
    const whole = machineIn(dump);
    const leaf = whole.topology.functions.findLast((f) => f.parent !== null && !isBridge(f));
    const named = addressText(
      leaf ?? whole.topology.functions[0] ?? { segment: 0, bus: 0, devfn: 0 },
    );
    const machine = machineIn(dump, onlyThese([named]));
    const { functions } = valueOf(readScenario(textOf(machine, [named]))).topology;
    expect(functions).toEqual(machine.topology.functions);
    expect(functions.map((f) => addressText(f))).toContain(named);
    const before = new Map(whole.topology.functions.map((f) => [addressText(f), f]));
    for (const f of functions) {
      const was = before.get(addressText(f));
      const above = was?.parent === null ? undefined : whole.topology.functions[was?.parent ?? 0];
      const now = f.parent === null ? undefined : functions[f.parent];
      expect(now && addressText(now)).toBe(above && addressText(above));
      expect({ ...f, parent: 0, realDma: 0, pf: 0 }).toEqual({
        ...was,
        parent: 0,
        realDma: 0,
        pf: 0,
      });
    }
  });
});

test("titles and notes cannot end a comment, and are cut", () => {
  const machine = machineIn(example);
  const hostile = "evil\n00:00.0 rciep # \u001b[31m".padEnd(500, "x");
  const titles = machine.titles.map(() => hostile);
  const text = textOf({ ...machine, titles, unknown: [hostile] });
  expect(valueOf(readScenario(text)).topology).toEqual(machine.topology);
  expect(text).not.toContain("\u001b");
});
