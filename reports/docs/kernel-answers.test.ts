/**
 * docs/answers/kernel-answers.md tells what was recorded, and kernel and reference agree in every
 * case of it. After `kernel record`: `npx vitest run reports/docs/kernel-answers.test.ts -u`.
 */
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { LINUX_7_3 } from "../../impl/designs/contracts.js";
import { recordedDesign } from "../../impl/remote/write-answer.js";
import { referenceDesign } from "../../model/reference/machine.js";
import { problemText } from "../../model/vocabulary/reading/reading.js";
import { conjectures } from "../../properties/conjectures/all.js";
import { traced } from "../../properties/run/trace.js";
import { readRecordedRuns } from "../../properties/results/recorded/runs.js";
import { kernelAnswers, type Answered } from "./kernel-answers.js";

const file = fileURLToPath(
  new URL("../../properties/corpus/kernel/7.3.4/conjectures.txt", import.meta.url),
);
const reference = referenceDesign("reference", "", LINUX_7_3);

const recorded = readRecordedRuns(readFileSync(file, "utf8"));
if (!recorded.ok) throw new Error(problemText(recorded.problem));
const { kernel, runs } = recorded.value;

const answered = conjectures.map(({ id, claim, answer, cases }): Answered => ({
  id,
  claim,
  answer,
  cases: cases.map(({ title, scenario }) => {
    const run = runs.find((one) => one.title === `${id} ${title}`);
    if (run === undefined) throw new Error(`${id} ${title} is not recorded`);
    const design = recordedDesign(kernel, LINUX_7_3, run.answer);
    return {
      title,
      kernel: traced(kernel, design, scenario),
      reference: traced("reference", reference, scenario),
    };
  }),
}));

test("the page", async () => {
  await expect(kernelAnswers(kernel, answered)).toMatchFileSnapshot(
    "../../docs/answers/kernel-answers.md",
  );
});

test("nothing in it is told differently by the reference", () => {
  const page = kernelAnswers(kernel, answered);
  const rows = page.split("\n").filter((line) => line.startsWith("| `"));
  expect(rows.length).toBeGreaterThan(50);
  expect(rows.filter((line) => !line.endsWith("| the same |"))).toEqual([]);
});
