/** The first screen says what a run found, in a screen, with nothing unexplained. */
import { expect, test } from "vitest";
import type { Report, ReportInvariant, Verdict } from "../../properties/results/report.js";
import { COLOUR, PLAIN_LOOK } from "../text/paint.js";
import { AS_EXPECTED, COUNTEREXAMPLE, DESIGNS, REPORT, RESULT } from "../testing/sample.js";
import { front, type FrontInput } from "./front.js";

const NONE = { designs: false, invariants: false };

function input(report: Report, changed: Partial<FrontInput> = {}): FrontInput {
  return {
    report,
    counterexamples: RESULT.counterexamples,
    scope: "any-topology",
    asked: NONE,
    command: "npx pasidcheck check --seed 1",
    surprises: [],
    ...changed,
  };
}

/** A report in which `broken` of these invariants are broken by the first design. */
function wide(count: number, of: Partial<ReportInvariant>, broken = count): Report {
  const invariants = Array.from({ length: count }, (_, i) => ({
    name: `invariant-${i}`,
    ids: ["INV-1"],
    severity: "safety" as const,
    ...of,
  }));
  const [holds, fails] = [REPORT.verdicts[1]!, AS_EXPECTED.report.verdicts[0]!];
  const verdicts = invariants.flatMap(({ name }, i) =>
    DESIGNS.map((design, d): Verdict => ({
      ...(d === 0 && i < broken ? fails : holds),
      design,
      invariant: name,
    })),
  );
  return { ...REPORT, invariants, verdicts };
}

const lines = (text: string): readonly string[] => text.trimEnd().split("\n");
const rows = (text: string): number =>
  lines(text).filter((line) => /^ {2}invariant-/.test(line)).length;

test("a run as it is expected", async () => {
  const text = front(input(AS_EXPECTED.report), PLAIN_LOOK);
  await expect(text).toMatchFileSnapshot("../golden/front.txt");
});

test("a run with surprises", async () => {
  const surprises = ["linux-7.3 was expected to keep it, and broke it."];
  const text = front(input(REPORT, { surprises }), PLAIN_LOOK);
  await expect(text).toMatchFileSnapshot("../golden/front-surprises.txt");
});

test("no line is longer than 100 columns, however wide a terminal is", () => {
  for (const width of [80, 100, 120, 160])
    for (const line of lines(front(input(REPORT), { ...PLAIN_LOOK, width })))
      // The name of a file is not broken.
      if (!line.startsWith("    counterexamples/"))
        expect(line.length).toBeLessThanOrEqual(Math.min(width, 100));
});

test("where rows are too many, only some are shown, and the others are counted", () => {
  const few = front(input(wide(9, {})), PLAIN_LOOK);
  expect(rows(few)).toBe(9);
  expect(few).toContain("9 of 9 invariants: every invariant that is broken.");
  const many = front(input(wide(40, { severity: "bookkeeping" })), PLAIN_LOOK);
  expect(rows(many)).toBe(0);
  expect(many).toContain("Of the others 40 are broken by some.");
  const safety = { ...wide(60, {}, 30) };
  const mixed = {
    ...safety,
    invariants: safety.invariants.map((one, i) => ({
      ...one,
      severity: i < 20 ? ("bookkeeping" as const) : one.severity,
    })),
  };
  expect(rows(front(input(mixed), PLAIN_LOOK))).toBe(10);
});

test("claims of the thread go first, and of rows alike one is shown, if need be", () => {
  const text = front(input(wide(60, { ids: ["INV-1", "CLAIM-4"] })), PLAIN_LOOK);
  expect(rows(text)).toBe(1);
  expect(text).toContain("Of the others 59 are broken by some.");
  expect(lines(text).length).toBeLessThanOrEqual(41);
});

test("a surprise is shown, whichever row it is in", () => {
  const report = wide(60, { severity: "advisory" });
  const verdicts = report.verdicts.map((v) =>
    v.invariant === "invariant-57" ? { ...v, expected: "fails" as const } : v,
  );
  const text = front(input({ ...report, verdicts }), PLAIN_LOOK);
  expect(text).toMatch(/^ {2}invariant-57 .*!ok/m);
  expect(text).toContain(", and every surprise.");
  expect(text).toContain("!: not as expected");
});

test("what the user named is all shown", () => {
  const report = wide(60, {}, 30);
  const all = front(input(report, { asked: { designs: false, invariants: true } }), PLAIN_LOOK);
  expect(rows(all)).toBe(60);
  const named = front(input(report, { asked: { designs: true, invariants: false } }), PLAIN_LOOK);
  expect(rows(named)).toBe(30);
});

test("the answer is made from the verdicts", () => {
  const report = wide(1, { name: "pasid-stays-local" });
  const said = front(input(report), PLAIN_LOOK).replaceAll("\n  ", " ");
  expect(said).toContain(
    "in linux-6.2 they also change devices that they do not name.\n" +
      "- Safety invariants broken, of 1: linux-6.2 1, linux-7.3 0,",
  );
  const kept = {
    ...report,
    verdicts: report.verdicts.map((v) => ({ ...v, tag: "holds" as const })),
  };
  expect(front(input(kept), PLAIN_LOOK)).toContain("PASID operations stay local in every design.");
  const unknown = report.verdicts.map((v, i) => (i === 5 ? { ...v, tag: "unknown" as const } : v));
  const partly = front(input({ ...report, verdicts: unknown }), PLAIN_LOOK);
  expect(partly.replaceAll("\n  ", " ")).toContain("Not exercised in spec-device-xarray.");
});

test("where the kernel of today breaks it as small, its counterexample is shown", () => {
  const [broken] = AS_EXPECTED.report.verdicts;
  const verdicts = AS_EXPECTED.report.verdicts.map((v) =>
    v.design === "linux-7.3" && v.invariant === broken?.invariant
      ? { ...broken, design: v.design }
      : v,
  );
  const text = front(input({ ...AS_EXPECTED.report, verdicts }), PLAIN_LOOK);
  expect(text).toContain("counterexample: a-pasid-operation-moves-only-its-device in linux-7.3");
  expect(text).toContain("explain --design linux-7.3");
});

test("what was seen is told of the design that it was seen in, and of no other", () => {
  const seen = "PASID 5 of 01:00.1, beside 01:00.0: has D1";
  const cx = { ...COUNTEREXAMPLE, design: "linux-6.2" };
  const counterexamples = new Map([[cx.id, cx]]);
  expect(front(input(AS_EXPECTED.report, { counterexamples }), PLAIN_LOOK)).not.toContain(seen);
  expect(front(input(REPORT), PLAIN_LOOK)).toContain(seen);
});

test("colour repeats what the words say", () => {
  const painted = front(input(REPORT), { ...PLAIN_LOOK, paint: COLOUR });
  // oxlint-disable-next-line no-control-regex
  expect(painted.replaceAll(/\u001B\[\d+m/g, "")).toBe(front(input(REPORT), PLAIN_LOOK));
});
