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
    expect(out).toContain("            Not expected of linux-7.3.\n");
    expect(out).toContain("keeps       all 4 invariants  device-xarray  s.");
    expect(code).toBe(1);
  }
});

test("a scenario on one design", async () => {
  const text = file("s.txt", printScenario(TWO_FUNCTIONS));
  const { code, out } = await replayed(text, "--design", "linux-6.2");
  expect(out).toBe(
    `breaks      ${INVARIANT}  linux-6.2  s.txt  (safety)\n` +
      "            operation 2: pasid-attach 01:00.0 pasid 5 domain D1 = 0: PASID 5 of 01:00.1, " +
      "beside 01:00.0: has D1, should\n            have nothing (collateral change).\n" +
      "            Needs a caller that uses PASIDs of a function on which PASID is not enabled " +
      "and ACS control other than\n            Linux' default (pci=config_acs=, setpci).\n" +
      "            Kernel: drivers/iommu/iommu.c, iommu_attach_device_pasid()\n" +
      "            Expected of linux-6.2: CLAIM-4: so it is\n",
  );
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
  const message = "NotADesign: Machine.step is wrong: expected a function; got 1";
  const crash = { step: 1, message };
  const replay = () => ({ answer: "crashes", why: message, broken: null, crash }) as const;
  const engine = fakeEngine({ replay, isDesign: () => true });
  const io = fakeIo();
  const argv = ["replay", "--design", "./mine.js", recorded];
  expect(await run(argv, io, () => Promise.resolve(engine))).toBe(2);
  expect(io.stderr()).toContain("'./mine.js': Machine.step is wrong: expected a function; got 1\n");
});

test("--invariant asks for one only: what others break is not told", async () => {
  const text = file("s.txt", printScenario(TWO_FUNCTIONS));
  const other = "replace-needs-an-entry";
  const { code, out } = await replayed(text, "--design", "linux-7.3", "--invariant", other);
  expect(out).toBe(`keeps       ${other}  linux-7.3  s.txt\n`);
  expect(code).toBe(0);
  const own = await replayed(text, "--design", "linux-7.3", "--invariant", INVARIANT);
  expect(own.out).toContain(`breaks      ${INVARIANT}  linux-7.3  s.txt`);
  expect(own.code).toBe(1);
});

test("a counterexample is a scenario to other invariants than its own", async () => {
  const both = ["--invariant", INVARIANT, "--invariant", "replace-needs-an-entry"];
  const { out } = await replayed(old, ...both);
  expect(out).toBe(
    `reproduces  ${INVARIANT}  linux-6.2  6.2.json\n` +
      "keeps       replace-needs-an-entry  linux-6.2  6.2.json\n",
  );
});

test.each(["replay", "explain"])(
  "%s --invariant with an unknown name tells the nearest",
  async (c) => {
    const io = fakeIo();
    const argv = [c, old, "--invariant", "replace-needs-an-entri"];
    expect(await run(argv, io, () => Promise.resolve(fakeEngine()))).toBe(2);
    expect(io.stderr()).toMatch(
      /^pasidcheck: unknown invariant '.*-entri' \(did you mean 'replace-needs-an-entry'/,
    );
  },
);

const CRASH = { step: 1, message: "TypeError: out of luck" };

test("a design that crashed before it broke anything does not reproduce: exit 3", async () => {
  const replay = () => ({
    answer: "crashes" as const,
    why: CRASH.message,
    broken: null,
    crash: CRASH,
  });
  const io = fakeIo();
  const engine = fakeEngine({ replay });
  expect(await run(["replay", old], io, () => Promise.resolve(engine))).toBe(3);
  expect(io.stdout()).toMatch(/^crashes {5}.*\(operation 2: TypeError: out of luck\)\n$/);
  const told = fakeIo();
  expect(await run(["explain", old], told, () => Promise.resolve(engine))).toBe(3);
  expect(told.stdout()).toContain("  Crashes: operation 2: TypeError: out of luck.\n");
});

test("what a design breaks before it crashes is told beside the crash", async () => {
  const judge = (design: string) => ({
    ...fakeEngine().judge(design, TWO_FUNCTIONS),
    crash: CRASH,
  });
  const io = fakeIo();
  const text = file("s.txt", printScenario(TWO_FUNCTIONS));
  const argv = ["replay", "--design", "linux-6.2", text];
  expect(await run(argv, io, () => Promise.resolve(fakeEngine({ judge })))).toBe(3);
  expect(io.stdout()).toContain(`breaks      ${INVARIANT}  linux-6.2`);
  expect(io.stdout()).toContain("crashes     linux-6.2  ");
});
