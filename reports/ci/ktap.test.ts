/**
 * What the KTAP report promises: a strict reader of docs.kernel.org/dev-tools/ktap.html reads it,
 * plans and numbers are true, and no text becomes a line or a directive of its own.
 */
import { describe, expect, test } from "vitest";
import { casesOf, suitesOf } from "./cases.js";
import { ktapReport } from "./ktap.js";
import { GATE_FAILED, GATE_HOSTILE, GATE_PASSED } from "../testing/gate-sample.js";

interface Line {
  readonly ok: boolean;
  readonly number: number;
  readonly name: string;
  readonly directive: string | null;
  readonly inner: Tests | null;
}

interface Tests {
  readonly planned: number;
  readonly lines: readonly Line[];
}

const RESULT = /^(ok|not ok) (\d+) ([^#]+?)(?: # (SKIP|TODO|XFAIL|TIMEOUT|ERROR)(?: .*)?)?$/;

/** Reads one level; throws at the first line that the specification does not allow there. */
function parsed(lines: string[], indent: string): Tests {
  const take = (): string => {
    const line = lines.shift();
    if (line === undefined || !line.startsWith(indent)) throw new Error(`not here: ${line}`);
    return line.slice(indent.length);
  };
  const deeper = `${indent}  `;
  if (take() !== "KTAP version 1") throw new Error("no version line");
  let line = take();
  if (line.startsWith("# Subtest: ")) line = take();
  const planned = Number(/^1\.\.(\d+)$/.exec(line)?.[1] ?? Number.NaN);
  const found: Line[] = [];
  while (lines[0]?.startsWith(indent) === true && found.length < planned) {
    if (/^ *# - /.test(lines[0])) {
      lines.shift();
      continue;
    }
    const inner = lines[0] === `${deeper}KTAP version 1` ? parsed(lines, deeper) : null;
    const text = take();
    const [, ok, number, name = "", directive] = RESULT.exec(text) ?? [];
    if (ok === undefined) throw new Error(`no result line: ${text}`);
    const common = { ok: ok === "ok", number: Number(number), name };
    found.push({ ...common, directive: directive ?? null, inner });
  }
  if (found.length !== planned) throw new Error(`${found.length} of ${planned} tests`);
  if (found.some(({ number }, i) => number !== i + 1)) throw new Error("wrong numbers");
  return { planned, lines: found };
}

function read(text: string): Tests {
  expect(text.endsWith("\n")).toBe(true);
  const lines = text.slice(0, -1).split("\n");
  const tests = parsed(lines, "");
  expect(lines).toEqual([]);
  return tests;
}

const SAMPLES = { passed: GATE_PASSED, failed: GATE_FAILED, hostile: GATE_HOSTILE };

describe.each(Object.entries(SAMPLES))("a gate that is %s", (_, data) => {
  test("has a test a suite and a subtest a case, each with its outcome", () => {
    const { lines } = read(ktapReport(data));
    const suites = [...suitesOf(casesOf(data)).values()];
    expect(lines).toHaveLength(suites.length);
    suites.forEach((cases, i) => {
      const inner = lines[i]?.inner?.lines ?? [];
      expect(inner.map(({ ok }) => ok)).toEqual(
        cases.map(({ standing }) => standing !== "fail" && standing !== "open"),
      );
      expect(lines[i]?.ok).toBe(inner.every(({ ok }) => ok));
    });
  });
});

test("directives say why", () => {
  const of = (data: typeof GATE_PASSED): ReadonlySet<string | null> =>
    new Set(
      read(ktapReport(data))
        .lines.flatMap(({ inner }) => inner?.lines ?? [])
        .map((l) => l.directive),
    );
  expect(of(GATE_PASSED)).toEqual(new Set([null, "XFAIL", "SKIP"]));
  expect(of(GATE_FAILED)).toContain("TIMEOUT");
  expect(of(GATE_FAILED)).toContain("ERROR");
});

test("the reader can fail", () => {
  expect(() => parsed(["KTAP version 1", "1..2", "ok 1 a"], "")).toThrow("1 of 2");
  expect(() => parsed(["KTAP version 1", "1..1", "ok 1 a # b"], "")).toThrow("no result line");
});
