// Reads the dumps of real machines, where a collection of them is at hand (testing.ts).
import { existsSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { describe, expect, test } from "vitest";
import { addressText } from "../../model/vocabulary/topology/address.js";
import { problemText } from "../../model/vocabulary/reading/reading.js";
import { DEFAULT_IOMMU } from "../../model/vocabulary/scenario/scenario.js";
import { printScenario, readScenario } from "../../model/vocabulary/scenario/text/text.js";
import { groupsOf, readGroups } from "./groups.js";
import { readLspci } from "./lspci.js";
import { readMachine, type RealMachine } from "../machine/machine.js";
import { realDumps } from "../testing/real-dumps.js";

const dumps = realDumps();

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

  test("its list of groups names its functions, and says what the dump prints", () => {
    const list = join(dirname(path), "groups.txt");
    if (!existsSync(list)) return;
    const lines = readGroups(readFileSync(list, "utf8"));
    if (!lines.ok) throw new Error(problemText(lines.problem));
    const { functions, groups } = machineOf(path);
    const addresses = functions.map((f) => f.address);
    const listed = groupsOf(addresses, lines.value);
    if (!listed.ok) throw new Error(problemText(listed.problem));
    if (groups.some((group) => group !== null)) expect(groups).toEqual(listed.value.groups);
  });

  test("its bytes, where it has them, say what its text says", () => {
    const text = readFileSync(path, "utf8");
    const withBytes = readLspci(text);
    const without = readLspci(text.replaceAll(/^[0-9a-f]{2,3}:(?: [0-9a-f]{2}){16}$/gm, ""));
    if (!withBytes.ok || !without.ok) throw new Error("a dump was not read");
    const said = withBytes.value.records.map((r) => ({
      acs: r.acs === null ? null : { cap: r.acs.cap, ctrl: r.acs.ctrl },
      express: r.express === null ? null : { kind: r.express.kind, prefix: r.express.prefix },
      vendor: r.vendor,
      device: r.device,
      revision: r.revision,
      classCode: r.classCode,
      secondary: r.secondary,
      subordinate: r.subordinate,
      pasid: r.pasid,
      ats: r.ats,
      pri: r.pri,
      ari: r.ari,
      sriov: r.sriov,
      trouble: r.trouble,
    }));
    expect(without.value.records).toMatchObject(said);
  });
});
