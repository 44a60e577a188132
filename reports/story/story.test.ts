import { expect, test } from "vitest";
import { PLAIN_LOOK } from "../text/paint.js";
import type { Severity } from "../../properties/invariants/invariant.js";
import { bySeverity, type Break } from "./break.js";
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

const BROKEN: Break = {
  invariant,
  finding: COUNTEREXAMPLE.finding,
  step: COUNTEREXAMPLE.step,
  reason: "CLAIM-4: the table is the group's",
};

const TOLD: Story = {
  file: "7c1f.json",
  trace: TRACE,
  found: [BROKEN],
  others: [],
  note: null,
  decided: [{ by: "nothing" }, { by: "row", decision: { table: "pasid-attach", row: 11 } }],
  beside: null,
  facts: [
    [
      { what: "01:00.0 multifunction on -> off", where: FIRST, effect: "holds" },
      { what: "01:00.0 dropped", where: FIRST, effect: "holds" },
      { what: "iommu strict off -> on", where: { of: "machine" }, effect: "broken" },
      { what: "01:00.0 prefix on -> off", where: FIRST, effect: "broken" },
      { what: "operation 2 pasid 5 -> 6", where: { of: "operation", index: 1 }, effect: "broken" },
    ],
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

test("the findings that it is not about cost a line each", () => {
  const other = { ...invariant, name: "b", severity: "advisory" as const };
  const others = [
    { ...BROKEN, invariant: other, step: -1 },
    { ...BROKEN, invariant: other },
  ];
  const text = story({ ...TOLD, others }, PLAIN_LOOK);
  expect(text).toContain(`About ${invariant.name} of 3 findings;`);
  expect(text).toContain("  advisory     b  at boot\n");
  expect(text).toContain(
    "  advisory     b  operation 2: pasid-attach 01:00.0 pasid 5 domain D1 = 0\n",
  );
  expect(text.match(/This breaks/g)).toHaveLength(1);
});

test("of several findings each has its facts", () => {
  const facts = [TOLD.facts[0] ?? [], TOLD.facts[0] ?? []];
  const second = { ...BROKEN, finding: { ...BROKEN.finding, failureMode: "other" } };
  const text = story({ ...TOLD, found: [BROKEN, second], facts }, PLAIN_LOOK);
  expect(text).toContain("About all of 2 findings.\n");
  expect(text).toContain(`What matters for ${invariant.name} (other)\n`);
});

test("safety comes first, then bookkeeping, then advisory; then operations count", () => {
  const of = (severity: Severity, step: number): Break => ({
    ...BROKEN,
    invariant: { ...invariant, severity },
    step,
  });
  const mixed = [of("advisory", -1), of("safety", 3), of("bookkeeping", 0), of("safety", 1)];
  expect(bySeverity(mixed).map((b) => `${b.invariant.severity} ${b.step}`)).toEqual([
    "safety 1",
    "safety 3",
    "bookkeeping 0",
    "advisory -1",
  ]);
});

test("a break that is not expected is said so", () => {
  const text = story({ ...TOLD, found: [{ ...BROKEN, reason: null }] }, PLAIN_LOOK);
  expect(text).toContain("  Not expected of linux-7.3.\n");
});

test("where the kernel was not reached, or nobody was asked, no function is named", () => {
  const at = (decided: Story["decided"]): string => story({ ...TOLD, decided }, PLAIN_LOOK);
  const nothing = { by: "nothing" } as const;
  expect(at([nothing, nothing])).not.toContain("Kernel:");
  expect(at([])).not.toContain("Kernel:");
  expect(at([nothing, { by: "function" }])).toContain(
    "  Kernel: drivers/iommu/iommu.c, iommu_attach_device_pasid()\n",
  );
});
