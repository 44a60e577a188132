/**
 * The corpus: one canonical counterexample a file, replayed before anything random. It ships with
 * the package.
 */
import { readdir, readFile } from "node:fs/promises";
import { relative } from "node:path";
import { fileURLToPath } from "node:url";
import { problemText } from "../../model/vocabulary/reading/reading.js";
import { readCounterexampleFile } from "../../properties/results/counterexample/file.js";
import type { Counterexample } from "../../properties/results/counterexample/counterexample.js";

export interface CorpusEntry {
  readonly counterexample: Counterexample;
  /** Path relative to the working directory. */
  readonly file: string;
}

/** The folder of the corpus, from the sources as from dist/. */
export function corpusFolder(): string {
  const up = import.meta.url.endsWith(".ts")
    ? "../../properties/corpus/"
    : "../../../properties/corpus/";
  return fileURLToPath(new URL(up, import.meta.url));
}

/** By its name; scenarios of crashes may stand beside counterexamples, and are none. */
export function isCounterexample(name: string): boolean {
  return /\.(?:txt|json)$/.test(name) && !name.startsWith("crash-");
}

/**
 * All entries, in the order of their digests: it does not change with a name. Throws if a file
 * cannot be read: the corpus is ours.
 */
export async function readCorpus(folder: string = corpusFolder()): Promise<readonly CorpusEntry[]> {
  const names = (await readdir(folder)).filter(isCounterexample);
  const entries = await Promise.all(names.map((name) => readEntry(folder, name)));
  return entries.sort((a, b) => (a.counterexample.id < b.counterexample.id ? -1 : 1));
}

async function readEntry(folder: string, name: string): Promise<CorpusEntry> {
  const path = `${folder}${name}`;
  const read = await readCounterexampleFile(name, await readFile(path, "utf8"));
  if (!read.ok) throw new Error(`corpus file ${name}: ${problemText(read.problem)}`);
  return { counterexample: read.value, file: relative(process.cwd(), path) };
}
