/** The time that a replay of the corpus takes: the promise is 1,000 files in under a second. */
import { readCorpus } from "../search/check/corpus.js";
import { replay } from "../search/check/replay.js";

const FILES = 1_000;

/** Lines of figures. */
export async function benchCorpus(): Promise<string[]> {
  const started = performance.now();
  const corpus = await readCorpus();
  const read = performance.now();
  if (corpus.length === 0) return ["the corpus is empty"];
  const seen = new Map<string, number>();
  for (let i = 0; i < FILES; i++) {
    const entry = corpus[i % corpus.length];
    if (entry === undefined) continue;
    const { answer } = replay(entry.counterexample);
    seen.set(answer, (seen.get(answer) ?? 0) + 1);
  }
  const replayed = performance.now();
  const answers = [...seen].map(([answer, n]) => `${n} ${answer}`).join(", ");
  return [
    `${corpus.length} files read and validated in ${Math.round(read - started)} ms`,
    `${FILES} replays in ${Math.round(replayed - read)} ms (${answers})`,
  ];
}
