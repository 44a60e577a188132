import { expect, test } from "vitest";
import { bugsJson, reportJson, statsJson } from "./json.js";
import { REPORT } from "../testing/sample.js";

test("equal reports are equal bytes, however they were made", () => {
  const reversed = {
    ...REPORT,
    verdicts: REPORT.verdicts
      .map((v) => ({ ...v, ...Object.fromEntries(Object.entries(v).toReversed()) }))
      .toReversed(),
  };
  const { verdicts, invariants, designs, seed, schema } = reversed;
  expect(reportJson({ verdicts, invariants, designs, seed, schema })).toBe(reportJson(REPORT));
});

test("keys stand in reading order, and the text ends in a newline", () => {
  const text = reportJson({
    ...REPORT,
    verdicts: REPORT.verdicts.slice(0, 1),
    designs: ["linux-6.2"],
  });
  expect(text).toMatchInlineSnapshot(`
    "{
      "schema": "report@2",
      "seed": 1,
      "designs": [
        "linux-6.2"
      ],
      "invariants": [
        {
          "name": "a-pasid-operation-moves-only-its-device",
          "ids": [
            "INV-34",
            "CLAIM-4"
          ],
          "severity": "safety"
        },
        {
          "name": "groups-are-as-fine-as-they-can-be",
          "ids": [
            "INV-25"
          ],
          "severity": "advisory"
        },
        {
          "name": "sharing-a-requester-id-means-sharing-a-group",
          "ids": [
            "INV-26"
          ],
          "severity": "safety"
        },
        {
          "name": "replace-needs-an-entry",
          "ids": [
            "INV-15"
          ],
          "severity": "bookkeeping"
        }
      ],
      "verdicts": [
        {
          "design": "linux-6.2",
          "invariant": "a-pasid-operation-moves-only-its-device",
          "tag": "fails",
          "expected": "fails",
          "reason": "CLAIM-4",
          "evidence": {
            "corpus": 3,
            "scenarios": 50000,
            "applied": 1234567,
            "exhaustive": null
          },
          "counterexample": {
            "id": "7c1f4a2b9d0e6688",
            "failureMode": "collateral-change",
            "functions": 3,
            "operations": 2,
            "file": "counterexamples/a-pasid-operation-moves-only-its-device-7c1f4a2b9d0e6688.json"
          }
        }
      ]
    }
    "
  `);
});

test("it reads back as the same data", () => {
  expect(JSON.parse(reportJson(REPORT))).toEqual(REPORT);
});

test("figures and bugs", () => {
  expect(
    statsJson({
      workers: 2,
      seconds: 1.5,
      operations_judged: 9,
      scenarios: 3,
      passed_over: 1,
      deaths_foretold: 0,
    }),
  ).toBe(
    '{\n  "scenarios": 3,\n  "operations_judged": 9,\n  "passed_over": 1,\n' +
      '  "deaths_foretold": 0,\n  "seconds": 1.5,\n  "workers": 2\n}\n',
  );
  const bug = {
    id: "BUG-1",
    invariant: "x",
    caught: false,
    runs_median: null,
    guided_median: null,
    functions: null,
    operations: null,
  };
  expect(JSON.parse(bugsJson({ schema: "bugs@2", bugs: [bug] }))).toEqual({
    schema: "bugs@2",
    bugs: [bug],
  });
});

test("a number that JSON cannot say is refused", () => {
  const stats = {
    scenarios: 3,
    operations_judged: 9,
    passed_over: 0,
    deaths_foretold: 0,
    seconds: Number.NaN,
    workers: 2,
  };
  expect(() => statsJson(stats)).toThrow(RangeError);
});
