/**
 * A historic bug has one counterexample, whoever finds it: what is recorded over 500 seeds does not
 * get worse. For a few bugs, because each seed costs a search and a shrink.
 */
import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { bugs } from "../../properties/bugs/all.js";
import { formsOf, type FormsReport } from "./forms.js";

const SEEDS = 8;
/** Cheap, and of every family; each of these once had several forms. */
const TRIED = [
  "BUG-2",
  "BUG-3",
  "BUG-5",
  "BUG-8",
  "LEAD-5",
  "BUG-12",
  "BUG-17",
  "BUG-27-FLAW-3",
  "BUG-27-FLAW-4",
];

const file = new URL("./bug-forms.json", import.meta.url);
const recorded = JSON.parse(readFileSync(file, "utf8")) as FormsReport;

test("all bugs are recorded", () => {
  expect(recorded).toMatchObject({ schema: "bug-forms@2", seeds: 500 });
  expect(recorded.bugs.map(({ id }) => id)).toEqual(bugs.map(({ id }) => id));
});

test.each(TRIED)("%s shrinks to forms that are recorded", (id) => {
  const bug = bugs.find((m) => m.id === id);
  const known = recorded.bugs.find((one) => one.id === id);
  if (bug === undefined || known === undefined) throw new Error(`there is no bug ${id}`);
  const { found, forms } = formsOf(bug, SEEDS);
  expect(found).toBeGreaterThan(0);
  for (const [failureMode, counts] of Object.entries(forms))
    for (const form of Object.keys(counts))
      expect(Object.keys(known.forms[failureMode] ?? {})).toContain(form);
});
