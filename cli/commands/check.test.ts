import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { writeTopologyJson } from "../../model/vocabulary/scenario/json.js";
import { printScenario } from "../../model/vocabulary/scenario/text/text.js";
import { DEFAULT_IOMMU } from "../../model/vocabulary/scenario/scenario.js";
import { readCounterexampleText } from "../../properties/results/counterexample/text.js";
import { COUNTEREXAMPLE, RESULT, TWO_FUNCTIONS } from "../../reports/testing/sample.js";
import type { CheckOptions, CheckOutcome } from "../../search/check/check.js";
import { run } from "../run.js";
import { BUGS, fakeEngine, OUTCOME } from "../testing/fake-engine.js";
import { fakeIo } from "../testing/fake-io.js";

const folder = mkdtempSync(join(tmpdir(), "pasidcheck-check-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const at = (name: string) => join(folder, name);
const stats = OUTCOME.stats;

async function checked(argv: readonly string[], outcome: CheckOutcome = OUTCOME) {
  const io = fakeIo();
  const asked: CheckOptions[] = [];
  const check = (options: CheckOptions) => {
    asked.push(options);
    return Promise.resolve(outcome);
  };
  const save = at("saved");
  const engine = fakeEngine({ check });
  const code = await run(["check", "--save", save, ...argv], io, () => Promise.resolve(engine));
  return { code, out: io.stdout(), err: io.stderr(), options: asked[0] };
}

/** A result whose counterexample lies in this test's folder. */
function inFolder(result: typeof RESULT): CheckOutcome {
  const verdicts = result.report.verdicts.map((v) =>
    v.counterexample === undefined
      ? v
      : { ...v, counterexample: { ...v.counterexample, file: at("saved/7c1f.txt") } },
  );
  return { ...result, report: { ...result.report, verdicts }, stats };
}

const expected = inFolder(OUTCOME);

test("--html writes a page with the story of what is broken", async () => {
  const page = at("deep/report.html");
  const { code } = await checked(["--html", page, "--runs", "500"], expected);
  expect(code).toBe(0);
  const html = readFileSync(page, "utf8");
  expect(html).toMatch(/^<!doctype html>/);
  expect(html).toContain("<code>npx pasidcheck check --seed 1 --runs 500</code>");
  expect(html).toContain("PASID 5 of 01:00.1, beside 01:00.0: has D1, should have nothing");
  // Both designs that break it do the same: one story.
  expect(html.split("<article").length - 1).toBe(1);
  expect(html).toContain("In linux-6.2 and linux-7.3.");
});

describe("--default-machine", () => {
  test("is asked of the search, and the heading and the page say so", async () => {
    const page = at("default/report.html");
    const { out, options } = await checked(["--default-machine", "--html", page], expected);
    expect(options).toMatchObject({ defaultMachines: true, machines: [] });
    expect(out.split("\n")[0]).toContain("random default machines");
    expect(readFileSync(page, "utf8")).toContain("check --seed 1 --default-machine");
    expect((await checked([], expected)).options).not.toHaveProperty("defaultMachines");
  });

  test("what does not break there is no surprise, what breaks unexpectedly is", async () => {
    const kept = expected.report.verdicts.map((v) =>
      v.expected === "fails" ? { ...v, tag: "holds" as const, breaks: [] } : v,
    );
    const outcome = { ...expected, report: { ...expected.report, verdicts: kept } };
    expect((await checked([], outcome)).code).toBe(1);
    expect((await checked(["--default-machine"], outcome)).code).toBe(0);
    expect((await checked(["--default-machine"], inFolder(RESULT))).code).toBe(1);
  });

  test.each([
    ["--topology", "machine.txt"],
    ["--lspci", "lspci.txt"],
    ["--bugs", ""],
  ])("is refused beside %s", async (option, value) => {
    const words = [option, value].filter((word) => word !== "");
    const { code, err } = await checked(["--default-machine", ...words], expected);
    expect(code).toBe(2);
    expect(err).toContain("--default-machine'");
    expect(err).toContain("cannot be used with");
  });
});

describe("exit code", () => {
  test("0 if all is as expected", async () => {
    const { code, out, err } = await checked([], expected);
    expect(code).toBe(0);
    expect(out).toContain("All as expected.");
    expect(err).toBe("");
  });

  test("1 if there is a surprise, in words", async () => {
    const { code, out } = await checked([], inFolder(RESULT));
    expect(code).toBe(1);
    expect(out).toContain(
      "! linux-7.3 was expected to keep a-pasid-operation-moves-only-its-device",
    );
    expect(out.replaceAll("\n", " ")).toContain("was expected to break");
  });

  test("3 if an invariant never applied", async () => {
    const verdicts = expected.report.verdicts.map((v, i) =>
      i === 5 ? { ...v, tag: "unknown" as const, why: "not-exercised" as const } : v,
    );
    const { code, out } = await checked([], {
      ...expected,
      report: { ...expected.report, verdicts },
    });
    expect(code).toBe(3);
    expect(out).toContain("Inconclusive.");
  });

  test("3 if a design crashed", async () => {
    const crash = {
      design: "linux-6.2",
      kind: "threw" as const,
      message: "x",
      scenario: TWO_FUNCTIONS,
      file: at("crash.txt"),
    };
    const { code, out } = await checked([], { ...expected, crashes: [crash] });
    expect(code).toBe(3);
    expect(out).toContain("crash.txt");
    const text = `# linux-6.2: x\n${printScenario(TWO_FUNCTIONS)}`;
    expect(readFileSync(at("crash.txt"), "utf8")).toBe(text);
  });

  test("3 if it was interrupted, whatever was found", async () => {
    const { code, out } = await checked([], { ...inFolder(RESULT), interrupted: true });
    expect(code).toBe(3);
    expect(out).toContain("Interrupted; this was found so far.");
  });

  test("2 if a file cannot be written, and the results are printed all the same", async () => {
    writeFileSync(at("a-file"), "");
    const { code, out, err } = await checked(["--json", at("a-file/report.json")], expected);
    expect(code).toBe(2);
    expect(out).toContain("All as expected.");
    expect(err).toMatch(/^pasidcheck: cannot write .*report\.json: .*\n$/);
  });
});

test("a heading comes first: what will be run", async () => {
  const { out } = await checked(["--seed", "7", "--workers", "2"], expected);
  expect(out).toMatch(
    /^pasidcheck \d+\.\d+\.\d+: 4 invariants on 6 designs, random topologies, seed 7, 2 workers\n/,
  );
});

test("options reach the search", async () => {
  const argv = [
    "--design",
    "linux-6.2",
    "--design",
    "linux-7.3",
    "--invariant",
    "replace-needs-an-entry",
  ];
  const { options } = await checked([...argv, "--runs", "10", "--time", "1.5m"], expected);
  expect(options).toMatchObject({
    designs: ["linux-6.2", "linux-7.3"],
    invariants: ["replace-needs-an-entry"],
    seed: 1,
    runs: 10,
    seconds: 90,
    machines: [],
  });
});

test("--json and --stats write the report and the figures", async () => {
  await checked(["--json", at("r.json"), "--stats", at("s.json")], expected);
  expect(JSON.parse(readFileSync(at("r.json"), "utf8"))).toEqual(expected.report);
  expect(JSON.parse(readFileSync(at("s.json"), "utf8"))).toEqual(stats);
});

test("counterexamples that are not on disk yet are saved", async () => {
  await checked([], expected);
  const saved = readFileSync(at("saved/7c1f.txt"), "utf8");
  expect(readCounterexampleText(saved)).toEqual({ ok: true, value: COUNTEREXAMPLE });
  expect(saved).toContain(`# What ${COUNTEREXAMPLE.invariant} says.\n#\n# Breaks: linux-7.3\n`);
  expect(saved).toContain("#         step 2: pasid-attach 01:00.0 pasid 5 domain D1\n");
  expect(saved).toContain("# Why:    CLAIM-4\n");
});

describe("given topologies", () => {
  test("of our own format, in both forms, and of lspci", async () => {
    const { topology } = TWO_FUNCTIONS;
    writeFileSync(at("t.json"), writeTopologyJson({ topology, iommu: DEFAULT_IOMMU }));
    writeFileSync(at("t.txt"), printScenario(TWO_FUNCTIONS));
    writeFileSync(at("lspci.txt"), "00:01.0 PCI bridge\n");
    const files = [
      "--topology",
      at("t.json"),
      "--topology",
      at("t.txt"),
      "--lspci",
      at("lspci.txt"),
    ];
    const { options, out } = await checked(files, expected);
    expect(options?.machines.map((g) => g.topology)).toEqual([topology, topology, topology]);
    expect(out).toContain("3 topology files");
    expect(out).toContain("lspci.txt: 3 functions\n    00:01.0: no prefix told\n");
  });

  test("an invariant that holds or never applies there is no surprise", async () => {
    writeFileSync(at("lspci.txt"), "00:01.0 PCI bridge\n");
    const verdicts = RESULT.report.verdicts.map((v) =>
      v.tag === "fails" ? { ...v, expected: "fails" as const } : v,
    );
    const outcome = inFolder({ ...RESULT, report: { ...RESULT.report, verdicts } });
    expect((await checked(["--lspci", at("lspci.txt")], outcome)).code).toBe(0);
    expect((await checked([], outcome)).code).toBe(1);
  });
});

test("--list names designs and invariants with their sentences", async () => {
  const { code, out, options } = await checked(["--list"]);
  expect(code).toBe(0);
  expect(options).toBeUndefined();
  expect(out).toContain("  linux-7.3\n    What linux-7.3 is.\n");
  expect(out).toContain("  replace-needs-an-entry (INV-15)\n");
});

describe("--bugs", () => {
  test("prints the table and writes it", async () => {
    const { code, out } = await checked(["--bugs", "--json", at("bugs.json")]);
    expect(code).toBe(0);
    expect(out).toContain("1 of 1 historic bug caught.");
    expect(JSON.parse(readFileSync(at("bugs.json"), "utf8"))).toMatchObject({ schema: "bugs@2" });
  });

  test("a bug that survives is exit 1", async () => {
    const io = fakeIo();
    const bugs = BUGS.report.bugs.map((bug) => ({ ...bug, caught: false }));
    const checkBugs = () => Promise.resolve({ ...BUGS, report: { ...BUGS.report, bugs } });
    const code = await run(["check", "--bugs"], io, () =>
      Promise.resolve(fakeEngine({ checkBugs })),
    );
    expect(code).toBe(1);
    expect(io.stdout()).toContain("SURVIVES");
  });
});
