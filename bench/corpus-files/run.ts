/**
 * The rewriting of the corpus from itself, after a change of what a file says or is called:
 * `npm run corpus`; with `-- --shrink` each is shrunk again first, after a change of what is simple
 * or realistic. New counterexamples come from `npm run corpus-search`.
 */
import { readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { corpusFolder, isCounterexample, readCorpus } from "../../search/check/corpus.js";
import { corpusFiles, shrunk } from "./files.js";

const folder = corpusFolder();
const before = readdirSync(folder).filter(isCounterexample);
const corpus = (await readCorpus()).map(({ counterexample }) => counterexample);
const files = corpusFiles(process.argv.includes("--shrink") ? shrunk(corpus) : corpus);
const gone = before.filter((name) => !files.has(name));
const changed = [...files].filter(
  ([name, text]) => !before.includes(name) || readFileSync(`${folder}${name}`, "utf8") !== text,
);
for (const [name, text] of changed) writeFileSync(`${folder}${name}`, text);
for (const name of gone) rmSync(`${folder}${name}`);
console.log(`${files.size} files: ${changed.length} written, ${gone.length} removed`);
