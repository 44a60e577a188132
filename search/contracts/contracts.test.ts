// The search for safe contracts finds the smallest sets of changes, whatever is searched: here a
// searcher that knows the answer stands in for the exhaustive one.
import { expect, test } from "vitest";
import { catalog } from "../../impl/designs/catalog.js";
import { policyDifferences } from "../../model/vocabulary/design/contract.js";
import { subjectNamed } from "../designs/named.js";
import { readCorpus } from "../check/corpus.js";
import { breaks } from "../../properties/run/judge.js";
import { SAFETY, weakestContracts, type Searcher } from "./contracts.js";
import { contractName, contractNamed } from "../designs/contract-name.js";
import { changesOf, weaker } from "./policies.js";

test("a contract's name says the contract", () => {
  for (const { name, contract } of catalog) {
    expect(contractNamed(contractName(name, contract))).toEqual(contract);
    for (const change of changesOf(contract)) {
      const changed = { ...contract, ...change };
      const again = contractName(name, changed);
      expect(contractNamed(again)).toEqual(changed);
      expect(subjectNamed(again)?.design.contract).toEqual(changed);
    }
  }
  for (const wrong of [
    "contract:linux-5",
    "contract:linux-7.3,enableCheck=shut",
    "contract:linux-7.3,x=y",
  ])
    expect(contractNamed(wrong)).toBeNull();
});

test("a change to a value that allows more is weaker", () => {
  const { contract } = catalog[1]!;
  expect(weaker(contract, { enableCheck: "none" })).toBe(true);
  expect(weaker(contract, { enableCheck: "pasid-safe" })).toBe(false);
  expect(weaker(contract, { enableCheck: "acs-path" })).toBe(false);
});

/**
 * Searches nothing but the recorded counterexamples to the safety invariants, two of them at a
 * time.
 */
async function searcher(): Promise<Searcher> {
  const corpus = (await readCorpus()).map((entry) => entry.counterexample);
  const cases = corpus.flatMap((c) => {
    const invariant = SAFETY.find(({ name }) => name === c.invariant);
    return invariant === undefined ? [] : [{ c, invariant }];
  });
  return (names) => {
    const found = new Map<string, (typeof corpus)[number]>();
    const verdicts = names.flatMap((design) => {
      const subject = subjectNamed(design)!;
      const broken = cases.filter(
        ({ c, invariant }) => breaks(c.scenario, subject, invariant, null) !== null,
      );
      for (const { c } of broken.slice(0, 2)) found.set(c.id, c);
      const tag = "fails" as const;
      const evidence = { corpus: 0, scenarios: 0, applied: 1, exhaustive: null };
      return broken.map(({ invariant }) => ({
        design,
        invariant: invariant.name,
        tag,
        expected: tag,
        evidence,
      }));
    });
    const bound = { functions: 1, functions_hot: 1, pasids: 1, domains: 1, handles: 1, views: [] };
    const sums = { topologies: 0, states: 0, transitions: 0, designs: names, invariants: [] };
    const report = {
      schema: "exhaust@2",
      bound,
      symmetry: true,
      complete: true,
      ...sums,
      verdicts,
    };
    return Promise.resolve({
      report: report as Awaited<ReturnType<Searcher>>["report"],
      counterexamples: found,
      interrupted: false,
      crashes: [],
      seconds: 0,
    });
  };
}

test("smallest sets of changes, all of them, learnt from counterexamples", async () => {
  const { repaired, complete, searched } = await weakestContracts(await searcher());
  expect([complete, searched > 5]).toEqual([true, true]);
  const of = (name: string) => repaired.find(({ design }) => design === name)!;
  expect(of("spec-device-xarray").repairs.map(({ changes }) => changes)).toEqual([[]]);
  const sole = of("device-xarray-no-rid-alias").repairs;
  expect(sole.map(({ changes }) => changes)).toEqual([
    [{ grouping: "fabric" }, { enableCheck: "pasid-safe" }],
  ]);
  for (const { contract, repairs } of repaired)
    for (const repair of repairs) {
      const policies = repair.changes.flatMap((change) => Object.keys(change));
      expect(policyDifferences(contract, repair.contract).toSorted()).toEqual(policies.toSorted());
    }
});
