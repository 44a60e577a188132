// Which facts matter: what makes the bug vanish is told apart from what is only there.
import { expect, test } from "vitest";
import { acsOf, pasidOf } from "../../model/vocabulary/topology/topology.js";
import { problemText } from "../../model/vocabulary/reading/reading.js";
import { readScenario } from "../../model/vocabulary/scenario/text/text.js";
import type { Scenario } from "../../model/vocabulary/scenario/scenario.js";
import { relevantFacts, type Fact } from "./relevant-facts.js";
import type { Bug } from "../shrink/testing.js";

function scenarioOf(text: string): Scenario {
  const read = readScenario(text);
  if (!read.ok) throw new Error(problemText(read.problem));
  return read.value;
}

const MINIMAL = scenarioOf(`pasidcheck scenario 1
00:01.0  root-port  bus 01  acs RR UF of SV RR UF
01:00.0  endpoint   pasid 8
----
pasid-enable 01:00.0
pasid-attach 01:00.0 pasid 5 domain D1 handle h1
`);

/** Enabled below a port with RR on and SV off, and attached afterwards with any handle. */
const bug: Bug = (s) => {
  const enabled = s.operations.findIndex((op) => op.op === "pasid-enable");
  const attach = s.operations.find((op, i) => op.op === "pasid-attach" && i > enabled);
  if (enabled < 0 || attach?.op !== "pasid-attach" || attach.handle === undefined) return false;
  const f = s.topology.functions[attach.dev];
  if (f === undefined || f.parent === null || pasidOf(f) === null) return false;
  const port = s.topology.functions[f.parent];
  const acs = port === undefined ? null : acsOf(port);
  return acs !== null && (acs.ctrl & 0x05) === 0x04 && s.operations[enabled]?.dev === attach.dev;
};

function effects(facts: readonly Fact[], effect: Fact["effect"]): readonly string[] {
  return facts.filter((fact) => fact.effect === effect).map((fact) => fact.what);
}

test("the bits, operations and equalities that make the bug are found, and nothing else", () => {
  const facts = relevantFacts(MINIMAL, bug);
  const holds = effects(facts, "holds");
  expect(holds).toEqual([
    "00:01.0 acs -> none",
    "00:01.0 acs SV off -> on",
    "00:01.0 acs RR on -> absent",
    "00:01.0 acs RR on -> off",
    "01:00.0 dropped",
    "01:00.0 pasid 8 -> none",
    "operation 1 dropped",
    "operation 1 after the next one",
    "operation 1 on 00:01.0",
    "operation 2 dropped",
    "operation 2 on 00:01.0",
    "operation 2 handle h1 -> none",
  ]);
  const broken = effects(facts, "broken");
  expect(broken).toContain("00:01.0 acs UF on -> off");
  expect(broken).toContain("01:00.0 prefix off -> on");
  expect(broken).toContain("probe boot -> hot");
  expect(broken).toContain("operation 2 pasid 5 -> 1");
  expect(broken).toContain("operation 2 domain D1 -> D2");
  expect(broken).toContain("01:00.0 endpoint -> legacy-endpoint");
});

test("a fact says where it is", () => {
  const facts = relevantFacts(MINIMAL, bug);
  const where = (what: string): unknown => facts.find((fact) => fact.what === what)?.where;
  expect(where("00:01.0 acs SV off -> on")).toEqual({ of: "function", address: "00:01.0" });
  expect(where("operation 2 dropped")).toEqual({ of: "operation", index: 1 });
  expect(where("iommu strict off -> on")).toEqual({ of: "machine" });
});

test("a change that would make an impossible machine is not a fact", () => {
  const all = relevantFacts(MINIMAL, bug).map((fact) => fact.what);
  // An endpoint has nothing below it, so it can be a port; a port with a child cannot be an
  // endpoint.
  expect(all).not.toContain("00:01.0 root-port -> endpoint");
  expect(all).not.toContain("01:00.0 endpoint -> root-port");
});
