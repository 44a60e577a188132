// Reads the dumps of real machines, where a collection of them is at hand: a folder of folders with
// lspci.txt, named by PASIDCHECK_MACHINES, or `machines` in a folder beside the repository. They
// belong to other people and are no part of it.
import { existsSync, readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import { addressText } from "../../../model/vocabulary/address.js";
import { problemText } from "../../../model/vocabulary/reading.js";
import { DEFAULT_IOMMU } from "../../../model/vocabulary/scenario.js";
import { printScenario, readScenario } from "../../../model/vocabulary/scenario-text.js";
import { readMachine, type RealMachine } from "./machine.js";

const beside = fileURLToPath(new URL("../../../..", import.meta.url));
const folder =
  process.env["PASIDCHECK_MACHINES"] ??
  readdirSync(beside)
    .map((name) => join(beside, name, "machines"))
    .find((path) => existsSync(join(path, "README.md")));
const dumps =
  folder === undefined
    ? []
    : readdirSync(folder)
        .map((name) => [name, join(folder, name, "lspci.txt")] as const)
        .filter(([, path]) => existsSync(path));

function machineOf(path: string): RealMachine {
  const read = readMachine(readFileSync(path, "utf8"));
  if (!read.ok) throw new Error(problemText(read.problem));
  return read.value;
}

test.skipIf(dumps.length === 0)("there are real machines to read", () => {
  expect(dumps.length).toBeGreaterThan(0);
});

describe.each(dumps)("%s", (_, path) => {
  test("every function of the dump is in the topology", () => {
    const { topology, titles } = machineOf(path);
    const shown = readFileSync(path, "utf8").match(
      /^(?:[0-9a-f]{4,8}:)?[0-9a-f]{2}:[0-9a-f]{2}\.[0-7](?= \S)/gm,
    );
    const named = topology.functions.map((f) => addressText(f));
    expect(named).toEqual(
      expect.arrayContaining((shown ?? []).map((a) => a.replace(/^0000:/, ""))),
    );
    expect(titles).toHaveLength(named.length);
  });

  test("its topology survives its text form", () => {
    const { topology } = machineOf(path);
    const scenario = { topology, iommu: DEFAULT_IOMMU, operations: [] };
    expect(readScenario(printScenario(scenario))).toEqual({ ok: true, value: scenario });
  });
});
