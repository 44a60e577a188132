import { expect, test } from "vitest";
import { checkExit, closingSentence } from "./closing.js";
import { AS_EXPECTED, RESULT, TWO_FUNCTIONS } from "../testing/sample.js";

const notExercised = {
  ...AS_EXPECTED,
  report: {
    ...AS_EXPECTED.report,
    verdicts: AS_EXPECTED.report.verdicts.map((v, i) =>
      i === 1 ? { ...v, tag: "unknown" as const, why: "not-exercised" as const } : v,
    ),
  },
};
const crash = {
  design: "linux-6.2",
  kind: "threw" as const,
  message: "x",
  scenario: TWO_FUNCTIONS,
  file: "c.json",
};

test("as expected", () => {
  expect(checkExit(AS_EXPECTED, "any-topology")).toBe(0);
  expect(closingSentence(AS_EXPECTED, "any-topology")).toBe(
    "All as expected. 24 verdicts: 22 hold and 2 broken.",
  );
});

test("a surprise outweighs what is unknown", () => {
  expect(checkExit(RESULT, "any-topology")).toBe(1);
  expect(closingSentence(RESULT, "any-topology")).toBe(
    "Not as expected: 2 verdicts. 24 verdicts: 21 hold, 2 broken and 1 unknown (1 not exercised).",
  );
});

test("an invariant that never applied is inconclusive, but on given topologies it is not", () => {
  expect(checkExit(notExercised, "any-topology")).toBe(3);
  expect(closingSentence(notExercised, "any-topology")).toMatch(/^Inconclusive\. /);
  expect(checkExit(notExercised, "given-topologies")).toBe(0);
});

test("where nothing ever applied, given topologies are inconclusive as well", () => {
  const verdicts = notExercised.report.verdicts.filter((v) => v.tag === "unknown");
  const nothing = { ...notExercised, report: { ...notExercised.report, verdicts } };
  expect(checkExit(nothing, "given-topologies")).toBe(3);
});

test("crashes and interruptions are inconclusive", () => {
  expect(checkExit({ ...AS_EXPECTED, crashes: [crash] }, "any-topology")).toBe(3);
  expect(closingSentence({ ...AS_EXPECTED, crashes: [crash] }, "any-topology")).toContain(
    "1 scenario crashed a design, saved as c.json",
  );
  expect(checkExit({ ...RESULT, interrupted: true }, "any-topology")).toBe(3);
});
