/**
 * The command that starts a driver, as a person writes it: words as in a shell, but nothing is
 * expanded, and no shell reads them.
 */
import { readdirSync, statSync } from "node:fs";
import { basename, dirname, resolve } from "node:path";
import { meant } from "../../../model/vocabulary/reading/nearest.js";
import { readable, unreadable, type Reading } from "../../../model/vocabulary/reading/reading.js";

export interface Command {
  /** A name to be found in PATH, or an absolute path: the driver starts in a folder of its own. */
  readonly file: string;
  readonly args: readonly string[];
  /**
   * Where the driver talks: standard input and output, or one socket inherited as descriptor 3 (for
   * one whose standard output is noise, as that of User-Mode Linux while it boots).
   */
  readonly channel: "stdio" | "fd3";
  /** Milliseconds that a scenario may take, where the usual deadline is too short. */
  readonly answerMs?: number;
  /**
   * Signals upon which a driver that is late tells where it is, and dies: the next one if the one
   * before had no effect.
   */
  readonly tellBy?: readonly NodeJS.Signals[];
}

/**
 * `./driver --flag 'a b'`: a command on standard input and output. Single quotes, double quotes and
 * backslashes quote. Words that name an existing file are made absolute, for the driver starts in
 * another folder.
 */
export function execCommand(text: string): Reading<Command> {
  const words = split(text);
  if (!words.ok) return words;
  const [file, ...args] = words.value;
  if (file === undefined) return unreadable("a command to start the driver is missing");
  const program = file.includes("/") ? resolve(file) : file;
  if (file.includes("/") && !isFile(program)) {
    const near = meant(basename(program), filesIn(dirname(program)));
    return unreadable(`no file ${program}${near}`);
  }
  return readable({
    file: program,
    args: args.map((word) => (isFile(word) ? resolve(word) : word)),
    channel: "stdio",
  });
}

function isFile(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isFile() === true;
}

function filesIn(folder: string): readonly string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}

/** A word's part: quoted by single quotes, by double quotes, by a backslash, or not at all. */
const PART = /'([^']*)'|"((?:[^"\\]|\\.)*)"|\\(.)|([^\s'"\\]+)/sy;

function split(text: string): Reading<readonly string[]> {
  const words: string[] = [];
  let word: string | null = null;
  for (let at = 0; at < text.length;) {
    if (/\s/.test(text.charAt(at))) {
      if (word !== null) words.push(word);
      word = null;
      at++;
      continue;
    }
    PART.lastIndex = at;
    const part = PART.exec(text);
    if (part === null) return unreadable(`a quote is not closed: ${text.slice(at)}`);
    const [whole, single, double, escaped, plain] = part;
    const inDouble = double?.replaceAll(/\\(["\\$`])/g, "$1");
    word = (word ?? "") + (single ?? inDouble ?? escaped ?? plain ?? "");
    at += whole.length;
  }
  if (word !== null) words.push(word);
  return readable(words);
}
