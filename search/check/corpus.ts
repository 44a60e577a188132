/**
 * The corpus: one canonical counterexample a file, replayed before anything random. It ships with
 * the package.
 */
import { readdir, readFile } from "node:fs/promises";
import { relative } from "node:path";
import { fileURLToPath } from "node:url";
import { problemText } from "../../model/vocabulary/reading/reading.js";
import { readCounterexample } from "../../properties/results/counterexample-file.js";
import type { Counterexample } from "../../properties/results/counterexample.js";

export interface CorpusEntry {
  readonly counterexample: Counterexample;
  /** Path relative to the working directory. */
  readonly file: string;
}

/** The folder of the corpus, from the sources as from dist/. */
function corpusFolder(): string {
  const up = import.meta.url.endsWith(".ts")
    ? "../../properties/corpus/"
    : "../../../properties/corpus/";
  return fileURLToPath(new URL(up, import.meta.url));
}

/** All entries, by file name. Throws if a file cannot be read: the corpus is ours. */
export async function readCorpus(folder: string = corpusFolder()): Promise<readonly CorpusEntry[]> {
  const names = (await readdir(folder)).filter((name) => name.endsWith(".json")).sort();
  return Promise.all(names.map((name) => readEntry(folder, name)));
}

async function readEntry(folder: string, name: string): Promise<CorpusEntry> {
  const path = `${folder}${name}`;
  const read = await readCounterexample(await readFile(path, "utf8"));
  if (!read.ok) throw new Error(`corpus file ${name}: ${problemText(read.problem)}`);
  return { counterexample: read.value, file: relative(process.cwd(), path) };
}
