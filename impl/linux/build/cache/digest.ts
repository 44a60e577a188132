/** The digest that names a kernel in the cache: of everything that it depends on. */
import { createHash } from "node:crypto";
import type { InputFile, Inputs } from "../source/inputs.js";

const DIGITS = 16;

/** Of words one after the other; each is told from the next by its length. */
export function digestOf(words: Iterable<string>): string {
  const hash = createHash("sha256");
  for (const word of words) hash.update(`${Buffer.byteLength(word)}:`).update(word);
  return hash.digest("hex").slice(0, DIGITS);
}

export interface Digests {
  readonly digest: string;
  readonly driver: string;
  readonly config: string;
}

/** `source` identifies the tree, `compiler` is the compiler's name and version. */
export function digestsOf(source: string, inputs: Inputs, compiler: string): Digests {
  const driver = digestOf(filesAsWords([...inputs.driver, inputs.init]));
  const config = digestOf([inputs.config]);
  return { digest: digestOf([source, driver, config, compiler]), driver, config };
}

function filesAsWords(files: readonly InputFile[]): readonly string[] {
  return files.flatMap(({ name, text }) => [name, text]);
}
