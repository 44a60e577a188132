/**
 * Every file of the corpus is what a run of today writes, byte for byte and under
 * that name. After a change of what a file says: `npm run corpus`.
 */
import { readFileSync, readdirSync } from "node:fs";
import { expect, test } from "vitest";
import { corpusFolder, isCounterexample, readCorpus } from "../../search/check/corpus.js";
import { corpusFiles } from "./files.js";

const corpus = (await readCorpus()).map(({ counterexample }) => counterexample);
const files = corpusFiles(corpus);

test("there is a file for each counterexample, and no other", () => {
  const names = readdirSync(corpusFolder()).filter(isCounterexample);
  expect(names.sort()).toEqual([...files.keys()].sort());
  expect(files.size).toBe(corpus.length);
});

test.each([...files])("%s is as it would be written today", (name, text) => {
  expect(readFileSync(`${corpusFolder()}${name}`, "utf8")).toBe(text);
});

test("a mail can quote every comment within 80 columns", () => {
  for (const text of files.values())
    for (const line of text.split("\n").filter((one) => one.startsWith("#")))
      expect(line.length).toBeLessThanOrEqual(78);
});
