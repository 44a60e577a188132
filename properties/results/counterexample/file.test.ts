import { expect, test } from "vitest";
import { problemText } from "../../../model/vocabulary/reading/reading.js";
import { counterexampleJson } from "../../testing/counterexample-json.js";
import { readCounterexample, readCounterexampleFile } from "./file.js";
import { writeCounterexampleText } from "./text.js";
import type { Counterexample } from "./counterexample.js";

const MINIMAL = `{
  "schema": "counterexample@2",
  "id": "7c1f00000000beef",
  "invariant": "pasid-stays-with-its-device",
  "design": "linux-6.2",
  "scenario": {
    "topology": {
      "functions": [
        { "kind": "rciep", "bus": 0, "devfn": 8, "multifunction": true, "pasid": { "width": 8 } },
        { "kind": "rciep", "bus": 0, "devfn": 9, "multifunction": true, "pasid": { "width": 8 } }
      ]
    },
    "operations": [{ "op": "pasid-attach", "dev": 0, "pasid": 5, "domain": "D1" }]
  },
  "step": 0,
  "finding": {
    "failureMode": "other-device",
    "device": 1,
    "pasid": 5,
    "seen": "D1",
    "wanted": "none"
  },
  "provenance": { "version": "0.1.0", "found": "random, seed 1, batch 3, run 17" }
}
`;

async function minimal(): Promise<Counterexample> {
  const read = await readCounterexample(MINIMAL);
  if (!read.ok) throw new Error(problemText(read.problem));
  return read.value;
}

async function problemOf(changed: object): Promise<string> {
  const file: unknown = JSON.parse(MINIMAL);
  const read = await readCounterexample(JSON.stringify(Object.assign(file as object, changed)));
  return read.ok ? "no problem" : problemText(read.problem);
}

test("a file is read, and written byte for byte as it was", async () => {
  const counterexample = await minimal();
  expect(counterexample.finding).toEqual({
    failureMode: "other-device",
    device: 1,
    other: null,
    pasid: 5,
    seen: "D1",
    wanted: "none",
  });
  expect(counterexampleJson(counterexample)).toBe(MINIMAL);
});

test("the order of the fields in memory is not the order in the file", async () => {
  const { provenance, finding, ...rest } = await minimal();
  const { wanted, ...others } = finding;
  expect(counterexampleJson({ provenance, finding: { wanted, ...others }, ...rest })).toBe(MINIMAL);
});

test("a file says by its name or its first character which form it has", async () => {
  const counterexample = await minimal();
  const text = writeCounterexampleText(counterexample, []);
  const both = [
    await readCounterexampleFile("a.json", MINIMAL),
    await readCounterexampleFile("a.txt", MINIMAL),
    await readCounterexampleFile("a.txt", text),
  ];
  for (const read of both) expect(read).toEqual({ ok: true, value: counterexample });
  const neither = await readCounterexampleFile("a.json", text);
  expect(neither.ok ? "" : problemText(neither.problem)).toContain("not JSON");
});

test("what does not fit is refused with its exact path", async () => {
  expect(await problemOf({ schema: "counterexample@9" })).toBe(
    "schema: counterexample@9 is of another version; this one reads counterexample@2",
  );
  expect(await problemOf({ id: "7C1F" })).toBe("id: is 16 hexadecimal digits");
  expect(await problemOf({ invariant: "\u001b[2J" })).toBe("invariant: has control characters");
  expect(await problemOf({ step: 1 })).toBe("step: names operation 1; there are 1");
  expect(await problemOf({ step: -1 })).toBe("no problem");
  expect(await problemOf({ scenario: { topology: { functions: [{}] }, operations: [] } })).toBe(
    "scenario.topology.functions[0].kind: is not there; expected root-port, upstream-port, " +
      "downstream-port, endpoint, legacy-endpoint, rciep, rcec, pcie-to-pci-bridge, " +
      "pci-to-pcie-bridge, pci-bridge, pci-device, vf",
  );
  const vf = { kind: "vf", bus: 0, devfn: 8, pf: 0 };
  expect(await problemOf({ scenario: { topology: { functions: [vf] }, operations: [] } })).toBe(
    "scenario.topology.functions[0].pf: the PF's index must be smaller than its own (0)",
  );
  const finding = { failureMode: "x", seen: "", wanted: "" };
  expect(await problemOf({ finding: { ...finding, other: 2 } })).toBe(
    "finding.other: names function 2; there are 2",
  );
});

test("a file too large to be one of ours is not looked at", async () => {
  const read = await readCounterexample(" ".repeat(1_048_577));
  expect(read.ok ? "" : problemText(read.problem)).toContain("at most 1048576 are read");
});
