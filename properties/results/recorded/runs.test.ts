/**
 * The reference does what the real kernel did: every run recorded in properties/corpus/kernel/7.3.4
 * is played back beside the reference under linux-7.3, and the invariants that compare them find
 * nothing. (`pasidcheck kernel check` asks the kernel itself.)
 */
import { readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import { LINUX_7_3 } from "../../../impl/designs/contracts.js";
import { recordedDesign } from "../../../impl/remote/write-answer.js";
import { OPERATION_NAMES } from "../../../model/vocabulary/operation/operation.js";
import { problemText } from "../../../model/vocabulary/reading/reading.js";
import { KINDS } from "../../../model/vocabulary/topology/topology.js";
import { judge } from "../../run/judge.js";
import { COMPARING } from "../../../search/kernel/check.js";
import { invariantSet } from "../../run/invariant-set.js";
import { readRecordedRuns, writeRecordedRuns, type RecordedRuns } from "./runs.js";

const RUNS_MIN = 300;

const folder = fileURLToPath(new URL("../../corpus/kernel/7.3.4/", import.meta.url));
const files = readdirSync(folder).map((name) => ({
  name,
  text: readFileSync(`${folder}${name}`, "utf8"),
}));
const comparing = invariantSet(COMPARING);

/** Reading takes longer than playing back: each text is read once. */
const known = new Map<string, RecordedRuns>();

function read(text: string): RecordedRuns {
  const before = known.get(text);
  if (before !== undefined) return before;
  const runs = readRecordedRuns(text);
  if (!runs.ok) throw new Error(problemText(runs.problem));
  known.set(text, runs.value);
  return runs.value;
}

describe("what Linux 7.3 was seen to do, the reference does", () => {
  test.each(files)("$name", ({ text }) => {
    const { kernel, runs } = read(text);
    for (const { title, scenario, answer } of runs) {
      const design = recordedDesign(kernel, LINUX_7_3, answer);
      const judged = judge(scenario, { design, plain: false }, comparing);
      expect({ title, ...judged }).toEqual({
        title,
        broken: [],
        crash: null,
        notAsked: null,
        operations: scenario.operations.length,
      });
    }
  });
});

test("a recorded answer that were another is noticed", () => {
  const { kernel, runs } = read(files.find(({ name }) => name === "general.txt")?.text ?? "");
  let noticed = 0;
  let changed = 0;
  for (const { scenario, answer } of runs) {
    const at = answer.findLastIndex((line) => /^op \d+ 0$/.test(line));
    if (at < 0) continue;
    changed++;
    const lied = answer.with(at, (answer[at] ?? "").replace(/0$/, "-12"));
    const design = recordedDesign(kernel, LINUX_7_3, lied);
    // A refusal to which the hardware does not fit is no answer at all: the playback stops there.
    const { broken, crash } = judge(scenario, { design, plain: false }, comparing);
    if (broken.length > 0 || crash !== null) noticed++;
  }
  expect(changed).toBeGreaterThan(0);
  expect(noticed).toBe(changed);
});

test("the runs are of one release, and say something about everything", () => {
  const all = files.map(({ text }) => read(text));
  expect(new Set(all.map(({ kernel }) => kernel)).size).toBe(1);
  const runs = all.flatMap((one) => one.runs);
  expect(runs.length).toBeGreaterThanOrEqual(RUNS_MIN);
  const operations = new Set(runs.flatMap((run) => run.scenario.operations.map(({ op }) => op)));
  expect([...operations].sort()).toEqual([...OPERATION_NAMES].sort());
  const kinds = runs.flatMap((run) => run.scenario.topology.functions.map(({ kind }) => kind));
  expect(new Set(kinds)).toEqual(new Set(KINDS));
});

test("files are read and written byte for byte", () => {
  for (const { text } of files) expect(writeRecordedRuns(read(text))).toBe(text);
});

test.each([
  ["", 'does not begin with "pasidcheck recorded 2" and a kernel'],
  ["pasidcheck recorded 2\nkernel linux-7.3.4\n\n==== a\npasidcheck scenario 1\n", "no answer"],
  ["pasidcheck recorded 2\nkernel linux-7.3.4\n\n==== a\nx\n---- answer\n", "pasidcheck scenario"],
  ["pasidcheck recorded 1\nkernel linux-7.3.4\n", 'begin with "pasidcheck recorded 2"'],
])("what is no such file is refused: %j", (text, why) => {
  const refused = readRecordedRuns(text);
  expect(refused.ok ? "" : problemText(refused.problem)).toContain(why);
});
