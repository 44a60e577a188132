/**
 * Promises that the leads of docs/semantics.md 11 that Linux 7.3 can be asked are what the real
 * kernel did: for each there is a counterexample in the corpus, and what was recorded of the kernel
 * (properties/corpus/linux-7.3/corpus.txt) breaks the law in the same way.
 */
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { LINUX_7_3 } from "../impl/contracts.js";
import { recordedDesign } from "../impl/remote/answer-lines.js";
import { problemText } from "../model/vocabulary/reading.js";
import { readCorpus } from "./engines/corpus.js";
import { judge, onlyLaw } from "./engines/judge.js";
import { lawNamed } from "./engines/tasks.js";
import { readRecordedRuns } from "./recorded-runs.js";

const file = new URL("corpus/linux-7.3/corpus.txt", import.meta.url);
const recorded = readRecordedRuns(readFileSync(fileURLToPath(file), "utf8"));
if (!recorded.ok) throw new Error(problemText(recorded.problem));
const { kernel, runs } = recorded.value;
const corpus = (await readCorpus()).map(({ counterexample }) => counterexample);

test.each([
  ["L3", "joiner-gets-the-table", "pasid"],
  ["L4", "translation-needs-enable", "disabled"],
  ["L5", "handles-are-linear", "changed-by-failure"],
  ["L5", "handles-are-linear", "installed-twice"],
  ["L7", "only-resets-hold-a-group", "stuck"],
  ["L7", "unplug-leaves-nothing", "books"],
  ["L8 (F5)", "alias-complete", "ghost"],
  ["L8 (F6)", "groups-contain-what-meets", "ari-slots"],
  ["L8 (F7)", "alias-complete", "late-linker"],
  ["L10", "no-foreign-domain", "rid-replace"],
  ["L11", "pasid-in-range", "incapable"],
])("%s: the kernel breaks %s (%s)", (_, lawName, mechanism) => {
  const law = lawNamed(lawName);
  const known = corpus.filter((c) => c.law === lawName && c.finding.mechanism === mechanism);
  expect(known.length).toBeGreaterThan(0);
  const broken = known.flatMap(({ id, scenario }) => {
    const run = runs.find(({ title }) => title === `${lawName} ${id}`);
    if (run === undefined || law === null) return [];
    const design = recordedDesign(kernel, LINUX_7_3, run.answer);
    return judge(scenario, { design, plain: false }, onlyLaw(law)).broken;
  });
  expect(broken.map(({ finding }) => finding.mechanism)).toContain(mechanism);
});
