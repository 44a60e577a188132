/** A project's own counterexamples, read from a folder: one a file, text or JSON. */
import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { SCENARIO_BYTES_MAX } from "../../model/vocabulary/reading/reading.js";
import { readCounterexampleFile } from "../../properties/results/counterexample/file.js";
import { isCounterexample, type CorpusEntry } from "../../search/check/corpus.js";
import { printable } from "../../reports/text/words.js";
import { UsageError } from "../process/exit.js";
import { readInput, valueOf } from "./read-file.js";

/** More than any search leaves behind. */
const FILES_MAX = 10_000;

/** By file name. Scenarios of crashes, which stand beside them, are left out. Throws UsageError. */
export async function corpusFolder(folder: string): Promise<readonly CorpusEntry[]> {
  const shown = printable(folder);
  const names = await readdir(folder).catch(() => null);
  if (names === null)
    throw new UsageError(`${shown}: cannot be read; name a folder with counterexamples`);
  const files = names.filter(isCounterexample);
  if (files.length > FILES_MAX)
    throw new UsageError(`${shown}: has more than ${FILES_MAX} counterexamples`);
  const entries: CorpusEntry[] = [];
  for (const name of files.sort()) {
    const file = join(folder, name);
    const text = await readInput(file, "a counterexample", SCENARIO_BYTES_MAX);
    entries.push({ counterexample: valueOf(file, await readCounterexampleFile(file, text)), file });
  }
  return entries;
}
