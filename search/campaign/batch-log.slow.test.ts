/**
 * What a batch log promises beyond the command: a design that hung stays known, a disk that is full
 * ends no search, and what is left out of a log is never missed.
 */
import * as fs from "node:fs";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { batchLines } from "../random/batch-line.js";
import type { BatchResult } from "../random/batch.js";
import { check, searchOf, type CheckOptions } from "../check/check.js";
import { totals } from "../random/totals.js";
import { openBatchLog, type Appending, type BatchLog } from "./batch-log.js";

const folder = mkdtempSync(join(tmpdir(), "pasidcheck-log-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const OPTIONS: CheckOptions = {
  designs: ["linux-7.3"],
  invariants: ["pasid-stays-local", "pasid-in-range"],
  seed: 7,
  runs: 1000,
  seconds: null,
  workers: 1,
  machines: [],
  saveTo: "counterexamples",
  onProgress: () => {},
  signal: new AbortController().signal,
};

async function opened(
  name: string,
  options: CheckOptions = OPTIONS,
  disk?: Appending,
): Promise<BatchLog<BatchResult>> {
  const reading = await openBatchLog(join(folder, name), searchOf(options), batchLines, disk);
  if (!reading.ok) throw new Error(reading.problem.message);
  return reading.value;
}

test("a full disk ends no search, and nothing follows the torn line", async () => {
  let writes = 0;
  const full: Appending = {
    ...fs,
    // The header and one batch, then half of a line, then nothing.
    writeSync: (file, bytes, from) => {
      if (++writes > 3) throw new Error("ENOSPC: no space left on device, write");
      const length = writes === 3 ? bytes.length >> 1 : bytes.length - from;
      return fs.writeSync(file, bytes, from, length);
    },
  };
  const log = await opened("full.jsonl", OPTIONS, full);
  const outcome = await check({ ...OPTIONS, log });
  expect(log.fault).toContain("ENOSPC");
  expect(outcome.report).toEqual((await check(OPTIONS)).report);
  const there = await opened("full.jsonl");
  expect(there.done).toHaveLength(1);
  const again = await check({ ...OPTIONS, log: there });
  expect(again.report).toEqual(outcome.report);
});

test("a design that hung is still known to have hung", async () => {
  const designs = ["misbehaving:hangs", "misbehaving:throws"];
  const options = { ...OPTIONS, designs, runs: 250 };
  const first = await check({ ...options, log: await opened("hung.jsonl", options) });
  const second = await check({ ...options, log: await opened("hung.jsonl", options) });
  expect(first.crashes.map(({ kind }) => kind).toSorted()).toEqual(["hung", "threw"]);
  expect(second.crashes).toEqual(first.crashes);
  expect(second.report).toEqual(first.report);
});

test("what is left out of a log is missed by no number of its batches", async () => {
  const whole: BatchResult[] = [];
  const log = await opened("small.jsonl");
  const add = log.add.bind(log);
  log.add = (batch) => {
    whole.push(batch.result);
    add(batch);
  };
  await check({ ...OPTIONS, log });
  const read = (await opened("small.jsonl")).done.map(({ result }) => result);
  const found = (results: readonly BatchResult[]) =>
    results.reduce((sum, result) => sum + result.found.length, 0);
  expect(found(read)).toBeLessThan(found(whole));
  for (let n = 1; n <= whole.length; n++) {
    const of = (results: readonly BatchResult[]) => totals(results.slice(0, n), 1, 2);
    expect(JSON.parse(JSON.stringify(of(read)))).toEqual(JSON.parse(JSON.stringify(of(whole))));
  }
  expect(readFileSync(join(folder, "small.jsonl"), "utf8").split("\n")).toHaveLength(6);
});
