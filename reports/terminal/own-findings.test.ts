/**
 * The findings about a design: one for each difference to the reference, the gravest first, and one
 * line for what is inherited.
 */
import { expect, test } from "vitest";
import { ownFindings } from "../../properties/expectations/own-findings.js";
import type { Report, Verdict, VerdictBreak } from "../../properties/results/report.js";
import type { Divergence } from "../../properties/run/divergence.js";
import { PLAIN_LOOK } from "../text/paint.js";
import { inheritedLines, ownFindingLines, withoutInherited } from "./own-findings.js";

const DESIGN = "./mine.js";

function at(operation: string, kind: Divergence["kind"], seen = "", wanted = ""): Divergence {
  return { step: 0, operation, kind, seen, wanted };
}

function own(divergence: Divergence | null, operations = 1): VerdictBreak {
  const counterexample = { id: "0", failureMode: "x", functions: 1, operations, file: "f.txt" };
  const from = divergence === null ? {} : { divergence };
  return { failureMode: "x", cause: "own", counterexample, ...from };
}

const inherited = (...policies: readonly string[]): VerdictBreak => ({
  ...own(null),
  cause: "contract",
  reason: "its policies break it",
  policies,
});

function report(rows: Readonly<Record<string, readonly VerdictBreak[]>>): Report {
  const evidence = { corpus: 0, scenarios: 1, applied: 1, exhaustive: null };
  return {
    schema: "report@2",
    seed: 1,
    designs: [DESIGN],
    invariants: Object.keys(rows).map((name) => ({
      name,
      ids: [],
      severity: name.startsWith("grave") ? "safety" : "bookkeeping",
    })),
    verdicts: Object.entries(rows).map(([invariant, breaks]): Verdict => {
      const all = breaks.every(({ reason }) => reason !== undefined);
      const expected = all ? "fails" : "holds";
      return { design: DESIGN, invariant, tag: "fails", expected, evidence, breaks };
    }),
  };
}

const foldedOf = (of: Report): readonly (readonly string[])[] =>
  ownFindings(of).map(({ head, rest }) => [
    head.invariant,
    ...rest.map(({ invariant }) => invariant),
  ]);

test("one operation, one pair of answers or one kind of difference is one finding", () => {
  const attach = at("pasid-attach", "answer", "0", "-EINVAL");
  const breaks = {
    small: [own(attach)],
    "grave-one": [own(at("pasid-attach", "hardware"), 3)],
    "same-answer": [own(at("pasid-replace", "answer", "-EINVAL", "0"))],
    "same-kind": [own(at("rid-attach", "hardware"))],
    another: [own(at("plug", "groups"))],
    "without-difference": [own(null)],
  };
  expect(foldedOf(report(breaks))).toEqual([
    ["grave-one", "small", "same-answer", "same-kind"],
    ["another"],
    ["without-difference"],
  ]);
});

test("of two that are as grave and as small, who compares with another contract comes last", () => {
  const attach = at("pasid-attach", "answer", "0", "-EINVAL");
  const rows = {
    "agrees-with-linux-6-2": [own(attach)],
    "first-failing-check-decides": [own(attach)],
  };
  expect(foldedOf(report(rows))).toEqual([
    ["first-failing-check-decides", "agrees-with-linux-6-2"],
  ]);
});

test("what is inherited is no finding, and is one line", () => {
  const rows = {
    "grave-one": [inherited("grouping: linux"), inherited("grouping: linux", "table: group")],
    other: [inherited("table: group"), inherited()],
    mine: [own(at("plug", "groups"))],
  };
  const all = report(rows);
  expect(foldedOf(all)).toEqual([["mine"]]);
  const lines = inheritedLines(all, PLAIN_LOOK, false).join(" ");
  expect(lines).toBe(
    "./mine.js: 4 breaks are inherited from its policies: grouping: linux (2), table: group (1) " +
      "and several together (1); --all shows them",
  );
  const left = withoutInherited(all).verdicts.map(({ breaks = [] }) => breaks.length);
  expect(left).toEqual([0, 0, 1]);
});

test("a finding says who keeps the invariant, and what follows", () => {
  const rows = {
    "grave-one": [own(at("pasid-attach", "answer", "0", "-EINVAL"))],
    other: [own(at("pasid-attach", "records"))],
    another: [own(at("plug", "groups"))],
  };
  const text = ownFindingLines(report(rows), new Map(), PLAIN_LOOK, 1).join(" ");
  expect(text).toContain("! ./mine.js breaks grave-one (safety): x.");
  expect(text.replaceAll(/\s+/g, " ")).toContain(
    "The reference under the contract that it claims keeps it on this scenario; the two first " +
      "differ at pasid-attach: answered 0, should answer -EINVAL.",
  );
  expect(text).toContain("1 more break follows from the same difference: other.");
  expect(text).toContain("and 1 finding more");
});
