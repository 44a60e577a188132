/**
 * docs/answers/findings.md tells what was recorded of the real kernel, and what it tells breaks the
 * invariant with the failure mode that it names. After `kernel record`:
 * `npx vitest run reports/docs/kernel-findings.test.ts -u`.
 */
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { LINUX_7_3 } from "../../impl/designs/contracts.js";
import { recordedDesign } from "../../impl/remote/write-answer.js";
import { problemText } from "../../model/vocabulary/reading/reading.js";
import { readCorpus } from "../../search/check/corpus.js";
import { onlyInvariant } from "../../properties/run/invariant-set.js";
import { judge } from "../../properties/run/judge.js";
import { traced } from "../../properties/run/trace.js";
import { invariantNamed } from "../../properties/invariants/all.js";
import {
  KERNEL_FINDINGS,
  type KernelFinding,
} from "../../properties/expectations/kernel-findings.js";
import { readRecordedRuns } from "../../properties/results/recorded/runs.js";
import { kernelFindings, type SeenFinding } from "./kernel-findings.js";

const file = new URL("../../properties/corpus/kernel/7.3.4/corpus.txt", import.meta.url);
const recorded = readRecordedRuns(readFileSync(fileURLToPath(file), "utf8"));
if (!recorded.ok) throw new Error(problemText(recorded.problem));
const { kernel, runs } = recorded.value;
const corpus = await readCorpus();

/** What the kernel did with the first counterexample of it that it was asked. */
function seen(finding: KernelFinding): SeenFinding | null {
  const invariant = invariantNamed(finding.invariant);
  if (invariant === null) throw new Error(`there is no invariant ${finding.invariant}`);
  for (const { counterexample, file: path } of corpus) {
    const { id, scenario } = counterexample;
    const run = runs.find(({ title }) => title === `${finding.invariant} ${id}`);
    if (run === undefined || counterexample.finding.failureMode !== finding.failureMode) continue;
    const design = recordedDesign(kernel, LINUX_7_3, run.answer);
    const { broken } = judge(scenario, { design, plain: false }, onlyInvariant(invariant));
    const first = broken.find((b) => b.finding.failureMode === finding.failureMode);
    if (first === undefined) continue;
    const { sentence } = invariant;
    const trace = traced(kernel, design, scenario);
    return { ...finding, file: path, sentence, kernel: trace, broken: first };
  }
  return null;
}

const findings = KERNEL_FINDINGS.map(seen);

test.each(KERNEL_FINDINGS.map((finding, i) => [finding.id, finding.title, i] as const))(
  "%s, %s: the kernel was seen to do it",
  (_id, _title, i) => expect(findings[i]).not.toBeNull(),
);

test("the page", async () => {
  const page = kernelFindings(
    kernel,
    findings.filter((finding) => finding !== null),
  );
  await expect(page).toMatchFileSnapshot("../../docs/answers/findings.md");
});
