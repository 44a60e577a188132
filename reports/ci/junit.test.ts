/**
 * What the JUnit report promises: well-formed XML of the elements and attributes that Jenkins'
 * junit-10.xsd allows, with counts that are true, whatever stands in names and messages.
 */
import { SaxesParser } from "saxes";
import { describe, expect, test } from "vitest";
import { casesOf, countOf } from "./cases.js";
import { junitReport } from "./junit.js";
import { GATE_FAILED, GATE_HOSTILE, GATE_PASSED } from "../testing/gate-sample.js";

interface Element {
  readonly name: string;
  readonly attributes: Readonly<Record<string, string>>;
  readonly children: Element[];
  text: string;
}

/** A strict parser: throws on whatever is not well formed. */
function parsed(xml: string): Element {
  const parser = new SaxesParser();
  const top: Element = { name: "", attributes: {}, children: [], text: "" };
  const open = [top];
  parser.on("error", (error) => {
    throw error;
  });
  parser.on("opentag", ({ name, attributes }) => {
    const element: Element = { name, attributes, children: [], text: "" };
    open.at(-1)?.children.push(element);
    open.push(element);
  });
  parser.on("closetag", () => void open.pop());
  parser.on("text", (text) => {
    const at = open.at(-1);
    if (at !== undefined) at.text += text;
  });
  parser.write(xml).close();
  const [root] = top.children;
  if (root === undefined) throw new Error("there is no element");
  return root;
}

interface Rule {
  readonly required: readonly string[];
  readonly optional: readonly string[];
  readonly children: readonly string[];
}

/** junit-10.xsd of Jenkins' xUnit plugin, as far as it concerns what we write. */
const RULES: Readonly<Record<string, Rule>> = {
  testsuites: {
    required: [],
    optional: ["name", "time", "tests", "failures", "disabled", "errors"],
    children: ["testsuite"],
  },
  testsuite: {
    required: ["name", "tests"],
    optional: "failures errors time disabled skipped timestamp hostname id package".split(" "),
    children: ["properties", "testcase", "system-out", "system-err"],
  },
  testcase: {
    required: ["name"],
    optional: "assertions time timestamp classname status class file line lineno".split(" "),
    children: ["skipped", "error", "failure", "system-out", "system-err"],
  },
  failure: { required: [], optional: ["type", "message"], children: [] },
  error: { required: [], optional: ["type", "message"], children: [] },
  skipped: { required: [], optional: ["type", "message"], children: [] },
  "system-out": { required: [], optional: [], children: [] },
};

function faults({ name, attributes, children }: Element): readonly string[] {
  const rule = RULES[name];
  if (rule === undefined) return [`no element ${name}`];
  const given = Object.keys(attributes);
  const missing = rule.required.filter((key) => !given.includes(key));
  const strange = given.filter((key) => ![...rule.required, ...rule.optional].includes(key));
  const within = children.filter((child) => !rule.children.includes(child.name));
  return [
    ...[...missing, ...strange].map((key) => `${name}.${key}`),
    ...within.map((child) => `${child.name} in ${name}`),
    ...children.flatMap((child) => faults(child)),
  ];
}

function all(element: Element, name: string): readonly Element[] {
  const here = element.name === name ? [element] : [];
  return [...here, ...element.children.flatMap((child) => all(child, name))];
}

const SAMPLES = { passed: GATE_PASSED, failed: GATE_FAILED, hostile: GATE_HOSTILE };

describe.each(Object.entries(SAMPLES))("a gate that is %s", (_, data) => {
  const root = parsed(junitReport(data));
  const cases = casesOf(data);
  test("follows the schema", () => {
    expect(root.name).toBe("testsuites");
    expect(faults(root)).toEqual([]);
  });
  test("has one test case for each case, and counts them", () => {
    expect(all(root, "testcase")).toHaveLength(cases.length);
    for (const element of [root, ...all(root, "testsuite")]) {
      const { tests, failures, errors } = element.attributes;
      expect(tests).toBe(String(all(element, "testcase").length));
      expect(failures).toBe(String(all(element, "failure").length));
      expect(errors).toBe(String(all(element, "error").length));
    }
    expect(all(root, "failure")).toHaveLength(countOf(cases, "fail"));
  });
});

test("what is broken as expected passes, and says why", () => {
  const root = parsed(junitReport(GATE_PASSED));
  const said = all(root, "system-out").map(({ text }) => text);
  expect(said[0]).toMatch(/^Broken, as is expected \(CLAIM-4\)\./);
  expect(all(root, "failure")).toEqual([]);
});

test("hostile text stays text", () => {
  const root = parsed(junitReport(GATE_HOSTILE));
  expect(all(root, "testcase").filter((one) => one.attributes["name"] === "x")).toEqual([]);
  expect(root.children[0]?.attributes["name"]).toContain("]]></failure><testcase name='x'/>");
});

test("the parser and the rules can fail", () => {
  expect(() => parsed("<a>&nope;</a>")).toThrow();
  expect(() => parsed('<a b="<"/>')).toThrow();
  expect(faults(parsed("<testsuites><testcase/></testsuites>"))).toEqual([
    "testcase in testsuites",
    "testcase.name",
  ]);
});
