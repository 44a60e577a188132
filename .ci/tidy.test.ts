// The physical rules of the source that the linter has no rule for: no line over 100 columns, and
// every file opens with a comment that names the thing itself. (Lengths and leftover notes: see
// .oxlintrc.json.)
import { readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { GLOSSARY } from "../reports/docs/glossary.js";

const COLUMNS_MAX = 100;
const ROOMS = ["model", "impl", "audit", "properties", "search", "reports", "cli", "bench"];

const repository = fileURLToPath(new URL("..", import.meta.url));
const sources = ROOMS.flatMap((room) =>
  readdirSync(`${repository}${room}`, { recursive: true, encoding: "utf8" })
    .filter((path) => path.endsWith(".ts") && !path.includes("node_modules"))
    .map((path) => `${room}/${path.replaceAll("\\", "/")}`),
);
const read = (path: string) => readFileSync(`${repository}${path}`, "utf8");

function longLines(text: string): number[] {
  const lines = text.split("\n");
  return lines.flatMap((line, index) => (Array.from(line).length > COLUMNS_MAX ? [index + 1] : []));
}

/**
 * A comment with words in it, after an optional `#!` line; a licence tag or a directive is none.
 */
function opensWithItsPurpose(text: string): boolean {
  const body = text.replace(/^#!.*\n/, "").replace(/^\s*\/\/ SPDX-License-Identifier:.*\n/, "");
  return /^\s*(\/\/ *|\/\*\*?[\s*]*)(?!oxlint|eslint|@|SPDX)[\p{L}\p{N}`"(]/u.test(body);
}

/** "Defines" and "Promises" say nothing of the thing: its name, or what holds, comes first. */
function opensWithAFormula(text: string): boolean {
  return /^(?:#!.*\n)?\s*(\/\/ *|\/\*\*?[\s*]*)(?:Defines|Promises)\b/.test(text);
}

test("there are sources to check", () => {
  expect(sources).not.toEqual([]);
});

test("no line is longer than 100 columns", () => {
  const tooLong = sources.flatMap((path) => longLines(read(path)).map((line) => `${path}:${line}`));
  expect(tooLong).toEqual([]);
});

test("every file begins with a comment that says what it is", () => {
  const silent = sources.filter((path) => !path.endsWith(".test.ts"));
  expect(silent.filter((path) => !opensWithItsPurpose(read(path)))).toEqual([]);
});

test("no file begins with a formula", () => {
  expect(sources.filter((path) => opensWithAFormula(read(path)))).toEqual([]);
});

/** Words that gave way to others, and the pages that say so: there alone they are right. */
const BANNED = GLOSSARY.flatMap(({ terms }) => terms.flatMap(({ not }) => not));
const RIGHT = /^(?:reports\/docs|docs\/reference)\/glossary/;

/** Prose, messages, schemas and the code of the kernel driver as well. */
const texts = [
  ...sources,
  ...["docs", "schemas", "impl/linux/driver", "impl/remote", "properties/corpus"].flatMap(
    (folder) =>
      readdirSync(`${repository}${folder}`, { recursive: true, encoding: "utf8" })
        .filter((path) => /\.(?:md|json|[ch]|py|txt)$|Kconfig$/.test(path))
        .map((path) => `${folder}/${path.replaceAll("\\", "/")}`),
  ),
  "README.md",
  "CONTRIBUTING.md",
  "action.yml",
  "index.ts",
  "vitest.ts",
];

/** As a word of its own, or as a part of a name: `law`, `byLaw`, `lawTests`, but not `flaw`. */
const OLD_WORDS = BANNED.map((word) => {
  const capital = word.charAt(0).toUpperCase() + word.slice(1);
  const own = `(?<![A-Za-z])(?:${word}|${capital}|${word.toUpperCase()})(?![a-z])`;
  return { word, in: new RegExp(`${own}|(?<=[a-z])${capital}(?![a-z])`) };
});

function oldWords(text: string): readonly string[] {
  return OLD_WORDS.filter((old) => old.in.test(text)).map(({ word }) => word);
}

test("no word stands for what has another name", () => {
  const found = texts
    .filter((path) => !RIGHT.test(path))
    .flatMap((path) => oldWords(read(path)).map((word) => `${path}: ${word}`));
  expect(found).toEqual([]);
});

test("these rules can fail", () => {
  expect(longLines(`${"x".repeat(100)}\n${"é".repeat(101)}`)).toEqual([2]);
  expect(oldWords("a law, byLaw")).toEqual(["law"]);
  expect(oldWords("flaws of lawn")).toEqual([]);
  expect(opensWithItsPurpose("export const x = 1; // late\n")).toBe(false);
  expect(opensWithItsPurpose("// oxlint-disable no-shadow\n")).toBe(false);
  expect(opensWithItsPurpose("//\nexport const x = 1;\n")).toBe(false);
  expect(opensWithItsPurpose("#!/usr/bin/env node\n/** The front door. */\n")).toBe(true);
  expect(opensWithAFormula("/**\n * Defines a door.\n */\n")).toBe(true);
  expect(opensWithAFormula("// Promises that it opens.\n")).toBe(true);
  expect(opensWithAFormula("/** A door, which Defines and Promises nothing. */\n")).toBe(false);
});
