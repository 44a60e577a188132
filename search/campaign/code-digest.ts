/**
 * The digest of the code that a batch's result depends on, so that a log is not gone on with when a
 * invariant or a design has been edited under the same version.
 */
import { createHash } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { extname, join } from "node:path";
import { fileURLToPath } from "node:url";

const DIGEST_DIGITS = 16;
/** Whole folders: what an invariant calls counts as much as the invariant. */
const FOLDERS = ["model", "impl", "properties", "search"];

const here = fileURLToPath(import.meta.url);
const root = fileURLToPath(new URL("../../", import.meta.url));

let known: string | null = null;

/** Of the files that run: the compiled ones, or the sources where those are run as they are. */
export function codeDigest(): string {
  return (known ??= digestOf(FOLDERS.flatMap((folder) => filesIn(folder))));
}

function filesIn(folder: string): readonly string[] {
  const names = readdirSync(join(root, folder), { recursive: true, encoding: "utf8" });
  const code = names.filter((name) => extname(name) === extname(here));
  return code.toSorted().map((name) => join(folder, name));
}

/** Each file with its name and length, so that no text can move from one to the next. */
function digestOf(files: readonly string[]): string {
  const hash = createHash("sha256");
  for (const file of files) {
    const text = readFileSync(join(root, file));
    hash.update(`${file} ${text.length}\n`).update(text);
  }
  return hash.digest("hex").slice(0, DIGEST_DIGITS);
}
