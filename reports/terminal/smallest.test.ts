import { expect, test } from "vitest";
import type { VerdictBreak } from "../../properties/results/report.js";
import { PLAIN_LOOK } from "../text/paint.js";
import { smallest } from "./smallest.js";
import { COUNTEREXAMPLE, REPORT, RESULT, TWO_FUNCTIONS } from "../testing/sample.js";

const sentenceOf = () =>
  "A PASID operation changes the translation of no device but the one named.";

test("every broken invariant once, with the smallest counterexample", async () => {
  await expect(
    smallest(REPORT, RESULT.counterexamples, sentenceOf, PLAIN_LOOK),
  ).toMatchFileSnapshot("../golden/smallest.txt");
});

function other(id: string, operations: number): readonly VerdictBreak[] {
  const failureMode = "pasid-replace";
  const counterexample = { id, failureMode, functions: 3, operations, file: `${id}.json` };
  return [{ failureMode, cause: "contract", reason: "CLAIM-18", counterexample }];
}

test("other ways to break it follow, the smaller first", async () => {
  const verdicts = REPORT.verdicts.map((v, i) =>
    i === 0 ? { ...v, breaks: other("bbbb", 3) } : i === 4 ? { ...v, breaks: other("aaaa", 1) } : v,
  );
  const text = smallest({ ...REPORT, verdicts }, new Map(), sentenceOf, PLAIN_LOOK);
  await expect(text).toMatchFileSnapshot("../golden/smallest-other-ways.txt");
});

test("an invariant that is broken at boot shows no operation", () => {
  const atBoot = {
    ...COUNTEREXAMPLE,
    step: -1,
    scenario: { ...TWO_FUNCTIONS, operations: [] },
    finding: {
      failureMode: "through-others",
      device: 1,
      other: 2,
      pasid: null,
      seen: "two groups",
      wanted: "one group",
    },
  };
  const text = smallest(REPORT, new Map([[atBoot.id, atBoot]]), sentenceOf, PLAIN_LOOK);
  expect(text).not.toContain("----");
  expect(text).toContain(
    "linux-7.3, at boot: 01:00.0 and 01:00.1 are in different groups, and should be in one group " +
      "(through others).",
  );
});

test("nothing where nothing is broken", () => {
  const verdicts = REPORT.verdicts.filter((v) => v.tag === "holds");
  expect(smallest({ ...REPORT, verdicts }, new Map(), sentenceOf, PLAIN_LOOK)).toBe("");
});
