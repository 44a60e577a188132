/**
 * What a gate promises: all parts in one report, the bugs and seeded faults of its invariants
 * caught, the same bytes from the same work, what the budget does not reach said, and nothing lost
 * to Ctrl-C.
 */
import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { readCorpus } from "../check/corpus.js";
import { EFFORT_NAMES, EFFORTS } from "./effort.js";
import { gate, type GateOptions } from "./gate.js";
import { GATE_PARTS } from "../../properties/results/gate-report.js";
import { reportJson } from "../../reports/text/json.js";

const INVARIANTS = ["pasid-stays-local", "pasid-replace-needs-attach"];

const OPTIONS: GateOptions = {
  designs: ["linux-7.3"],
  invariants: INVARIANTS,
  seed: 1,
  runs: 500,
  sizes: { functions: 1, pasids: 1, domains: 1, handles: 1 },
  workers: 1,
  corpus: [],
  baseline: [],
  today: "2026-06-01",
  saveTo: "counterexamples",
  onProgress: () => {},
  signal: new AbortController().signal,
};

test("does all of its parts and puts them into one report", async () => {
  const result = await gate(OPTIONS);
  expect(result.parts.map(({ name, state }) => [name, state])).toEqual([
    ["corpus", "done"],
    ["bugs", "done"],
    ["seeded-faults", "done"],
    ["exhaustive", "done"],
    ["random", "done"],
  ]);
  expect(result.mustCatch.map(({ state }) => state)).not.toContain("missed");
  expect(result.mustCatch.filter(({ kind }) => kind === "seeded-fault")).toHaveLength(
    INVARIANTS.length,
  );
  const holds = result.report.verdicts.find((v) => v.tag === "holds");
  expect(holds?.evidence.exhaustive).toContain("up to 1 functions");
  expect(holds?.evidence.scenarios).toBeGreaterThan(0);
  expect(result.report.verdicts.filter((v) => v.tag !== v.expected)).toEqual([]);
});

test("the same seed and amount of work: the same bytes, whatever the workers", async () => {
  const invariants = ["pasid-in-range", "members-programmed-alike"];
  const options = { ...OPTIONS, invariants, seed: 7 };
  const one = await gate({ ...options, workers: 1 });
  const two = await gate({ ...options, workers: 2 });
  expect(one.parts.map(({ state }) => state)).toEqual(GATE_PARTS.map(() => "done"));
  expect(reportJson(two.report)).toBe(reportJson(one.report));
  const said = ({ parts }: typeof one): readonly string[] => parts.map((part) => part.said);
  expect(said(two)).toEqual(said(one));
});

test("a greater effort does more of everything that has an amount", () => {
  const amounts = EFFORT_NAMES.map((name) => {
    const { runs, sizes } = EFFORTS[name];
    return [runs, sizes.functions * sizes.pasids * sizes.domains] as const;
  });
  const sorted = amounts.toSorted((a, b) => a[0] - b[0]);
  expect(amounts).toEqual(sorted);
  expect(new Set(amounts.map(([runs]) => runs)).size).toBe(EFFORT_NAMES.length);
  expect(amounts.map(([, size]) => size)).toEqual(
    amounts.map(([, n]) => n).toSorted((a, b) => a - b),
  );
});

test.each(EFFORT_NAMES)("the amounts of the effort %s are those of docs/use/ci.md", (name) => {
  const { runs, sizes } = EFFORTS[name];
  const page = readFileSync(new URL("../../docs/use/ci.md", import.meta.url), "utf8");
  const row = page.split("\n").find((line) => line.startsWith(`| \`${name}\``));
  const amounts = (row?.split("|").slice(2, 4).join() ?? "").replaceAll(/(\d),(?=\d)/g, "$1");
  const { functions, pasids, domains, handles } = sizes;
  expect(amounts.match(/\d+/g)?.map(Number)).toEqual([runs, functions, pasids, domains, handles]);
});

test("a budget that is too small leaves what is not broken unknown", async () => {
  const result = await gate({ ...OPTIONS, budget: 0.001 });
  expect(result.parts.map(({ state }) => state).slice(1)).toEqual(
    Array.from({ length: 4 }, () => "not-reached"),
  );
  const tags = result.report.verdicts.map((v) => (v.tag === "unknown" ? v.why : v.tag));
  expect(new Set(tags)).toEqual(new Set(["fails", "budget"]));
});

test("what was stopped says so, and what the corpus knows", async () => {
  const stop = new AbortController();
  const onProgress = (): void => stop.abort();
  const result = await gate({ ...OPTIONS, onProgress, signal: stop.signal });
  expect(result.interrupted).toBe(true);
  expect(result.report.verdicts.some((v) => v.tag === "fails")).toBe(true);
});

test("a project's own counterexamples are replayed too", async () => {
  const corpus = (await readCorpus()).slice(0, 3);
  const without = await gate({ ...OPTIONS, budget: 0.001, invariants: [] });
  const result = await gate({ ...OPTIONS, budget: 0.001, invariants: [], corpus });
  const replayed = (r: typeof result) => Number.parseInt(r.parts[0]?.said ?? "", 10);
  expect(replayed(result)).toBe(replayed(without) + 3);
});
