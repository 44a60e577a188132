/**
 * Promises that docs/laws.md says what the laws, the expectations and the corpus say. After a
 * change of any of them: `npm run laws-page`.
 */
import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { catalog } from "../../impl/designs/catalog.js";
import { readScenario } from "../../model/vocabulary/scenario/text/text.js";
import { readCorpus } from "../../search/check/corpus.js";
import { perform } from "../../search/perform.js";
import { expectationOf, reasonFor } from "../../properties/expectations/expectations.js";
import { laws } from "../../properties/laws/all.js";
import { lawsPage, type LawCase, type LawEntry } from "./laws.js";

const SCENARIOS_MAX = 4000;

const semantics = readFileSync(new URL("../../docs/semantics.md", import.meta.url), "utf8");
const titles = new Map(
  [...semantics.matchAll(/^\| (I\d+) \| ([^|]+?) \|/gm)].map(([, id = "", title = ""]) => [
    id,
    title,
  ]),
);
const corpus = await readCorpus();
const designs = catalog.map(({ name }) => name);

function recordedCases(law: string): readonly LawCase[] {
  return corpus
    .filter(({ counterexample }) => counterexample.law === law)
    .map(({ counterexample: { scenario, step, finding }, file }) => ({
      scenario,
      step,
      finding,
      designs: designs.filter((name) => reasonFor(name, law, finding.mechanism) !== undefined),
      file: `../${file}`,
    }))
    .sort((a, b) => size(a) - size(b));
}

function size({ scenario }: LawCase): number {
  return scenario.topology.functions.length + scenario.operations.length;
}

/** How the design that was made to break the law breaks it. */
function madeCase(law: string): readonly LawCase[] {
  const found = perform(
    {
      kind: "hunt",
      design: `canary:${law}`,
      law,
      mechanism: null,
      seed: 1,
      seeds: 1,
      runs_max: SCENARIOS_MAX,
      aimed: false,
      shrink: true,
    },
    () => {},
  );
  if (found.kind !== "hunt" || found.result.best === null) return [];
  const { scenario, broken } = found.result.best;
  return [{ scenario, step: broken.step, finding: broken.finding, designs: [], file: null }];
}

const entries = laws.map((law): LawEntry => {
  const recorded = recordedCases(law.name);
  return {
    law,
    keeping: designs.map((design) => ({ design, ...expectationOf(design, law.name) })),
    cases: recorded.length > 0 ? recorded : madeCase(law.name),
  };
});
const page = lawsPage(entries, (id) => titles.get(id) ?? "");

test("the page", async () => {
  await expect(page).toMatchFileSnapshot("../../docs/laws.md");
});

test("its scenarios parse, and every law that a design breaks has one", () => {
  const scenarios = [...page.matchAll(/^```\n([\s\S]*?)^```/gm)].map((m) => m[1] ?? "");
  expect(scenarios.length).toBeGreaterThan(30);
  for (const text of scenarios) expect(readScenario(text)).toMatchObject({ ok: true });
  const broken = entries.filter(({ keeping }) => keeping.some(({ tag }) => tag === "fails"));
  expect(broken.filter(({ cases }) => cases.length === 0).map(({ law }) => law.name)).toEqual([]);
});
