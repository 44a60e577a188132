import fc from "fast-check";
import { expect, test } from "vitest";
import { readJson, writeJson } from "./json-text.js";
import { problemText } from "./reading.js";

function problemOf(text: string): string {
  const read = readJson(text);
  return read.ok ? "no problem" : problemText(read.problem);
}

test("a syntax error is told with its line and column", () => {
  expect(problemOf('{\n  "a": 1,\n  b: 2\n}')).toBe(
    "3:3: not JSON: expected a name in double quotes",
  );
  expect(problemOf('{"a": 1,}')).toBe("1:9: not JSON: expected a name in double quotes");
  expect(problemOf('{"a" 1}')).toBe("1:6: not JSON: expected :");
  expect(problemOf("[1 2]")).toBe("1:4: not JSON: expected , or the closing bracket");
  expect(problemOf("[1, ]")).toBe("1:5: not JSON: expected a value");
  expect(problemOf("[0x10]")).toBe("1:2: not JSON: expected a value or ]");
  expect(problemOf('["a\nb"]')).toBe(
    "1:2: not JSON: the string that begins here has no proper end",
  );
  expect(problemOf('["\\x41"]')).toContain("1:2:");
  expect(problemOf("{}\n{}")).toBe("2:1: not JSON: expected the end of the text");
  expect(problemOf("")).toBe("1:1: not JSON: the text ends too early");
  expect(problemOf('{"a": [')).toBe("1:8: not JSON: the text ends too early");
});

test("no nesting is too deep, and no string too long, to be told about", () => {
  expect(problemOf("[".repeat(500_000))).toBe("1:500001: not JSON: the text ends too early");
  expect(problemOf(`["${"a".repeat(5_000_000)}"`)).toContain("the text ends too early");
});

test("a damaged text is read, or told about at a place that it has", () => {
  let told = 0;
  fc.assert(
    fc.property(fc.json(), fc.nat(), fc.constantFrom("", "x", "}", ",", '"'), (text, n, put) => {
      const at = n % text.length;
      const damaged = text.slice(0, at) + put + text.slice(at + 1);
      const read = readJson(damaged);
      if (read.ok) return;
      told++;
      const line = damaged.split("\n")[(read.problem.line ?? 0) - 1];
      expect(line).toBeDefined();
      expect(read.problem.column).toBeLessThanOrEqual((line?.length ?? 0) + 1);
    }),
    { numRuns: 500 },
  );
  expect(told).toBeGreaterThan(50);
});

test("what is written reads back as the same data", () => {
  fc.assert(
    fc.property(fc.jsonValue(), (value) => {
      const read = readJson(writeJson(value));
      const kept: unknown = JSON.parse(JSON.stringify(value));
      expect(read).toEqual({ ok: true, value: kept });
    }),
    { numRuns: 300 },
  );
});

test("what fits on a line stands on one line", () => {
  const long = "x".repeat(90);
  expect(writeJson({ a: [1, 2], b: undefined, c: [{ d: long }, {}], e: [] })).toBe(`{
  "a": [1, 2],
  "c": [
    {
      "d": "${long}"
    },
    {}
  ],
  "e": []
}
`);
});
