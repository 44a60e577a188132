/**
 * The report as SARIF 2.1.0, which code scanning reads: a rule an invariant, a result for each way
 * in which a design breaks it. What is expected is suppressed with its reason; what is unknown is a
 * result that is open.
 */
import type { Location, Log, ReportingDescriptor, Result } from "sarif";
import type { ReportData } from "../../properties/results/gate-report.js";
import type { ReportInvariant, Verdict, VerdictBreak } from "../../properties/results/report.js";
import { VERSION } from "../../properties/results/version.js";
import { casesOf, type Case } from "./cases.js";
import { codeOf, uriOf } from "./source-location.js";
import { breaksOf } from "../text/ids.js";
import { findingSentence } from "../text/finding.js";
import { printable } from "../text/words.js";

const SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json";
/**
 * For what is no invariant: bugs and seeded faults that were missed, parts not done, the baseline.
 */
const GATE_RULE = "gate";

export function sarifReport(data: ReportData): string {
  const { report } = data;
  const rules = [...report.invariants.map((invariant) => ruleOf(invariant, data)), GATE];
  const files = report.verdicts.flatMap((v) => breaksOf(v).map((b) => b.counterexample.file));
  const cases = casesOf(data);
  const results = report.verdicts.flatMap((v, i) => resultsOf(v, cases[i]!, data, files));
  const others = cases
    .slice(report.verdicts.length)
    .filter(({ standing }) => standing === "fail" || standing === "open")
    .map((one) => gateResult(one));
  const log: Log = {
    $schema: SCHEMA,
    version: "2.1.0",
    runs: [
      {
        tool: { driver: { name: "pasidcheck", version: VERSION, rules } },
        columnKind: "utf16CodeUnits",
        results: [...results, ...others].map((result) => numbered(result, rules)),
      },
    ],
  };
  return `${JSON.stringify(log, null, 2)}\n`;
}

const GATE: ReportingDescriptor = {
  id: GATE_RULE,
  shortDescription: { text: "The gate did all that it does, and caught all that it must." },
};

function ruleOf(
  { name, ids, severity }: ReportInvariant,
  { sentenceOf }: ReportData,
): ReportingDescriptor {
  const sentence = printable(sentenceOf(name)) || name;
  return {
    id: name,
    shortDescription: { text: sentence },
    help: { text: `${sentence} (docs/reference/semantics.md: ${ids.join(", ")})` },
    defaultConfiguration: { level: severity === "advisory" ? "warning" : "error" },
    properties: { tags: [severity, ...ids] },
  };
}

function numbered(result: Result, rules: readonly ReportingDescriptor[]): Result {
  return { ...result, ruleIndex: rules.findIndex(({ id }) => id === result.ruleId) };
}

function resultsOf(
  v: Verdict,
  one: Case,
  data: ReportData,
  files: readonly string[],
): readonly Result[] {
  const code = codeOf(v.design, files);
  if (v.tag === "fails") return breaksOf(v).map((b) => breakResult(v, b, code, data));
  if (one.standing !== "fail" && one.standing !== "open") return [];
  const failed = one.standing === "fail";
  return [
    {
      ruleId: v.invariant,
      kind: failed ? "fail" : "open",
      level: failed ? "error" : "none",
      message: { text: textOf(v.design, one.said.join(" ")) },
      ...(code === null ? {} : { locations: [locationOf(code)] }),
      properties: { design: v.design },
    },
  ];
}

function breakResult(
  v: Verdict,
  { failureMode, reason, counterexample }: VerdictBreak,
  code: string | null,
  data: ReportData,
): Result {
  const cx = data.counterexamples.get(counterexample.id);
  const finding =
    cx === undefined ? failureMode : findingSentence(cx.finding, cx.scenario.topology);
  const { functions, operations, file, id } = counterexample;
  const size = `${functions} functions, ${operations} operations`;
  const invariant = data.report.invariants.find(({ name }) => name === v.invariant);
  const expected = v.expected === "fails" ? reason : undefined;
  return {
    ruleId: v.invariant,
    kind: "fail",
    level: invariant?.severity === "advisory" ? "warning" : "error",
    message: { text: textOf(v.design, `breaks ${v.invariant}: ${finding} (${size})`) },
    locations: [locationOf(file)],
    ...(code === null ? {} : { relatedLocations: [{ id: 1, ...locationOf(code) }] }),
    partialFingerprints: { "pasidcheck/1": `${id} ${v.design}` },
    ...(expected === undefined
      ? {}
      : { suppressions: [{ kind: "external", justification: printable(expected) }] }),
    properties: { design: v.design, failureMode },
  };
}

function gateResult({ standing, said, suite, name }: Case): Result {
  const failed = standing === "fail";
  return {
    ruleId: GATE_RULE,
    kind: failed ? "fail" : "open",
    level: failed ? "error" : "none",
    message: { text: textOf(`${suite}: ${name}`, said.join(" ")) },
  };
}

/** Messages are plain text, in which only `[text](link)` and braces mean something. */
function textOf(who: string, what: string): string {
  return `${printable(who)}: ${printable(what)}`.replaceAll(/[[\]{}]/g, (c) => BRACKETS[c] ?? c);
}

const BRACKETS: Readonly<Record<string, string>> = { "[": "(", "]": ")", "{": "(", "}": ")" };

function locationOf(path: string): Location {
  return {
    physicalLocation: { artifactLocation: { uri: uriOf(path) }, region: { startLine: 1 } },
  };
}
