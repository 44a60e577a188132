/**
 * The names under which counterexamples are saved in a folder: by invariant and failure mode, and
 * with the digest where that name has been given to another one. No file is ever written over.
 */
import { readFile } from "node:fs/promises";
import { join, relative } from "node:path";
import { readCounterexampleFile } from "../../properties/results/counterexample/file.js";
import { counterexampleName } from "../../properties/results/counterexample/name.js";
import type { Counterexample } from "../../properties/results/counterexample/counterexample.js";

/** A file of that name that is no counterexample, and so not to be touched. */
const SOMETHING_ELSE = "something else";

export class SavedNames {
  private readonly folder: string;
  /** Name -> the digest of what it was given to. */
  private readonly taken = new Map<string, string>();

  constructor(folder: string) {
    this.folder = folder;
  }

  /** The path, relative to the working directory. Ask for one after the other. */
  async fileOf(cx: Counterexample): Promise<string> {
    const short = counterexampleName(cx);
    const holder = this.taken.get(short) ?? (await this.digestIn(short));
    const name = holder === null || holder === cx.id ? short : counterexampleName(cx, cx.id);
    this.taken.set(name, cx.id);
    return relative(process.cwd(), join(this.folder, name));
  }

  /** The digest of what lies there; null: nothing does. */
  private async digestIn(name: string): Promise<string | null> {
    const text = await readFile(join(this.folder, name), "utf8").catch((error: unknown) =>
      error instanceof Error && "code" in error && error.code === "ENOENT" ? null : "",
    );
    if (text === null) return null;
    const read = await readCounterexampleFile(name, text);
    return read.ok ? read.value.id : SOMETHING_ELSE;
  }
}
