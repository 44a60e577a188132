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
import type { BatchResult } from "../random/batch.js";
import { costOf, type Found } from "./break.js";
import type { DoneBatch } from "./campaign.js";
import { batchLine, headerLine, otherSearch, readBatchLine, type Search } from "./log-header.js";
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

export class BatchLog {
  /** What earlier runs have done. */
  readonly done: readonly DoneBatch[];
  private readonly file: number;
  private readonly search: Search;
  private readonly disk: Appending;
  private readonly smallest = new Smallest();
  private problem: string | null = null;

  constructor(path: string, done: readonly DoneBatch[], search: Search, disk: Appending) {
    this.done = done;
    this.search = search;
    this.disk = disk;
    for (const { result } of done) this.smallest.add(result);
    this.file = disk.openSync(path, "a");
  }

  /** Why the log is not complete, in a few words; null: it is. */
  get fault(): string | null {
    return this.problem;
  }

  begin(): void {
    this.append(headerLine(this.search));
  }

  /** Never throws: a log that cannot be written is no reason to end a search. */
  add({ result, hangs }: DoneBatch): void {
    if (this.problem !== null) return;
    const needed = this.smallest.add(result);
    this.append(batchLine({ result: needed, hangs }, this.search.given));
  }

  close(): void {
    this.disk.closeSync(this.file);
  }

  /** After a failure nothing more is written: another line would follow a torn one. */
  private append(line: string): void {
    const bytes = Buffer.from(`${line}\n`);
    try {
      for (let at = 0; at < bytes.length;) at += this.disk.writeSync(this.file, bytes, at);
    } catch (error) {
      this.problem = thrownText(error);
    }
  }
}

/** Leaves out of results what an earlier batch has smaller already: no report can show it. */
class Smallest {
  /** By design, law and mechanism. */
  private readonly found = new Map<string, { batch: number; cost: number }[]>();
  /** The first batch in which a design crashed. */
  private readonly crashed = new Map<number, number>();

  add(result: BatchResult): BatchResult {
    const { batch } = result;
    return {
      ...result,
      found: result.found.filter((found) => this.isNeeded(found, batch)),
      crashed: result.crashed.filter(({ design }) => {
        const first = this.crashed.get(design) ?? Infinity;
        this.crashed.set(design, Math.min(first, batch));
        return batch < first;
      }),
    };
  }

  private isNeeded({ design, law, finding, scenario, step }: Found, batch: number): boolean {
    const key = `${design} ${law} ${finding.mechanism}`;
    const known = this.found.get(key) ?? [];
    const cost = costOf(scenario, step);
    if (known.some((k) => k.batch < batch && k.cost <= cost)) return false;
    this.found.set(key, [...known, { batch, cost }]);
    return true;
  }
}

/**
 * Opens a log, or makes one where there is none. What is unreadable: a log of another search, or
 * one that is damaged anywhere but at its end.
 */
export async function openBatchLog(
  path: string,
  search: Search,
  disk: Appending = fs,
): Promise<Reading<BatchLog>> {
  try {
    if (!fs.existsSync(path)) fs.mkdirSync(dirname(path), { recursive: true });
    else if (!fs.statSync(path).isFile()) return unreadable("it is no file; name one");
    const read = fs.existsSync(path) ? await readLog(path, search) : readable(NOTHING);
    if (!read.ok) return read;
    const { done, bytes } = read.value;
    if (bytes !== null) fs.truncateSync(path, bytes);
    const log = new BatchLog(path, done, search, disk);
    if (bytes === null || bytes === 0) log.begin();
    return log.fault === null ? readable(log) : unreadable(log.fault);
  } catch (error) {
    return unreadable(thrownText(error));
  }
}

interface Logged {
  readonly done: readonly DoneBatch[];
  /** Up to the end of the last whole line; null: there is no file. */
  readonly bytes: number | null;
}

const NOTHING: Logged = { done: [], bytes: null };

async function readLog(path: string, search: Search): Promise<Reading<Logged>> {
  const done = new Map<number, DoneBatch>();
  let number = 0;
  let bytes = 0;
  /** What is wrong with the line before; only the last line may be damaged. */
  let damage: string | null = null;
  for await (const { line, whole } of linesOf(path)) {
    number++;
    if (damage !== null) return unreadable(`${damage}; name another file`, { line: number - 1 });
    if (number === 1) {
      if (!whole && headerLine(search).startsWith(line)) break;
      const other = otherSearch(line, search);
      if (other !== null) return unreadable(`${other}; name another file`);
      if (!whole) break;
    } else {
      const read = whole ? await readBatchLine(line, search) : unreadable("it is torn");
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
