import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { writeScenarioJson } from "../../model/vocabulary/scenario/json.js";
import { printScenario } from "../../model/vocabulary/scenario/text/text.js";
import { counterexampleJson } from "../../properties/testing/counterexample-json.js";
import { COUNTEREXAMPLE, TWO_FUNCTIONS } from "../../reports/testing/sample.js";
import { run } from "../run.js";
import { fakeEngine } from "../testing/fake-engine.js";
import { fakeIo } from "../testing/fake-io.js";

const folder = mkdtempSync(join(tmpdir(), "pasidcheck-replay-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const INVARIANT = COUNTEREXAMPLE.invariant;

function file(name: string, text: string): string {
  const path = join(folder, name);
  writeFileSync(path, text);
  return path;
}

async function replayed(...argv: readonly string[]) {
  const io = fakeIo();
  const code = await run(["replay", ...argv], io, () => Promise.resolve(fakeEngine()));
  return { code, out: io.stdout().replaceAll(`${folder}/`, ""), err: io.stderr() };
}

const recorded = file("7.3.json", counterexampleJson(COUNTEREXAMPLE));
const old = file("6.2.json", counterexampleJson({ ...COUNTEREXAMPLE, design: "linux-6.2" }));

test("a break that is expected reproduces: exit 0", async () => {
  expect(await replayed(old)).toEqual({
    code: 0,
    out: `reproduces  ${INVARIANT}  linux-6.2  6.2.json\n`,
    err: "",
  });
});

test("a break that is not expected is exit 1", async () => {
  const { code, out } = await replayed(recorded);
  expect(out).toBe(
    `reproduces  ${INVARIANT}  linux-7.3  7.3.json  (not expected of this design)\n`,
  );
  expect(code).toBe(1);
});

test("on another design it may be fixed: exit 0", async () => {
  const { code, out } = await replayed(recorded, "--design", "device-xarray");
  expect(out).toBe(`fixed       ${INVARIANT}  device-xarray  7.3.json\n`);
  expect(code).toBe(0);
});

test("an invariant that no longer exists makes it stale: exit 3", async () => {
  const gone = file(
    "gone.json",
    counterexampleJson({ ...COUNTEREXAMPLE, invariant: "old-invariant" }),
  );
  const { code, out } = await replayed(gone);
  expect(out).toBe(
    "stale       old-invariant  linux-7.3  gone.json  (there is no such invariant)\n",
  );
  expect(code).toBe(3);
});

test("one line each, and the gravest code of all", async () => {
  const { code, out } = await replayed(old, recorded);
  expect(out.trimEnd().split("\n")).toHaveLength(2);
  expect(code).toBe(1);
});

test("a scenario, in either form, is held against every invariant by every design", async () => {
  const forms = [
    file("s.txt", printScenario(TWO_FUNCTIONS)),
    file("s.json", writeScenarioJson(TWO_FUNCTIONS)),
  ];
  for (const form of forms) {
    const { code, out } = await replayed(form);
    expect(out).toContain(`breaks      ${INVARIANT}  linux-7.3  s.`);
    expect(out).toContain("keeps       all 4 invariants  device-xarray  s.");
    expect(code).toBe(1);
  }
});

test("a scenario on one design", async () => {
  const text = file("s.txt", printScenario(TWO_FUNCTIONS));
  const { code, out } = await replayed(text, "--design", "linux-6.2");
  expect(out).toMatch(/^breaks [^\n]* linux-6\.2 [^\n]*\n$/);
  expect(code).toBe(0);
});

test.each(["./evil.js", "/tmp/evil.js", "exec:./evil --flag", "linux:./evil"])(
  "a file does not choose what is run: %s must be named",
  async (design) => {
    const path = file("theirs.json", counterexampleJson({ ...COUNTEREXAMPLE, design }));
    const { code, err } = await replayed(path);
    expect(code).toBe(2);
    expect(err).toContain(`is code of its own; to run it say --design '${design}'\n`);
    const io = fakeIo();
    expect(await run(["explain", path], io, () => Promise.resolve(fakeEngine()))).toBe(2);
  },
);

test("a design that does not keep to the interface is exit 2", async () => {
  const why = "crashed: NotADesign: Machine.step is wrong: expected a function; got 1";
  const replay = () =>
    ({ answer: "reproduces", why, finding: null, cause: null, step: 1 }) as const;
  const engine = fakeEngine({ replay, isDesign: () => true });
  const io = fakeIo();
  const argv = ["replay", "--design", "./mine.js", recorded];
  expect(await run(argv, io, () => Promise.resolve(engine))).toBe(2);
  expect(io.stderr()).toContain("'./mine.js': Machine.step is wrong: expected a function; got 1\n");
});
