/**
 * The made-up run as the data of a page, plain or with hostile text in every place at which text
 * from outside comes in.
 */
import type { Fact } from "../../properties/explain/relevant-facts.js";
import type { HtmlData } from "../html/data.js";
import { COUNTEREXAMPLE, DESIGNS, INVARIANTS, RESULT } from "./sample.js";
import { HOSTILE } from "./tags.js";
import { TRACE } from "./trace.js";

const [first] = INVARIANTS;

function factsNamed(what: string): readonly Fact[] {
  return [
    { what, where: { of: "machine" }, effect: "holds" },
    { what: "dropped", where: { of: "function", address: "01:00.0" }, effect: "broken" },
  ];
}

function named(text: string): HtmlData {
  const hostile = (name: string): string => name + text;
  const invariants = INVARIANTS.map((invariant) => ({
    ...invariant,
    sentence: hostile(`What ${invariant.name} says.`),
  }));
  const invariant = {
    ...invariants[0],
    name: first?.name ?? "",
    sentence: "",
    ids: [],
    severity: "safety",
  };
  const finding = { ...COUNTEREXAMPLE.finding, failureMode: hostile("collateral-change") };
  const counterexample = { ...COUNTEREXAMPLE, finding, design: hostile("linux-7.3") };
  return {
    version: hostile("0.1.0"),
    command: hostile("npx pasidcheck check --seed 1"),
    scope: "any-topology",
    designs: DESIGNS.map((name) => ({ name: hostile(name), sentence: hostile("A design.") })),
    invariants,
    result: {
      ...RESULT,
      counterexamples: new Map([[COUNTEREXAMPLE.id, counterexample]]),
      crashes: [
        {
          design: hostile("linux-6.2"),
          kind: "threw",
          message: hostile("out of luck"),
          scenario: COUNTEREXAMPLE.scenario,
          file: hostile("counterexamples/crash.json"),
        },
      ],
      report: {
        ...RESULT.report,
        designs: DESIGNS.map((name) => hostile(name)),
        verdicts: RESULT.report.verdicts.map((v) => ({
          ...v,
          design: hostile(v.design),
          ...(v.reason === undefined ? {} : { reason: hostile(v.reason) }),
        })),
      },
    },
    told: ["linux-6.2", "linux-7.3"].map((design) => ({
      id: COUNTEREXAMPLE.id,
      invariant: COUNTEREXAMPLE.invariant,
      designs: [hostile(design)],
      story: {
        file: hostile("counterexamples/7c1f.json"),
        trace: { ...TRACE, design: hostile(design), crash: { step: 1, message: hostile("no") } },
        found: [
          {
            invariant: { ...invariant, severity: "safety" },
            finding: { ...finding, seen: hostile("D1"), wanted: hostile("none") },
            step: 1,
            reason: hostile("CLAIM-4"),
          },
        ],
        others: [],
        note: hostile("A note."),
        facts: [factsNamed(hostile("prefix on -> off"))],
        decided: [],
        beside: null,
      },
    })),
  };
}

export const PLAIN_DATA = named("");
export const HOSTILE_DATA = named(HOSTILE);
