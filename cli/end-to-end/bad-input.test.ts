import { mkdtempSync, rmSync, truncateSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { SCENARIO_BYTES_MAX } from "../../model/vocabulary/reading/reading.js";
import { writeTopologyJson } from "../../model/vocabulary/scenario/json.js";
import { DEFAULT_IOMMU } from "../../model/vocabulary/scenario/scenario.js";
import { counterexampleJson } from "../../properties/testing/counterexample-json.js";
import { COUNTEREXAMPLE, TWO_FUNCTIONS } from "../../reports/testing/sample.js";
import { run } from "../run.js";
import { fakeEngine } from "../testing/fake-engine.js";
import { fakeIo } from "../testing/fake-io.js";

const folder = mkdtempSync(join(tmpdir(), "pasidcheck-input-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function file(name: string, text: string): string {
  const path = join(folder, name);
  writeFileSync(path, text);
  return path;
}

/**
 * Carries out a command line that must be refused: exit 2, nothing on stdout, one line on stderr.
 */
async function refused(...argv: readonly string[]): Promise<string> {
  const io = fakeIo();
  const code = await run(argv, io, () => Promise.resolve(fakeEngine()));
  expect(io.stdout()).toBe("");
  expect(io.stderr()).toMatch(/^pasidcheck: [^\n]+\n$/);
  expect(code).toBe(2);
  return io.stderr().slice("pasidcheck: ".length, -1).replaceAll(`${folder}/`, "");
}

const good = counterexampleJson(COUNTEREXAMPLE);
const topology = writeTopologyJson({ topology: TWO_FUNCTIONS.topology, iommu: DEFAULT_IOMMU });

test("a file that is not there", async () => {
  const text = await refused("explain", join(folder, "none.json"));
  expect(text).toBe("none.json: no such file; name a counterexample file");
  expect(await refused("check", "--topology", join(folder, "none.json"))).toBe(
    "none.json: no such file; name a topology file",
  );
});

test("a directory", async () => {
  expect(await refused("explain", folder)).toContain("is a directory; name a counterexample file");
});

test("a file that is too large is refused by its size", async () => {
  const large = file("large.json", "");
  truncateSync(large, SCENARIO_BYTES_MAX + 1);
  expect(await refused("replay", large)).toBe(
    `large.json: is too large for a counterexample; at most ${SCENARIO_BYTES_MAX} bytes are read`,
  );
});

test("a device without end is read no further than the limit", async () => {
  expect(await refused("replay", "/dev/zero")).toBe(
    `/dev/zero: is too large for a counterexample; at most ${SCENARIO_BYTES_MAX} bytes are read`,
  );
});

test("a file that is not JSON, with line and column", async () => {
  expect(await refused("replay", file("no.json", '{"schema": \n oops}'))).toMatch(
    /^no\.json: 2:2: not JSON: /,
  );
  expect(await refused("replay", file("empty.json", ""))).toMatch(/^empty\.json: 1:1: not JSON: /);
});

test("another schema version", async () => {
  const later = good.replace("counterexample@2", "counterexample@3");
  expect(await refused("replay", file("later.json", later))).toMatch(/^later\.json: schema: /);
});

test("an impossible topology, with the path of the field", async () => {
  const bad = good.replace('"secondary": 1', '"secondary": 0');
  expect(await refused("explain", file("bad.json", bad))).toMatch(
    /^bad\.json: scenario\.topology\.functions\[0\]\.secondary: /,
  );
  const given = topology.replace('"secondary": 1', '"secondary": 0');
  expect(await refused("check", "--topology", file("t.json", given))).toMatch(
    /^t\.json: topology\.functions\[0\]\.secondary: /,
  );
});

test("a scenario text, with line and column", async () => {
  const text = "pasidcheck scenario 1\n00:01.0  root-prt  bus 01\n----\n";
  expect(await refused("replay", file("s.txt", text))).toMatch(/^s\.txt: 2:\d+: .*root-port/);
});

test("one bad file does not keep the others from being replayed", async () => {
  const io = fakeIo();
  const files = [join(folder, "none.json"), file("good.json", good)];
  const code = await run(["replay", ...files], io, () => Promise.resolve(fakeEngine()));
  expect(code).toBe(2);
  expect(io.stderr()).toContain("none.json");
  expect(io.stdout()).toContain("good.json");
});

test("nesting without end costs one line", async () => {
  const deep = "[".repeat(100_000);
  expect(await refused("replay", file("deep.json", deep))).toMatch(/^deep\.json: /);
});

test("what a file says cannot move the cursor", async () => {
  const evil = good.replace("counterexample@2", "\\u001b[2Jcounterexample@9");
  expect(await refused("replay", file("evil.json", evil))).not.toContain("\u001B");
});
