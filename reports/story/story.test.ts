import { expect, test } from "vitest";
import { PLAIN_LOOK } from "../text/paint.js";
import { answerNote, story, type Story } from "./story.js";
import { COUNTEREXAMPLE, INVARIANTS } from "../testing/sample.js";
import { TRACE } from "../testing/trace.js";

const invariant = {
  name: INVARIANTS[0]?.name ?? "",
  ids: ["INV-34", "CLAIM-4"],
  severity: "safety" as const,
  sentence: "A PASID operation changes the translation of no device but the one it names.",
};

const FIRST = { of: "function", address: "01:00.0" } as const;

const TOLD: Story = {
  file: "7c1f.json",
  trace: TRACE,
  found: [{ invariant, finding: COUNTEREXAMPLE.finding, step: COUNTEREXAMPLE.step }],
  note: null,
  beside: null,
  facts: [
    { what: "01:00.0 multifunction on -> off", where: FIRST, effect: "holds" },
    { what: "01:00.0 dropped", where: FIRST, effect: "holds" },
    { what: "iommu strict off -> on", where: { of: "machine" }, effect: "broken" },
    { what: "01:00.0 prefix on -> off", where: FIRST, effect: "broken" },
    { what: "operation 2 pasid 5 -> 6", where: { of: "operation", index: 1 }, effect: "broken" },
  ],
};

test("the whole story", async () => {
  await expect(story(TOLD, PLAIN_LOOK)).toMatchFileSnapshot("../golden/story.txt");
});

test("a design that threw, or did not return and left last words", () => {
  const told = (step: number, message: string): string => {
    const trace = { ...TRACE, steps: [], crash: { step, message } };
    return story({ ...TOLD, trace, found: [], facts: [], note: "It crashed." }, PLAIN_LOOK);
  };
  const text = told(0, "out of luck");
  expect(text).toContain("  1  pasid-enable 01:00.0  the design threw: out of luck\n");
  expect(told(-1, "no boot")).toContain("the design threw when it was asked all this: no boot\n");
  expect(told(0, "hung\nINFO: task\u001B[2J")).toContain(
    "  1  pasid-enable 01:00.0  did not return: hung\n       | INFO: task",
  );
  expect(text).toContain("Finding\n  It crashed.\n");
  expect(text).not.toContain("What matters");
});

test("settings that are not the default are told", () => {
  const iommu = { blocking: "rid" as const, strict: true, pasidBits: null };
  const trace = { ...TRACE, scenario: { ...TRACE.scenario, iommu } };
  expect(story({ ...TOLD, trace }, PLAIN_LOOK)).toContain(
    "Setting\n  iommu  blocking rid  strict  pasids none\n",
  );
});

test("what is said of a counterexample that does not reproduce", () => {
  expect(answerNote("reproduces", "")).toBeNull();
  expect(answerNote("fixed", "")).toBe("The invariant is not broken here.");
  expect(answerNote("stale", "there is no such invariant")).toBe(
    "Stale: there is no such invariant.",
  );
});
