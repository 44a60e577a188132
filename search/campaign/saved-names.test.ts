/** New counterexamples are named readably, each its own, and none is written over. */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { afterAll, expect, test } from "vitest";
import type { Counterexample } from "../../properties/results/counterexample/counterexample.js";
import { writeCounterexampleText } from "../../properties/results/counterexample/text.js";
import { readCorpus } from "../check/corpus.js";
import { SavedNames } from "./saved-names.js";

const folder = mkdtempSync(join(tmpdir(), "pasidcheck-names-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const both = (await readCorpus())
  .map(({ counterexample }) => counterexample)
  .filter(
    ({ invariant, finding }) =>
      invariant === "pasid-all-or-nothing" && finding.failureMode === "hardware",
  );
const first = of("linux-6.2");
const second = of("linux-7.3");

function of(design: string): Counterexample {
  const found = both.find((cx) => cx.design === design);
  if (found === undefined) throw new Error(`the corpus has one of ${design}`);
  return found;
}

const NAME = "pasid-all-or-nothing.hardware.txt";

async function named(names: SavedNames, cx: Counterexample): Promise<string> {
  return basename(await names.fileOf(cx));
}

test("by invariant and failure mode; the second of that name has its digest", async () => {
  const names = new SavedNames(join(folder, "nowhere"));
  expect(await named(names, first)).toBe(NAME);
  const other = NAME.replace(".txt", `.${second.id}.txt`);
  expect(await named(names, second)).toBe(other);
  expect(await named(names, first)).toBe(NAME);
  expect(await named(names, second)).toBe(other);
});

test("what lies there keeps its name", async () => {
  writeFileSync(join(folder, NAME), writeCounterexampleText(second, []));
  expect(await named(new SavedNames(folder), second)).toBe(NAME);
  expect(await named(new SavedNames(folder), first)).toBe(NAME.replace(".txt", `.${first.id}.txt`));
  writeFileSync(join(folder, NAME), "something else\n");
  expect(await named(new SavedNames(folder), first)).toBe(NAME.replace(".txt", `.${first.id}.txt`));
});

test("a name cannot leave the folder", async () => {
  const invariant = "../../a name";
  expect(await named(new SavedNames(folder), { ...first, invariant })).toBe(
    "..-..-a-name.hardware.txt",
  );
});
