import { expect, test } from "vitest";
import { problemText, type Reading } from "../reading/reading.js";
import { readScenarioJson, readTopologyJson, writeScenarioJson } from "./json.js";
import { readScenario } from "./text/text.js";

function told(read: Reading<unknown>): string {
  return read.ok ? "no problem" : problemText(read.problem);
}

const problemOf = async (value: unknown): Promise<string> =>
  told(await readScenarioJson(JSON.stringify(value)));

const withFunctions = (...functions: unknown[]): unknown => ({
  schema: "scenario@1",
  topology: { functions },
  operations: [],
});

const withOperations = (...operations: unknown[]): unknown => ({
  schema: "scenario@1",
  topology: { functions: [{ kind: "rciep", bus: 0, devfn: 8 }] },
  operations,
});

test("files leave out what is the default, in a fixed order", () => {
  const read = readScenario(`pasidcheck scenario 1
    iommu blocking rid
    00:01.0 root-port bus 01 acs RR UF of SV RR CR UF
    01:00.0 endpoint pasid 8 exec alias 02.0
    ----
    pasid-attach 01:00.0 pasid 5 domain D1 fail 1 EBUSY`);
  if (!read.ok) throw new Error(told(read));
  expect(writeScenarioJson(read.value)).toBe(`{
  "schema": "scenario@1",
  "topology": {
    "functions": [
      {
        "kind": "root-port",
        "bus": 0,
        "devfn": 8,
        "secondary": 1,
        "acs": { "cap": 29, "ctrl": 20 }
      },
      {
        "kind": "endpoint",
        "bus": 1,
        "devfn": 0,
        "parent": 0,
        "pasid": { "width": 8, "exec": true },
        "aliases": [16]
      }
    ]
  },
  "iommu": { "blocking": "rid" },
  "operations": [
    {
      "op": "pasid-attach",
      "dev": 1,
      "pasid": 5,
      "domain": "D1",
      "fail": { "call": 1, "errno": "EBUSY" }
    }
  ]
}
`);
});

test("a field that does not fit is told with its exact path, in one line", async () => {
  const at = "topology.functions[0]";
  const rcec = { kind: "rcec", bus: 0, devfn: 0 };
  expect(await problemOf(withFunctions({ ...rcec, kind: "rcecc" }))).toBe(
    `${at}.kind: 'rcecc' is not known (did you mean 'rcec'?)`,
  );
  expect(await problemOf(withFunctions({ ...rcec, multifuncton: true }))).toBe(
    `${at}: has no field 'multifuncton' (did you mean 'multifunction'?)`,
  );
  expect(await problemOf(withFunctions({ ...rcec, acs: { cap: 255 } }))).toBe(
    `${at}.acs.cap: at most 127, here 255`,
  );
  expect(await problemOf(withFunctions({ ...rcec, devfn: "00.0" }))).toBe(
    `${at}.devfn: expected a number, not '00.0'`,
  );
  expect(await problemOf(withFunctions({ ...rcec, devfn: 0.5 }))).toBe(
    `${at}.devfn: expected an integer, not 0.5`,
  );
  expect(await problemOf(withFunctions({ kind: "rcec", devfn: 0 }))).toBe(
    `${at}.bus: is not there; expected a number`,
  );
  expect(await problemOf(withFunctions())).toBe("topology.functions: at least 1 elements, here 0");
  expect(await problemOf(withFunctions(null))).toBe(`${at}: expected an object, not null`);
  expect(
    await problemOf(withOperations({ op: "pasid-attach", dev: 0, pasid: 1, domain: "D9" })),
  ).toBe("operations[0].domain: 'D9' is not known (did you mean 'D1'?)");
  expect(await problemOf(withOperations({ op: "pasid-enable", dev: 0, features: 1 }))).toBe(
    "operations[0].features: 1 is not known; expected 0, 2, 4, 6",
  );
});

test("an impossible topology is told with its path", async () => {
  const rcec = { kind: "rcec", bus: 0, devfn: 0 };
  expect(await problemOf(withFunctions(rcec, rcec))).toBe(
    "topology.functions[1].devfn: 00:00.0 is already the address of functions[0]",
  );
  const topology = { functions: [{ ...rcec, parent: 0 }] };
  expect(told(await readTopologyJson(JSON.stringify({ schema: "topology@1", topology })))).toBe(
    "topology.functions[0].parent: the parent's index must be smaller than its own (0)",
  );
  const many = Array.from({ length: 65 }, (_, pasid) => ({ op: "pasid-detach", dev: 0, pasid }));
  expect(await problemOf(withOperations(...many))).toBe(
    "operations[64].pasid: at most 64 different PASIDs are named; this is one more",
  );
});

test("a file of another version or kind is refused by name", async () => {
  expect(await problemOf({ schema: "scenario@9" })).toBe(
    "schema: scenario@9 is of another version; this one reads scenario@1",
  );
  expect(await problemOf({ schema: "topology@1" })).toBe(
    "schema: the file is of another kind, 'topology@1'; expected scenario@1",
  );
  expect(await problemOf({})).toBe('schema: expected "scenario@1"');
  expect(await problemOf([])).toBe('expected an object, {"schema": "scenario@1", ...}');
});

test("hostile input is refused, never thrown at", async () => {
  const deepArray = "[".repeat(20_000) + "]".repeat(20_000);
  const deep = `{"schema":"topology@1","topology":${deepArray}}`;
  expect(told(await readTopologyJson(deep))).toBe("topology: expected an object, not 1");
  const functions = `{"schema":"topology@1","topology":{"functions":${deepArray}}}`;
  expect(told(await readTopologyJson(functions))).toBe(
    "topology.functions[0]: expected an object, not 1",
  );
  expect(told(await readTopologyJson(" ".repeat(4_194_305)))).toContain("at most 4194304");
  expect(told(await readScenarioJson(" ".repeat(1_048_577)))).toContain("at most 1048576");
  expect(told(await readScenarioJson('{"schema":'))).toBe(
    "1:11: not JSON: the text ends too early",
  );
  expect(told(await readScenarioJson('{"__proto__": {"schema": "scenario@1"}}'))).toBe(
    'schema: expected "scenario@1"',
  );
});
