/**
 * What the SARIF report promises: it follows the schema of OASIS, rules are the invariants, results
 * point at counterexamples, and what is expected is suppressed with its reason.
 */
import { createRequire } from "node:module";
import draft04 from "ajv-draft-04";
import type { Log, Result } from "sarif";
import { describe, expect, test } from "vitest";
import { codeOf, uriOf } from "./source-location.js";
import { sarifReport } from "./sarif.js";
import { GATE_FAILED, GATE_HOSTILE, GATE_PASSED } from "../testing/gate-sample.js";
import { INVARIANTS } from "../testing/sample.js";

const require = createRequire(import.meta.url);
const schema = require("@microsoft/jest-sarif/lib/schemas/sarif-2.1.0-rtm.5.json") as object;
// The package is CommonJS, and its default export is one level deeper.
const Ajv = draft04.default;
const ajv = new Ajv({ strict: false, unicodeRegExp: false, allErrors: true });
/** Formats are checked by hand below: uri-reference. */
for (const format of ["uri", "uri-reference", "date-time"]) ajv.addFormat(format, true);
const validate = ajv.compile(schema);

function logOf(data: typeof GATE_PASSED): Log {
  return JSON.parse(sarifReport(data)) as Log;
}

function resultsOf(data: typeof GATE_PASSED): readonly Result[] {
  return logOf(data).runs[0]?.results ?? [];
}

const SAMPLES = { passed: GATE_PASSED, failed: GATE_FAILED, hostile: GATE_HOSTILE };

describe.each(Object.entries(SAMPLES))("a gate that is %s", (_, data) => {
  test("follows the schema", () => {
    validate(logOf(data));
    expect(validate.errors ?? []).toEqual([]);
  });
  test("every result has its rule, and every place is a URI", () => {
    const { results = [], tool } = logOf(data).runs[0]!;
    for (const result of results) {
      expect(tool.driver.rules?.[result.ruleIndex ?? -1]?.id).toBe(result.ruleId);
      for (const place of [...(result.locations ?? []), ...(result.relatedLocations ?? [])]) {
        const uri = place.physicalLocation?.artifactLocation?.uri ?? "";
        expect(uri).toMatch(/^[A-Za-z0-9\-._~!*'()%/]+$/);
        expect(new URL(uri, "file:///work/").href).toMatch(/^file:\/\/\/work\//);
      }
    }
  });
});

test("the rules are the invariants", () => {
  const rules = logOf(GATE_PASSED).runs[0]?.tool.driver.rules ?? [];
  expect(rules.map(({ id }) => id)).toEqual([...INVARIANTS.map(({ name }) => name), "gate"]);
});

test("what is expected is suppressed with its reason, what is not is an error", () => {
  const expected = resultsOf(GATE_PASSED).find(({ suppressions }) => suppressions !== undefined);
  expect(expected?.suppressions).toEqual([{ kind: "external", justification: "CLAIM-4" }]);
  const failed = resultsOf(GATE_FAILED).filter((r) => r.suppressions === undefined);
  expect(failed.filter(({ level }) => level === "error").length).toBeGreaterThan(2);
  expect(failed.find(({ ruleId }) => ruleId === INVARIANTS[0]?.name)?.locations).toHaveLength(1);
});

test("the code of a design is told where it is known", () => {
  expect(codeOf("./my-design.js", [])).toBe("./my-design.js");
  expect(codeOf("exec:./driver --flag", [])).toBe("./driver");
  expect(codeOf("exec:driver", [])).toBeNull();
  expect(codeOf("linux-7.3", ["properties/corpus/1.json"])).toBe("impl/designs/contracts.ts");
  expect(codeOf("linux-7.3", ["node_modules/pasidcheck/properties/corpus/1.json"])).toBeNull();
  expect(uriOf("./a b/c#d.js")).toBe("a%20b/c%23d.js");
  expect(uriOf("/a/b.js")).toBe("file:///a/b.js");
});

test("the schema can fail", () => {
  expect(validate({ version: "2.1.0", runs: [{ tool: {} }] })).toBe(false);
});
