/**
 * Every deliberate rule change is one: its text stands once in the compiled reference, and is
 * really changed.
 */
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { ruleChanges } from "./all.js";

const CHANGES_MIN = 20;

const compiled = (file: string): string =>
  readFileSync(fileURLToPath(new URL(`../../../dist/${file}`, import.meta.url)), "utf8");

test("there are enough of them, each of its own name", () => {
  expect(ruleChanges.length).toBeGreaterThanOrEqual(CHANGES_MIN);
  expect(new Set(ruleChanges.map(({ name }) => name)).size).toBe(ruleChanges.length);
});

test.each(ruleChanges)("$name: $believes", ({ file, from, to }) => {
  expect(compiled(file).split(from).length - 1).toBe(1);
  expect(to).not.toBe(from);
});
