/**
 * docs/reference/laws.md says what the laws and the expectations say. After a change of either:
 * `npm run laws-page`.
 */
import { readFileSync, readdirSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { catalog } from "../../impl/designs/catalog.js";
import { expectationOf } from "../../properties/expectations/expectations.js";
import { laws } from "../../properties/laws/all.js";
import { lawsPage, type LawEntry } from "./laws.js";

const FOLDER = "properties/laws";

const root = fileURLToPath(new URL("../../", import.meta.url));
const sources = readdirSync(`${root}${FOLDER}`, { recursive: true, encoding: "utf8" })
  .filter((path) => path.endsWith(".ts") && !path.endsWith(".test.ts"))
  .map((path) => `${FOLDER}/${path.replaceAll("\\", "/")}`);

function fileOf(law: string): string {
  const files = sources.filter((path) =>
    readFileSync(`${root}${path}`, "utf8").includes(`  name: "${law}",\n`),
  );
  expect(files, law).toHaveLength(1);
  return files[0] ?? "";
}

const entries = laws.map((law): LawEntry => ({
  law,
  keeping: catalog.map(({ name }) => ({ design: name, ...expectationOf(name, law.name) })),
  file: fileOf(law.name),
}));
const page = lawsPage(entries);
const rows = page.split("\n").filter((line) => line.startsWith("| [`"));

test("the page", async () => {
  await expect(page).toMatchFileSnapshot("../../docs/reference/laws.md");
});

test("every law has one row, with a cell for each design that says something", () => {
  expect(rows).toHaveLength(laws.length);
  for (const { law } of entries)
    expect(rows.filter((row) => row.startsWith(`| [\`${law.name}\`]`))).toHaveLength(1);
  for (const row of rows)
    expect(row.split(" | ").filter((cell) => cell.trim() !== "")).toHaveLength(4 + catalog.length);
});

test("every law that a design breaks says by which rule", () => {
  for (const { law, keeping } of entries) {
    const row = rows.find((line) => line.startsWith(`| [\`${law.name}\`]`)) ?? "";
    const cells = row.split(" | ").slice(3, 3 + catalog.length);
    const broken = cells.filter((cell) => /^[A-Z][A-Z-]*\d/.test(cell));
    expect(broken, law.name).toHaveLength(keeping.filter(({ tag }) => tag === "fails").length);
  }
});
