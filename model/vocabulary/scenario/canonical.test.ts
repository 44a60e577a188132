// One bug has one file: names are given by first use, nothing is dropped, and equal scenarios have
// equal digests.
import { expect, test } from "vitest";
import { canonicalScenario } from "./canonical.js";
import { problemText } from "../reading/reading.js";
import { printScenario, readScenario } from "./text/text.js";
import type { Scenario } from "./scenario.js";
import { digest } from "./digest.js";
import { stableText } from "../reading/stable-text.js";

function scenarioOf(text: string): Scenario {
  const read = readScenario(text);
  if (!read.ok) throw new Error(problemText(read.problem));
  return read.value;
}

const LOOSE = scenarioOf(`pasidcheck scenario 1
00:1c.0  root-port  bus 09  acs SV RR CR UF of SV RR CR UF  prefix
09:00.0  endpoint   multifunction  pasid 8  prefix
09:00.3  endpoint   multifunction  pasid 8  prefix
----
pasid-enable 09:00.3
pasid-attach 09:00.3 pasid 200 domain D7 handle h5
rid-attach 09:00.0 domain B handle h2
pasid-attach 09:00.0 pasid 0 domain D2 fail 2 ENOSPC
pasid-replace 09:00.3 pasid 200 domain D2 handle h5
`);

const CANONICAL = `pasidcheck scenario 1
00:01.0  root-port  bus 01  acs SV RR CR UF of SV RR CR UF  prefix
01:00.0  endpoint   multifunction  pasid 8  prefix
01:00.1  endpoint   multifunction  pasid 8  prefix
----
pasid-enable 01:00.1
pasid-attach 01:00.1 pasid 200 domain D1 handle h1
rid-attach 01:00.0 domain B handle h2
pasid-attach 01:00.0 pasid 0 domain D2 fail 2 ENOSPC
pasid-replace 01:00.1 pasid 200 domain D2 handle h1
`;

test("domains and handles are named by first use; B, I, N1, F1 and PASIDs keep their names", () => {
  expect(printScenario(canonicalScenario(LOOSE))).toBe(CANONICAL);
});

test("the canonical form of a canonical scenario is itself", () => {
  const once = canonicalScenario(LOOSE);
  expect(canonicalScenario(once)).toEqual(once);
});

test("late-bound functions are resolved", () => {
  const operations = [{ op: "pasid-enable", dev: 7 }] as const;
  expect(canonicalScenario({ ...LOOSE, operations }).operations).toEqual([
    { op: "pasid-enable", dev: 1 },
  ]);
});

test("a digest depends on the invariant and on every field, not on the order of keys", () => {
  const id = digest("pasid-stays-local", LOOSE);
  expect(id).toMatch(/^[0-9a-f]{16}$/);
  const { topology, iommu, operations } = LOOSE;
  expect(digest("pasid-stays-local", { operations, iommu, topology })).toBe(id);
  expect(digest("pasid-in-range", LOOSE)).not.toBe(id);
  const strict = { ...LOOSE, iommu: { ...iommu, strict: true } };
  expect(digest("pasid-stays-local", strict)).not.toBe(id);
});

test("the digest of a written-down scenario never changes", () => {
  // sha256 of the invariant, a newline and the sorted JSON, computed with sha256sum.
  const small: Scenario = {
    topology: { functions: [], probe: { scan: "boot", order: null } },
    iommu: { blocking: "pasid", strict: false, pasidBits: 20 },
    operations: [{ op: "pasid-detach", dev: 0, pasid: 1 }],
  };
  expect(stableText(small)).toBe(
    '{"iommu":{"blocking":"pasid","pasidBits":20,"strict":false},' +
      '"operations":[{"dev":0,"op":"pasid-detach","pasid":1}],' +
      '"topology":{"functions":[],"probe":{"order":null,"scan":"boot"}}}',
  );
  expect(digest("invariant", small)).toBe("081dc8dd8c1f33ca");
});
