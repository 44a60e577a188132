// A check of default machines: corpus, draws, shrinking and report keep to them.
import { expect, test } from "vitest";
import { isDefaultMachine } from "../../model/vocabulary/scenario/default-machine.js";
import { reportJson } from "../../reports/text/json.js";
import { headerLine, otherSearch } from "../campaign/log-header.js";
import { eachScenario } from "../random/draw.js";
import { random } from "../random/kind.js";
import { check, searchOf, type CheckOptions } from "./check.js";
import { readCorpus } from "./corpus.js";

const SLOW_MS = 120_000;

const options = (changed: Partial<CheckOptions>): CheckOptions => ({
  designs: ["linux-7.3", "spec-device-xarray"],
  invariants: ["p2p-peers-in-one-group", "pasid-enabled-alone-in-group", "pasid-stays-local"],
  seed: 3,
  runs: 1000,
  seconds: null,
  workers: 1,
  machines: [],
  defaultMachines: true,
  saveTo: "counterexamples",
  onProgress: () => {},
  signal: new AbortController().signal,
  ...changed,
});

test(
  "every counterexample is one, of the corpus or shrunk, and the report says so",
  async () => {
    const { report, counterexamples } = await check(options({}));
    expect(counterexamples.size).toBeGreaterThan(3);
    expect([...counterexamples.values()].filter((cx) => !isDefaultMachine(cx.scenario))).toEqual(
      [],
    );
    expect(JSON.parse(reportJson(report))).toMatchObject({ default_machines: true });
    const of = (design: string, invariant: string) =>
      report.verdicts.find((v) => v.design === design && v.invariant === invariant);
    expect(of("linux-7.3", "pasid-enabled-alone-in-group")).toMatchObject({ tag: "holds" });
    expect(of("linux-7.3", "pasid-stays-local")).toMatchObject({ tag: "fails" });
    const corpus = (await readCorpus()).map(({ counterexample }) => counterexample);
    const ours = corpus.filter(
      (cx) => cx.invariant === "p2p-peers-in-one-group" && isDefaultMachine(cx.scenario),
    );
    expect(of("linux-7.3", "p2p-peers-in-one-group")?.evidence.corpus).toBe(ours.length);
  },
  SLOW_MS,
);

test(
  "a report of any machine does not say so",
  async () => {
    const { report } = await check(options({ defaultMachines: false, runs: 250 }));
    expect(report).not.toHaveProperty("default_machines");
  },
  SLOW_MS,
);

test("the log of one search is not gone on with by the other", () => {
  const restricted = searchOf(options({}));
  const any = searchOf(options({ defaultMachines: false }));
  const line = headerLine(restricted, 250);
  expect(line).toContain('"defaultMachines":true');
  expect(otherSearch(line, restricted, 250)).toBeNull();
  expect(otherSearch(line, any, 250)).toContain("restriction to default machines is true");
  expect(headerLine(any, 250)).not.toContain("defaultMachines");
});

test("a guided search draws them too", () => {
  const search = searchOf(options({ invariants: ["p2p-peers-in-one-group"] }));
  const request = random.requestOf(search, 2);
  expect(request).toMatchObject({ guidedBy: "p2p-peers-in-one-group", defaultMachines: true });
  eachScenario(request, (scenario) => {
    expect(isDefaultMachine(scenario)).toBe(true);
    return true;
  });
});
