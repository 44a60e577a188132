/**
 * What a baseline promises: it explains a break until its day, it fails where it is over or no
 * longer true, and a file that is none is refused with the exact place.
 */
import { describe, expect, test } from "vitest";
import { readBaseline } from "./baseline-file.js";
import { acceptedBreaks, NOT_EXERCISED, withBaseline, type KnownBreak } from "./baseline.js";
import { invariants } from "../invariants/all.js";
import { isSurprise, type Report, type Verdict } from "./report.js";

const INVARIANT = "pasid-stays-local";
const counterexample = {
  id: "0",
  failureMode: "pasid-attach",
  functions: 1,
  operations: 1,
  file: "",
};
const broken: Verdict = {
  design: "mine",
  invariant: INVARIANT,
  tag: "fails",
  expected: "holds",
  evidence: { corpus: 1, scenarios: 1, applied: 1, exhaustive: null },
  counterexample,
  breaks: [{ failureMode: "pasid-attach", cause: "own", counterexample }],
};
const holds: Verdict = { ...broken, tag: "holds", breaks: [] };
const notExercised: Verdict = { ...broken, tag: "unknown", why: "not-exercised", breaks: [] };

const entry: KnownBreak = {
  design: "mine",
  invariant: INVARIANT,
  failureMode: "pasid-attach",
  reason: "ticket 12",
  expires: "2026-12-31",
};

function judged(verdict: Verdict, known: readonly KnownBreak[], today = "2026-06-01") {
  const report: Report = {
    schema: "report@2",
    seed: 1,
    designs: ["mine"],
    invariants: [],
    verdicts: [verdict],
  };
  const { report: after, problems } = withBaseline(report, known, today, true);
  return { surprise: isSurprise(after.verdicts[0]!), why: problems.map(({ why }) => why), after };
}

describe("an entry", () => {
  test("explains the break that it names", () => {
    expect(judged(broken, [entry])).toMatchObject({ surprise: false, why: [] });
    expect(judged(broken, []).surprise).toBe(true);
  });
  test("explains no other way of breaking the invariant", () => {
    const other = { ...entry, failureMode: "pasid-detach" };
    expect(judged(broken, [other])).toMatchObject({ surprise: true, why: ["no longer true"] });
  });
  test("counts on its last day, and is over the day after", () => {
    expect(judged(broken, [entry], "2026-12-31").why).toEqual([]);
    expect(judged(broken, [entry], "2027-01-01").why).toEqual(["expired"]);
  });
  test("is no longer true where the invariant holds", () => {
    expect(judged(holds, [entry]).why).toEqual(["no longer true"]);
  });
  test("says nothing where nothing is known", () => {
    const cut: Verdict = { ...notExercised, why: "budget" };
    expect(judged(cut, [entry]).why).toEqual([]);
  });
  test("of another design is passed over", () => {
    expect(judged(holds, [{ ...entry, design: "other" }]).why).toEqual([]);
  });
  test("can say that an invariant never applies", () => {
    const never = { ...entry, failureMode: NOT_EXERCISED };
    expect(judged(notExercised, [never]).after.verdicts[0]).toMatchObject({ expected: "unknown" });
    expect(judged(holds, [never]).why).toEqual(["no longer true"]);
  });
});

test("only a search that was completed can say that a break is gone", () => {
  const report: Report = {
    schema: "report@2",
    seed: 1,
    designs: ["mine"],
    invariants: [],
    verdicts: [holds],
  };
  expect(withBaseline(report, [entry], "2026-06-01", false).problems).toEqual([]);
});

describe("a file", () => {
  const names = invariants.map(({ name }) => name);
  const text = (known: unknown): string => JSON.stringify({ schema: "baseline@2", known });
  const refused = async (what: string) => {
    const read = await readBaseline(what, names);
    return read.ok ? null : { path: read.problem.path, message: read.problem.message };
  };
  test("is read", async () => {
    expect(await readBaseline(text([entry]), names)).toMatchObject({ ok: true });
  });
  test("is refused with the place that is wrong", async () => {
    expect(await refused(text([{ ...entry, expires: "2026-02-30" }]))).toMatchObject({
      path: "known[0].expires",
    });
    expect(
      await refused(text([entry, { ...entry, invariant: "no-such-invariant" }])),
    ).toMatchObject({
      path: "known[1].invariant",
    });
    expect(await refused(text([entry, entry]))).toMatchObject({ path: "known[1]" });
    expect(await refused(text([{ ...entry, reason: "" }]))).toMatchObject({
      path: "known[0].reason",
    });
    expect(await refused(text([{ ...entry, reason: "a\nb" }]))).toMatchObject({
      path: "known[0].reason",
    });
    expect(await refused("[]")).toMatchObject({ path: null });
    expect(await refused('{"schema":"topology@1"}')).toMatchObject({ path: "schema" });
  });
});

const TODAY = "2026-12-01";
const reportOf = (verdict: Verdict): Report => ({
  schema: "report@2",
  seed: 1,
  designs: ["mine"],
  invariants: [],
  verdicts: [verdict],
});

describe("what a new baseline accepts", () => {
  const accepted = (v: Verdict, known: readonly KnownBreak[] = []): readonly KnownBreak[] =>
    acceptedBreaks(withBaseline(reportOf(v), known, TODAY, true), known, TODAY, "2027-01-31");

  test("every surprise once, and the baseline then explains it", () => {
    const own = { failureMode: "pasid-attach", cause: "own" as const, counterexample };
    const v = { ...broken, breaks: [own, { ...own, cause: "contract" as const }] };
    const known = accepted(v);
    expect(known.map(({ failureMode, expires }) => [failureMode, expires])).toEqual([
      ["pasid-attach", "2027-01-31"],
    ]);
    const { report, problems } = withBaseline(reportOf(v), known, TODAY, true);
    expect([report.verdicts.some((one) => isSurprise(one)), problems]).toEqual([false, []]);
    expect(accepted(notExercised).map(({ failureMode }) => failureMode)).toEqual([NOT_EXERCISED]);
    expect(accepted(holds)).toEqual([]);
  });

  test("an entry that is true stays, one that is over is renewed, one that is gone goes", () => {
    const over = { ...entry, expires: "2020-01-01" };
    expect(accepted(broken, [entry])).toEqual([entry]);
    expect(accepted(broken, [over])).toEqual([{ ...over, expires: "2027-01-31" }]);
    expect(accepted(holds, [entry])).toEqual([]);
    const other = { ...entry, design: "another" };
    expect(accepted(holds, [other])).toEqual([other]);
  });
});
