/**
 * The log that a search can be gone on with: an append-only file with a line for each finished
 * batch. A process may be killed at any moment: at worst the last line is torn, and its batch is
 * done again.
 */
import * as fs from "node:fs";
import { dirname } from "node:path";
import {
  problemText,
  readable,
  unreadable,
  type Reading,
} from "../../model/vocabulary/reading/reading.js";
import type { Batch, DoneBatch } from "./break.js";
import { headerLine, otherSearch } from "./log-header.js";
import type { Search } from "./search.js";
import { NewInBatch } from "./smallest.js";
import { thrownText } from "../../model/vocabulary/reading/error-text.js";

/** No line is longer. */
const LINE_BYTES_MAX = 67_108_864;
const NEWLINE = 0x0a;

/** The calls that can fail while a search runs; tests put a full disk here. */
export interface Appending {
  openSync(path: string, flags: "a"): number;
  /** Answers how many bytes it has written. */
  writeSync(file: number, bytes: Uint8Array, from: number): number;
  closeSync(file: number): void;
}

/** How the batches of one kind of campaign are written, a line each. */
export interface BatchLines<R extends Batch> {
  /** Scenarios a batch. */
  readonly scenarios: number;
  /** Without its newline. */
  line(done: DoneBatch<R>, search: Search): string;
  read(line: string, search: Search): Promise<Reading<DoneBatch<R>>>;
}

/** What a log is of, where it is, and how it is written. */
interface LogFile<R extends Batch> {
  readonly path: string;
  readonly search: Search;
  readonly lines: BatchLines<R>;
  readonly disk: Appending;
}

export class BatchLog<R extends Batch> {
  /** What earlier runs have done. */
  readonly done: readonly DoneBatch<R>[];
  private readonly of: LogFile<R>;
  private readonly file: number;
  private readonly news = new NewInBatch();
  private problem: string | null = null;

  constructor(of: LogFile<R>, done: readonly DoneBatch<R>[]) {
    this.done = done;
    this.of = of;
    for (const { result } of done) this.news.add(result);
    this.file = of.disk.openSync(of.path, "a");
  }

  /** Why the log is not complete, in a few words; null: it is. */
  get fault(): string | null {
    return this.problem;
  }

  begin(): void {
    const { search, lines } = this.of;
    this.append(headerLine(search, lines.scenarios));
  }

  /** Never throws: a log that cannot be written is no reason to end a search. */
  add({ result, hangs }: DoneBatch<R>): void {
    if (this.problem !== null) return;
    const { search, lines } = this.of;
    this.append(lines.line({ result: this.news.add(result), hangs }, search));
  }

  close(): void {
    this.of.disk.closeSync(this.file);
  }

  /** After a failure nothing more is written: another line would follow a torn one. */
  private append(line: string): void {
    const bytes = Buffer.from(`${line}\n`);
    try {
      for (let at = 0; at < bytes.length;) at += this.of.disk.writeSync(this.file, bytes, at);
    } catch (error) {
      this.problem = thrownText(error);
    }
  }
}

/**
 * Opens a log, or makes one where there is none. What is unreadable: a log of another search, or
 * one that is damaged anywhere but at its end.
 */
export async function openBatchLog<R extends Batch>(
  path: string,
  search: Search,
  lines: BatchLines<R>,
  disk: Appending = fs,
): Promise<Reading<BatchLog<R>>> {
  const of = { path, search, lines, disk };
  try {
    if (!fs.existsSync(path)) fs.mkdirSync(dirname(path), { recursive: true });
    else if (!fs.statSync(path).isFile()) return unreadable("it is no file; name one");
    const read = fs.existsSync(path) ? await readLog(of) : readable(NOTHING);
    if (!read.ok) return read;
    const { done, bytes } = read.value;
    if (bytes !== null) fs.truncateSync(path, bytes);
    const log = new BatchLog(of, done);
    if (bytes === null || bytes === 0) log.begin();
    return log.fault === null ? readable(log) : unreadable(log.fault);
  } catch (error) {
    return unreadable(thrownText(error));
  }
}

interface Logged<R extends Batch> {
  readonly done: readonly DoneBatch<R>[];
  /** Up to the end of the last whole line; null: there is no file. */
  readonly bytes: number | null;
}

const NOTHING: Logged<never> = { done: [], bytes: null };

async function readLog<R extends Batch>({
  path,
  search,
  lines,
}: LogFile<R>): Promise<Reading<Logged<R>>> {
  const done = new Map<number, DoneBatch<R>>();
  let number = 0;
  let bytes = 0;
  /** What is wrong with the line before; only the last line may be damaged. */
  let damage: string | null = null;
  for await (const { line, whole } of linesOf(path)) {
    number++;
    if (damage !== null) return unreadable(`${damage}; name another file`, { line: number - 1 });
    if (number === 1) {
      if (!whole && headerLine(search, lines.scenarios).startsWith(line)) break;
      const other = otherSearch(line, search, lines.scenarios);
      if (other !== null) return unreadable(`${other}; name another file`);
      if (!whole) break;
    } else {
      const read = whole ? await lines.read(line, search) : unreadable("it is torn");
      if (!read.ok) {
        damage = `this line is damaged: ${problemText(read.problem)}`;
        continue;
      }
      const { batch } = read.value.result;
      if (!done.has(batch)) done.set(batch, read.value);
    }
    bytes += Buffer.byteLength(line) + 1;
  }
  return readable({ done: [...done.values()], bytes });
}

interface Line {
  readonly line: string;
  /** Whether it ends in a newline. */
  readonly whole: boolean;
}

/** Lines end at newlines and at nothing else; a line without end is cut. */
async function* linesOf(path: string): AsyncGenerator<Line> {
  let parts: Buffer[] = [];
  let length = 0;
  const ended = (): string => {
    const line = Buffer.concat(parts).toString("utf8");
    parts = [];
    length = 0;
    return line;
  };
  for await (const chunk of fs.createReadStream(path)) {
    let rest = chunk as Buffer;
    for (let end = rest.indexOf(NEWLINE); end >= 0; end = rest.indexOf(NEWLINE)) {
      parts.push(rest.subarray(0, end));
      yield { line: ended(), whole: true };
      rest = rest.subarray(end + 1);
    }
    parts.push(rest);
    length += rest.length;
    if (length > LINE_BYTES_MAX) yield { line: ended(), whole: true };
  }
  if (length > 0) yield { line: ended(), whole: false };
}
