import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { printScenario } from "../../model/vocabulary/scenario/text/text.js";
import { counterexampleJson } from "../../properties/testing/counterexample-json.js";
import { COUNTEREXAMPLE, INVARIANTS, TWO_FUNCTIONS } from "../../reports/testing/sample.js";
import type { Engine } from "../engine.js";
import { run } from "../run.js";
import { fakeEngine } from "../testing/fake-engine.js";
import { fakeIo } from "../testing/fake-io.js";

const folder = mkdtempSync(join(tmpdir(), "pasidcheck-explain-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function file(name: string, text: string): string {
  const path = join(folder, name);
  writeFileSync(path, text);
  return path;
}

async function explained(...argv: readonly string[]) {
  const io = fakeIo();
  const code = await run(["explain", ...argv], io, () => Promise.resolve(fakeEngine()));
  return { code, out: io.stdout(), err: io.stderr() };
}

const recorded = file("cx.json", counterexampleJson(COUNTEREXAMPLE));

test("a counterexample: drawing, steps, finding, invariant, what matters", async () => {
  const { code, out } = await explained(recorded);
  expect(code).toBe(0);
  expect(out).toContain("└─ 01:00.1 endpoint");
  expect(out).toContain("pasid-attach 01:00.0 pasid 5 domain D1  = 0   <- breaks it");
  expect(out).toContain("PASID 5 of 01:00.1, beside 01:00.0: has D1, should have nothing");
  expect(out).toContain(`What ${COUNTEREXAMPLE.invariant} says.`);
  expect(out).toContain("01:00.0  multifunction on -> off");
  expect(out).toMatch(/^broken by linux-7\.3; kept by linux-6\.2, /m);
});

test("--ascii draws with nothing else", async () => {
  const { out } = await explained(recorded, "--ascii");
  expect(out).toContain("`- 01:00.1 endpoint");
  // oxlint-disable-next-line no-control-regex
  expect(out).toMatch(/^[\u0000-\u007F]*$/);
});

test("--svg writes the same drawing as a picture", async () => {
  const picture = join(folder, "out.svg");
  const { code, out } = await explained(recorded, "--svg", picture);
  expect(code).toBe(0);
  expect(out).toContain("└─ 01:00.1 endpoint");
  const text = readFileSync(picture, "utf8");
  expect(text).toMatch(/^<svg xmlns="http:\/\/www.w3.org\/2000\/svg"/);
  expect(text).toContain('<tspan class="name">01:00.1</tspan> endpoint');
});

test("another design, on which it is fixed", async () => {
  const { code, out } = await explained(recorded, "--design", "device-xarray");
  expect(code).toBe(0);
  expect(out).toContain("run by device-xarray");
  expect(out).toContain("The invariant is not broken here.");
  expect(out).not.toContain("What matters");
});

test("a stale one says why, and is exit 3", async () => {
  const gone = file(
    "gone.json",
    counterexampleJson({ ...COUNTEREXAMPLE, invariant: "old-invariant" }),
  );
  const { code, out } = await explained(gone);
  expect(code).toBe(3);
  expect(out).toContain("Stale: there is no such invariant.");
});

test("a design that no longer exists is exit 2, and says what to do", async () => {
  const gone = file("gone.json", counterexampleJson({ ...COUNTEREXAMPLE, design: "linux-5" }));
  const { code, err } = await explained(gone);
  expect(code).toBe(2);
  expect(err).toMatch(/^pasidcheck: .*: the design 'linux-5' is not .*--design\n$/);
});

test("a scenario is told as linux-7.3 runs it", async () => {
  const { code, out } = await explained(file("s.txt", printScenario(TWO_FUNCTIONS)));
  expect(code).toBe(0);
  expect(out).toContain("s.txt, run by linux-7.3");
  expect(out).toContain(`This breaks ${COUNTEREXAMPLE.invariant}`);
});

/** What the first two invariants break, the advisory one first as it is judged. */
const MIXED = [1, 0].map((i) => ({
  invariant: INVARIANTS[i]?.name ?? "",
  step: i === 0 ? 1 : -1,
  finding: COUNTEREXAMPLE.finding,
  cause: "own" as const,
}));

async function mixed(...argv: readonly string[]) {
  const io = fakeIo();
  const asked: string[] = [];
  const factsOf: Engine["factsOf"] = (cx) => {
    asked.push(cx.invariant);
    return fakeEngine().factsOf(cx);
  };
  const judge = () => ({ broken: MIXED, crash: null, notAsked: null });
  const engine = fakeEngine({ judge, factsOf });
  const code = await run(["explain", ...argv], io, () => Promise.resolve(engine));
  return { code, out: io.stdout(), asked };
}

const [SAFETY = "", ADVISORY = ""] = INVARIANTS.map(({ name }) => name);

test("the story is about the most severe finding, and the others cost a line each", async () => {
  const { out, asked } = await mixed(file("s.txt", printScenario(TWO_FUNCTIONS)));
  expect(out).toContain(`About ${SAFETY} of 2 findings;`);
  expect(out).toContain(`  advisory     ${ADVISORY}  at boot\n`);
  expect(out).toContain("Operation 2: pasid-attach 01:00.0 pasid 5 domain D1 = 0");
  expect(out.match(/This breaks/g)).toHaveLength(1);
  expect(asked).toEqual([SAFETY]);
});

test("--invariant is about another finding, and so is what matters", async () => {
  const text = file("s.txt", printScenario(TWO_FUNCTIONS));
  const { out, asked } = await mixed(text, "--invariant", ADVISORY);
  expect(out).toContain(`About ${ADVISORY} of 2 findings;`);
  expect(out).toContain(`This breaks ${ADVISORY} (advisory`);
  expect(asked).toEqual([ADVISORY]);
});

test("--all tells of each finding, and of each what matters", async () => {
  const { out, asked } = await mixed(recorded, "--all");
  expect(out).toContain("About all of 2 findings.");
  expect(out.match(/What matters for/g)).toHaveLength(2);
  expect(asked).toEqual([SAFETY, ADVISORY]);
});

test("an invariant that is not broken is said to be kept", async () => {
  const kept = "replace-needs-an-entry";
  const { code, out, asked } = await mixed(recorded, "--invariant", kept);
  expect(code).toBe(0);
  expect(out).toContain(`  ${kept} is not broken here.\n`);
  expect(asked).toEqual([]);
});
