/**
 * The report as JUnit XML, as CI servers read it (Jenkins' junit-10.xsd): a suite a design, a test
 * case an invariant. What is unknown is an error, what is not as expected a failure; what is broken
 * as expected passes and says so.
 */
import { match } from "ts-pattern";
import type { ReportData } from "../../properties/results/gate-report.js";
import { casesOf, countOf, suitesOf, type Case } from "./cases.js";
import { xmlAttribute, xmlText } from "./xml.js";

export function junitReport(data: ReportData): string {
  const cases = casesOf(data);
  const suites = [...suitesOf(cases)].flatMap(([name, of]) => suiteLines(name, of));
  const lines = [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<testsuites ${xmlAttribute("name", "pasidcheck")} ${counts(cases)}>`,
    ...suites,
    "</testsuites>",
  ];
  return lines.map((line) => `${line}\n`).join("");
}

function counts(cases: readonly Case[]): string {
  return [
    xmlAttribute("tests", cases.length),
    xmlAttribute("failures", countOf(cases, "fail")),
    xmlAttribute("errors", countOf(cases, "open")),
  ].join(" ");
}

function suiteLines(name: string, cases: readonly Case[]): readonly string[] {
  const skipped = xmlAttribute("skipped", countOf(cases, "idle"));
  return [
    `  <testsuite ${xmlAttribute("name", name)} ${counts(cases)} ${skipped}>`,
    ...cases.flatMap((one) => caseLines(one)),
    "  </testsuite>",
  ];
}

function caseLines(one: Case): readonly string[] {
  const attributes = [
    xmlAttribute("name", one.name),
    xmlAttribute("classname", `pasidcheck.${one.suite}`),
    ...(one.file === null ? [] : [xmlAttribute("file", one.file)]),
  ];
  const head = `    <testcase ${attributes.join(" ")}`;
  const inner = result(one);
  return inner === "" ? [`${head}/>`] : [`${head}>`, `      ${inner}`, "    </testcase>"];
}

function result({ standing, said, why, file }: Case): string {
  const message = xmlAttribute("message", said[0] ?? "");
  const text = xmlText([...said, ...(file === null ? [] : [file])].join("\n"));
  return match(standing)
    .with("pass", () => "")
    .with("known", () => `<system-out>${text}</system-out>`)
    .with("idle", () => `<skipped ${message}/>`)
    .with("fail", () => `<failure ${message} type="not-as-expected">${text}</failure>`)
    .with(
      "open",
      () => `<error ${message} ${xmlAttribute("type", why ?? "unknown")}>${text}</error>`,
    )
    .exhaustive();
}
