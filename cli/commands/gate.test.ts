/**
 * What the command `gate` promises: exit codes, files that are whole, annotations where GitHub
 * runs it, and one line for whatever it cannot read.
 */
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import type { GateOptions } from "../../search/gate/gate.js";
import type { Baseline } from "../../properties/results/baseline.js";
import type { GateResult } from "../../properties/results/gate-report.js";
import { writeCounterexampleText } from "../../properties/results/counterexample/text.js";
import { counterexampleJson } from "../../properties/testing/counterexample-json.js";
import { COUNTEREXAMPLE } from "../../reports/testing/sample.js";
import { GATE_FAILED as FAILED, GATE_PASSED as PASSED } from "../../reports/testing/gate-sample.js";
import { run } from "../run.js";
import { fakeEngine } from "../testing/fake-engine.js";
import { fakeIo, type FakeIoOptions } from "../testing/fake-io.js";

const folder = mkdtempSync(join(tmpdir(), "pasidcheck-gate-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const inFolder = (name: string): string => join(folder, name);

/** What a result names is written: here, and not in the folder of whoever runs the tests. */
function here(result: GateResult): GateResult {
  const report = JSON.stringify(result.report);
  const there = report.replaceAll('"counterexamples/', `"${folder}/counterexamples/`);
  return {
    ...result,
    report: JSON.parse(there) as GateResult["report"],
    crashes: result.crashes.map((crash) => ({ ...crash, file: inFolder(crash.file) })),
  };
}

const GATE_PASSED = here(PASSED);
const GATE_FAILED = here(FAILED);

interface Done {
  readonly code: number;
  readonly out: string;
  readonly err: string;
  readonly asked: GateOptions | null;
}

async function gated(
  words: readonly string[],
  result: GateResult = GATE_PASSED,
  options: FakeIoOptions = {},
): Promise<Done> {
  const io = fakeIo(options);
  let asked: GateOptions | null = null;
  const gate = (given: GateOptions): Promise<GateResult> => {
    asked = given;
    return Promise.resolve(result);
  };
  const argv = ["gate", "--save", inFolder("found"), ...words];
  const code = await run(argv, io, () => Promise.resolve(fakeEngine({ gate })));
  return { code, out: io.stdout(), err: io.stderr(), asked };
}

describe("exit codes", () => {
  test("0: all as expected", async () => {
    expect((await gated([])).code).toBe(0);
  });
  test("1: an invariant is broken, a bug missed, a baseline over", async () => {
    expect((await gated([], GATE_FAILED)).code).toBe(1);
    const missed = { ...GATE_PASSED, mustCatch: GATE_FAILED.mustCatch.slice(0, 1) };
    expect((await gated([], missed)).code).toBe(1);
    const over = { ...GATE_PASSED, baseline: GATE_FAILED.baseline };
    expect((await gated([], over)).code).toBe(1);
  });
  test("3: a part was not reached, or it was interrupted", async () => {
    expect((await gated([], { ...GATE_PASSED, parts: GATE_FAILED.parts })).code).toBe(3);
    expect((await gated([], { ...GATE_FAILED, interrupted: true })).code).toBe(3);
  });
  test("2: a design that does not keep to the interface", async () => {
    const message = "NotADesign: Machine.step is wrong: expected a function; got 1";
    const scenario = [...GATE_PASSED.counterexamples.values()][0]!.scenario;
    const crash = { design: "./mine.js", kind: "threw", message, scenario, file: "" } as const;
    const { code, err } = await gated([], { ...GATE_PASSED, crashes: [crash] });
    expect(code).toBe(2);
    expect(err).toBe(
      "pasidcheck: the design './mine.js': Machine.step is wrong: expected a function; got 1\n",
    );
  });
});

test("the defaults are those of a CI job", async () => {
  const { asked, out } = await gated([]);
  expect(asked).toMatchObject({
    effort: "normal",
    budget: null,
    seed: 1,
    designs: [],
    invariants: [],
    today: "2026-06-01",
  });
  expect(asked).not.toHaveProperty("runs");
  expect(out).toContain(", normal effort, seed 1, ");
});

test("the amount of work is asked for by name or by number, a time limit besides", async () => {
  const words = ["--effort", "small", "--runs", "750", "--budget", "2m"];
  const { asked, out } = await gated(words);
  expect(asked).toMatchObject({ effort: "small", runs: 750, budget: 120 });
  expect(out).toContain(", small effort, 750 random scenarios, at most 120 s, seed 1, ");
  const { code, err } = await gated(["--effort", "huge"]);
  expect(code).toBe(2);
  expect(err).toContain("Allowed choices are small, normal, large; see pasidcheck gate --help");
});

test("files are written, the counterexamples that they name as well", async () => {
  const names = ["json", "junit", "sarif", "summary", "ktap"];
  const words = names.flatMap((name) => [`--${name}`, inFolder(`made/${name}`)]);
  expect((await gated(words, GATE_FAILED)).code).toBe(1);
  const texts = names.map((name) => readFileSync(inFolder(`made/${name}`), "utf8"));
  const begins = ['{\n  "schema": "report@2"', "<?xml", '{\n  "$schema"', "## pas", "KTAP"];
  begins.forEach((begin, i) => expect(texts[i]?.startsWith(begin)).toBe(true));
});

test("the page is written where it is asked for", async () => {
  expect((await gated(["--html", inFolder("page.html")], GATE_FAILED)).code).toBe(1);
  expect(readFileSync(inFolder("page.html"), "utf8")).toContain("<!doctype html>");
});

test("one file that cannot be written costs exit 2, and not the others", async () => {
  mkdirSync(inFolder("there"), { recursive: true });
  const words = ["--junit", inFolder("there"), "--ktap", inFolder("k.txt")];
  const { code, err } = await gated(words, GATE_FAILED);
  expect(code).toBe(2);
  expect(err).toContain("it is a directory; name a file in it\n");
  expect(existsSync(inFolder("k.txt"))).toBe(true);
});

test("annotations are printed where GitHub runs it, or where they are asked for", async () => {
  const plain = await gated([], GATE_FAILED);
  expect(plain.out).not.toContain("::error");
  const asked = await gated(["--annotations"], GATE_FAILED);
  expect(asked.out).toContain("\n::error file=");
  const there = await gated([], GATE_FAILED, { env: { GITHUB_ACTIONS: "true" } });
  expect(there.out).toBe(asked.out);
});

describe("what it is given", () => {
  test("a baseline", async () => {
    const path = inFolder("baseline.json");
    const entry = {
      design: "mine",
      invariant: "no-such-invariant",
      failureMode: "any",
      reason: "known",
      expires: "2026-12-31",
    };
    writeFileSync(path, JSON.stringify({ schema: "baseline@2", known: [entry] }));
    const { code, err } = await gated(["--baseline", path]);
    expect(code).toBe(2);
    expect(err).toBe(
      `pasidcheck: ${path}: known[0].invariant: there is no invariant 'no-such-invariant'\n`,
    );
    const invariant = "replace-needs-an-entry";
    writeFileSync(path, JSON.stringify({ schema: "baseline@2", known: [{ ...entry, invariant }] }));
    expect((await gated(["--baseline", path])).asked?.baseline).toHaveLength(1);
  });
  test("a folder of counterexamples", async () => {
    const { code, err } = await gated(["--corpus", inFolder("nowhere")]);
    expect(code).toBe(2);
    expect(err).toContain("cannot be read; name a folder with counterexamples\n");
    mkdirSync(inFolder("cx"), { recursive: true });
    writeFileSync(inFolder("cx/crash-1.json"), "{}");
    writeFileSync(inFolder("cx/crash-1.txt"), "no scenario");
    expect((await gated(["--corpus", inFolder("cx")])).asked?.corpus).toEqual([]);
    writeFileSync(inFolder("cx/0.txt"), writeCounterexampleText(COUNTEREXAMPLE, ["a comment"]));
    writeFileSync(inFolder("cx/1.json"), counterexampleJson(COUNTEREXAMPLE));
    expect((await gated(["--corpus", inFolder("cx")])).asked?.corpus).toEqual([
      { counterexample: COUNTEREXAMPLE, file: inFolder("cx/0.txt") },
      { counterexample: COUNTEREXAMPLE, file: inFolder("cx/1.json") },
    ]);
    writeFileSync(inFolder("cx/1.json"), "{}");
    expect((await gated(["--corpus", inFolder("cx")])).err).toContain("cx/1.json: schema: ");
    writeFileSync(inFolder("cx/0.txt"), "pasidcheck scenario 1\n");
    expect((await gated(["--corpus", inFolder("cx")])).err).toContain(
      "cx/0.txt: 1:1: the first line is 'pasidcheck counterexample 1'",
    );
  });
  test("a design that is none", async () => {
    const io = fakeIo();
    const isDesign = (): boolean => {
      throw new Error("it exports no Design");
    };
    const engine = () => Promise.resolve(fakeEngine({ isDesign }));
    expect(await run(["gate", "--design", "./x.js"], io, engine)).toBe(2);
    expect(io.stderr()).toBe(
      "pasidcheck: the design './x.js' cannot be had: it exports no Design\n",
    );
  });
});

describe("--write-baseline", () => {
  const today = { today: "2026-12-01" };

  test("writes what is not as expected for 30 days, and the gate then passes", async () => {
    const path = inFolder("written.json");
    const failed = { ...GATE_PASSED, report: GATE_FAILED.report };
    expect((await gated([], failed, today)).code).toBe(1);
    const { code, out, asked } = await gated(["--write-baseline", path], failed, today);
    expect(asked?.baseline).toEqual([]);
    expect(out).toContain(`${path}: `);
    expect(out).toContain("accepted until 2026-12-31");
    const { schema, known } = JSON.parse(readFileSync(path, "utf8")) as Baseline;
    expect(schema).toBe("baseline@2");
    expect(known.length).toBeGreaterThan(0);
    for (const { reason, expires } of known)
      expect([reason, expires]).toEqual(["accepted on 2026-12-01", "2026-12-31"]);
    // What the baseline says is not broken, nobody can write down.
    const kept = failed.report.verdicts.filter((v) => v.tag === "holds" && v.expected === "fails");
    expect(code).toBe(kept.length > 0 ? 1 : 0);
    const again = await gated(["--baseline", path], failed, today);
    expect(again.asked?.baseline).toEqual(known);
  });

  test("keeps a file that is there, unless it is renewed or replaced", async () => {
    const path = inFolder("there.json");
    writeFileSync(path, JSON.stringify({ schema: "baseline@2", known: [] }));
    const refused = await gated(["--write-baseline", path], GATE_FAILED, today);
    expect([refused.code, refused.asked]).toEqual([2, null]);
    expect(refused.err).toContain("is there already; to renew it say --baseline");
    expect(readFileSync(path, "utf8")).toContain('"known":[]');
    const renewed = await gated(["--write-baseline", path, "--baseline", path], GATE_FAILED, today);
    expect(renewed.err).toBe("");
    expect(readFileSync(path, "utf8")).toContain("accepted on 2026-12-01");
    expect((await gated(["--write-baseline", path, "--force"], GATE_FAILED, today)).err).toBe("");
  });

  test("a last day is a day to come, and belongs to it", async () => {
    const path = inFolder("until.json");
    for (const words of [
      ["--until", "2027-01-31"],
      ["--write-baseline", path, "--until", "2026-11-30"],
      ["--write-baseline", path, "--until", "2027-02-30"],
      ["--write-baseline", path, "--until", "tomorrow"],
    ])
      expect((await gated(words, GATE_FAILED, today)).code).toBe(2);
    await gated(["--write-baseline", path, "--until", "2027-01-31"], GATE_FAILED, today);
    expect(readFileSync(path, "utf8")).toContain('"expires": "2027-01-31"');
  });

  test("nothing is written of a run that was interrupted", async () => {
    const path = inFolder("interrupted.json");
    const done = await gated(
      ["--write-baseline", path],
      { ...GATE_FAILED, interrupted: true },
      today,
    );
    expect(done.code).toBe(3);
    expect(done.err).toContain("interrupted");
    expect(existsSync(path)).toBe(false);
  });
});

test("--like is a design of the catalog, of a design that is named", async () => {
  expect((await gated(["--like", "linux-6.2"])).code).toBe(2);
  expect((await gated(["--like", "linux-9", "--design", "linux-7.3"])).code).toBe(2);
  const { asked } = await gated(["--like", "linux-6.2", "--design", "linux-7.3"]);
  expect(asked?.like).toBe("linux-6.2");
});
