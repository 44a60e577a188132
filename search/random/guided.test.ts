// When a search is guided: where it is of one invariant, which gives a direction; and what is
// recorded of how much that helps.
import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { stableText } from "../../model/vocabulary/reading/stable-text.js";
import type { BugsReport } from "../../properties/results/report.js";
import { eachScenario, type BatchRequest } from "./draw.js";
import { check, type CheckOptions } from "../check/check.js";

function drawn(request: Omit<BatchRequest, "seed" | "batch" | "machines">): readonly string[] {
  const texts: string[] = [];
  eachScenario({ seed: 4, batch: 1, machines: [], ...request }, (scenario) => {
    texts.push(stableText(scenario));
    return texts.length < 50;
  });
  return texts;
}

test("an invariant without direction is searched as if no invariant were named", () => {
  const plain = drawn({});
  expect(plain).toHaveLength(50);
  expect(drawn({ guidedBy: "pasid-stays-local" })).toEqual(plain);
  expect(drawn({ guidedBy: "direct-mapping-never-blocked" })).not.toEqual(plain);
});

const OPTIONS: CheckOptions = {
  designs: ["bug:BUG-11"],
  invariants: ["direct-mapping-never-blocked"],
  seed: 7,
  runs: 1000,
  seconds: null,
  workers: 1,
  machines: [],
  saveTo: "counterexamples",
  onProgress: () => {},
  signal: new AbortController().signal,
};

async function applied(options: CheckOptions): Promise<number> {
  const { report } = await check(options);
  return (
    report.verdicts.find(({ invariant }) => invariant === "direct-mapping-never-blocked")?.evidence
      .applied ?? 0
  );
}

test("a search of one invariant is guided, one of two is not", async () => {
  const alone = await applied(OPTIONS);
  const beside = await applied({
    ...OPTIONS,
    invariants: [...OPTIONS.invariants, "pasid-in-range"],
  });
  // A quarter of all scenarios goes to users of the core, where there is little to aim at for this
  // invariant.
  expect(alone).toBeGreaterThan(2 * beside);
});

test("a guided search says the same with any number of workers", async () => {
  const one = await check(OPTIONS);
  const two = await check({ ...OPTIONS, workers: 2 });
  expect(two.report).toEqual(one.report);
  expect(one.report.verdicts[0]?.tag).toBe("fails");
});

test("what is recorded: bugs are found with fewer scenarios, and none is much rarer", () => {
  const file = new URL("../../properties/bugs/bugs.json", import.meta.url);
  const { bugs } = JSON.parse(readFileSync(file, "utf8")) as BugsReport;
  const ratios = bugs.flatMap(({ runs_median: plain, guided_median: guided }) =>
    plain === null || guided === null ? [] : [plain / guided],
  );
  expect(ratios.length).toBeGreaterThan(15);
  const logs = ratios.map((ratio) => Math.log(ratio));
  expect(Math.exp(logs.reduce((sum, log) => sum + log, 0) / logs.length)).toBeGreaterThan(2);
  expect(Math.min(...ratios)).toBeGreaterThan(0.7);
});
