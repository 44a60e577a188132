// Whatever is drawn can be written down and read again, as text and as JSON, and canonical forms
// are fixed points.
import fc from "fast-check";
import { expect, test } from "vitest";
import { impossible } from "../../model/vocabulary/topology/validate.js";
import { canonicalScenario } from "../../model/vocabulary/scenario/canonical.js";
import { readScenarioJson, writeScenarioJson } from "../../model/vocabulary/scenario/json.js";
import { printScenario, readScenario } from "../../model/vocabulary/scenario/text/text.js";
import { scenarios } from "./scenario.js";
import { stableText } from "../../model/vocabulary/reading/stable-text.js";

const drawn = fc.sample(scenarios(), { numRuns: 3000, seed: 4 });

test("the text form of 3,000 scenarios reads back as the same data", () => {
  const different = drawn.filter((s) => {
    const read = readScenario(printScenario(s));
    return !read.ok || stableText(read.value) !== stableText(s);
  });
  expect(different.map(printScenario)).toEqual([]);
});

test("the JSON form of 300 scenarios reads back as the same data", async () => {
  for (const s of drawn.slice(0, 300)) {
    const read = await readScenarioJson(writeScenarioJson(s));
    expect(read.ok && stableText(read.value)).toBe(stableText(s));
  }
});

test("the canonical form of 3,000 scenarios is possible, and canonical", () => {
  const wrong = drawn.filter((s) => {
    const once = canonicalScenario(s);
    return (
      impossible(once.topology) !== null ||
      stableText(canonicalScenario(once)) !== stableText(once) ||
      once.topology.functions.length !== s.topology.functions.length ||
      once.operations.length !== s.operations.length
    );
  });
  expect(wrong.map(printScenario)).toEqual([]);
});
