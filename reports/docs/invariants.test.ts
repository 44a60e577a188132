/**
 * docs/reference/invariants.md says what the invariants and the expectations say. After a change of
 * either: `npm run pages`.
 */
import { readFileSync, readdirSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { catalog } from "../../impl/designs/catalog.js";
import { expectationOf } from "../../properties/expectations/reason.js";
import { invariants } from "../../properties/invariants/all.js";
import { invariantsPage, type InvariantEntry } from "./invariants.js";

const FOLDER = "properties/invariants";

const root = fileURLToPath(new URL("../../", import.meta.url));
const sources = readdirSync(`${root}${FOLDER}`, { recursive: true, encoding: "utf8" })
  .filter((path) => path.endsWith(".ts") && !path.endsWith(".test.ts"))
  .map((path) => `${FOLDER}/${path.replaceAll("\\", "/")}`);

function fileOf(invariant: string): string {
  const files = sources.filter((path) =>
    readFileSync(`${root}${path}`, "utf8").includes(`  name: "${invariant}",\n`),
  );
  expect(files, invariant).toHaveLength(1);
  return files[0] ?? "";
}

const entries = invariants.map((invariant): InvariantEntry => ({
  invariant,
  keeping: catalog.map(({ name }) => ({ design: name, ...expectationOf(name, invariant.name) })),
  file: fileOf(invariant.name),
}));
const page = invariantsPage(entries);
const rows = page.split("\n").filter((line) => line.startsWith("| [`"));

test("the page", async () => {
  await expect(page).toMatchFileSnapshot("../../docs/reference/invariants.md");
});

test("every invariant has one row, with a cell for each design that says something", () => {
  expect(rows).toHaveLength(invariants.length);
  for (const { invariant } of entries)
    expect(rows.filter((row) => row.startsWith(`| [\`${invariant.name}\`]`))).toHaveLength(1);
  for (const row of rows)
    expect(row.split(" | ").filter((cell) => cell.trim() !== "")).toHaveLength(4 + catalog.length);
});

test("every invariant that a design breaks says by which rule", () => {
  for (const { invariant, keeping } of entries) {
    const row = rows.find((line) => line.startsWith(`| [\`${invariant.name}\`]`)) ?? "";
    const cells = row.split(" | ").slice(3, 3 + catalog.length);
    const broken = cells.filter((cell) => /^[A-Z][A-Z-]*\d/.test(cell));
    expect(broken, invariant.name).toHaveLength(
      keeping.filter(({ tag }) => tag === "fails").length,
    );
  }
});
