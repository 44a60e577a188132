/**
 * docs/answer.md tells what designs, the recorded kernel and exhaustive searches answer, and what
 * its prose says beyond the cells is so. After a change: `npm run pages`.
 */
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { catalog } from "../../impl/designs/catalog.js";
import { LINUX_7_3 } from "../../impl/designs/contracts.js";
import { recordedDesign } from "../../impl/remote/write-answer.js";
import type { Design } from "../../model/vocabulary/design/design.js";
import { problemText } from "../../model/vocabulary/reading/reading.js";
import { readScenario } from "../../model/vocabulary/scenario/text/text.js";
import { realEngine } from "../../cli/real-engine.js";
import { conjectures } from "../../properties/conjectures/all.js";
import { readRecordedRuns } from "../../properties/results/recorded/runs.js";
import { traced } from "../../properties/run/trace.js";
import { exhaust } from "../../search/exhaustive/exhaust.js";
import { ALONE, answerPage, LOCAL, SHARED, type Answerer, type AnswerRuns } from "./answer.js";

const CASES = {
  off: "CLAIM-4 CE3, both enabled",
  on: "CLAIM-4 CE3, CR on",
  ghost: "CLAIM-2 CE9",
} as const;

/** A tall window. */
const LINES_MAX = 67;

const root = new URL("../../", import.meta.url);
const file = (path: string): string => readFileSync(new URL(path, root), "utf8");
const recorded = readRecordedRuns(file("properties/corpus/kernel/7.3.4/conjectures.txt"));
if (!recorded.ok) throw new Error(problemText(recorded.problem));
const { kernel, runs } = recorded.value;

/** What the kernel answered is compared with the recorded title, what a design answers is run. */
function answerer(name: string, of: string, designOf: (title: string) => Design): Answerer {
  const traceOf = (title: string): Answerer["off"] => {
    const [id = ""] = title.split(" ");
    const asked = conjectures
      .find((c) => c.id === id)
      ?.cases.find((c) => title === `${id} ${c.title}`);
    if (asked === undefined) throw new Error(`there is no case ${title}`);
    return traced(name, designOf(title), asked.scenario);
  };
  return {
    name,
    design: of,
    off: traceOf(CASES.off),
    on: traceOf(CASES.on),
    ghost: traceOf(CASES.ghost),
  };
}

const theKernel = answerer(`${kernel} (the real kernel)`, "linux-7.3", (title) => {
  const run = runs.find((one) => one.title === title);
  if (run === undefined) throw new Error(`${title} is not recorded`);
  return recordedDesign(kernel, LINUX_7_3, run.answer);
});
const designs = catalog.map((design) => answerer(`\`${design.name}\``, design.name, () => design));

/** One PASID and one paging domain: what the page asks is decided by the first. */
async function searched(defaultMachines: boolean, names: readonly string[]) {
  const folder = mkdtempSync(join(tmpdir(), "pasidcheck-answer-"));
  try {
    const { report } = await exhaust({
      designs: [],
      invariants: names,
      sizes: { functions: 3, pasids: 1, domains: 1, handles: 1 },
      ...(defaultMachines ? { defaultMachines } : {}),
      symmetry: true,
      states_max: 100_000,
      workers: 2,
      saveTo: folder,
      onProgress: () => {},
      signal: new AbortController().signal,
    });
    expect(report.complete).toBe(true);
    return report;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

const answerers = [theKernel, ...designs];
const answer: AnswerRuns = {
  answerers,
  onDefault: await searched(true, [ALONE]),
  onAll: await searched(false, [LOCAL, SHARED]),
};
const page = answerPage(answer);

test("the page", async () => {
  await expect(page).toMatchFileSnapshot("../../docs/answer.md");
});

test("it fits on a screen, and its machine is the example that it names", () => {
  expect(page.split("\n").length).toBeLessThanOrEqual(LINES_MAX);
  const example = readScenario(file("docs/example/cr-off.txt"));
  expect(example).toMatchObject({ ok: true, value: theKernel.off.scenario });
});

test("the real kernel does what linux-7.3 does", () => {
  expect(page).toContain(`| ${theKernel.name}, \`linux-6.2\`, \`linux-7.3\` |`);
});

test("with CR on nothing that has to do with sharing is broken", () => {
  for (const { name } of catalog)
    for (const { invariant } of realEngine.judge(name, theKernel.on.scenario).broken)
      expect([LOCAL, SHARED, ALONE]).not.toContain(invariant);
});

test("by default a function that is enabled is alone in every design with Linux' groups", () => {
  const broken = answer.onDefault.verdicts.filter(({ tag }) => tag !== "holds");
  expect(broken.map(({ design }) => design)).toEqual(["spec-device-xarray"]);
});

test("both answers of the thread keep operations local, and neither is enough", () => {
  const tagOf = (invariant: string, design: string): string | undefined =>
    answer.onAll.verdicts.find((v) => v.invariant === invariant && v.design === design)?.tag;
  for (const design of ["group-table-singleton", "device-xarray"]) {
    expect(tagOf(LOCAL, design)).toBe("holds");
    expect(tagOf(SHARED, design)).toBe("fails");
  }
  expect(tagOf(LOCAL, "linux-7.3")).toBe("fails");
  expect(tagOf(SHARED, "device-xarray-no-rid-alias")).toBe("holds");
});

test("a singleton check refuses a function because of its root port", () => {
  const text = file("properties/corpus/members-without-pasid-ignored.refused.txt");
  expect(text).toContain("group-table-singleton");
});

test("lines and branches are those of the page that counts them", () => {
  const placement = file("docs/answers/placement.md");
  const row = (name: string): readonly string[] =>
    (placement.split("\n").find((line) => line.startsWith(`| ${name}`)) ?? "").match(/\d+/g) ?? [];
  const [lines, branches] = [row("lines of code"), row("decisions")];
  expect(page.replaceAll(/\s+/g, " ")).toContain(
    `(${lines[1]} lines instead of ${lines[0]}, ${branches[1]} branches instead of ${branches[0]})`,
  );
});
