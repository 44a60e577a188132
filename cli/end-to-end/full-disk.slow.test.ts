/**
 * What `check --resume` promises on a disk that is full: one line on stderr and exit 2, whether the
 * log cannot be begun or cannot be gone on with; in the second case the report is complete.
 */
import * as fs from "node:fs";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { searchOf } from "../../search/check/check.js";
import { openBatchLog, type Appending } from "../../search/campaign/batch-log.js";
import { batchLines } from "../../search/random/batch-line.js";
import type { Engine } from "../engine.js";
import { realEngine } from "../real-engine.js";
import { run } from "../run.js";
import { fakeIo } from "../testing/fake-io.js";

const folder = mkdtempSync(join(tmpdir(), "pasidcheck-full-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const at = (name: string): string => join(folder, name);

const CHOSEN = [
  "--design",
  "linux-7.3",
  "--invariant",
  "pasid-replace-needs-attach",
  "--runs",
  "750",
];
const SEARCH = ["check", ...CHOSEN, "--workers", "1", "--save", at("saved")];

/** A disk with room for so many writes. */
function diskFor(writes: number): Appending {
  let room = writes;
  return {
    ...fs,
    writeSync: (file, bytes, from) => {
      if (--room < 0) throw new Error("ENOSPC: no space left on device, write");
      return fs.writeSync(file, bytes, from);
    },
  };
}

async function ended(engine: Engine, argv: readonly string[]) {
  const io = fakeIo();
  const code = await run([...SEARCH, ...argv], io, () => Promise.resolve(engine));
  return { code, out: io.stdout(), err: io.stderr().replaceAll(`${folder}/`, "") };
}

function onDisk(disk: Appending): Engine {
  const openLog: Engine["openLog"] = (path, of) =>
    openBatchLog(path, searchOf(of), batchLines, disk);
  return { ...realEngine, openLog };
}

test("a log that cannot be begun", async () => {
  const { code, out, err } = await ended(onDisk(diskFor(0)), ["--resume", at("none.jsonl")]);
  expect(err).toBe("pasidcheck: none.jsonl: ENOSPC: no space left on device, write\n");
  expect([code, out]).toEqual([2, ""]);
});

test("a log that cannot be gone on with", async () => {
  const log = at("short.jsonl");
  const json = ["--json", at("full.json"), "--resume", log];
  const { code, out, err } = await ended(onDisk(diskFor(2)), json);
  expect(err).toBe(
    "pasidcheck: cannot write short.jsonl: ENOSPC: no space left on device, write; " +
      "this report is complete, but the log lacks what came after\n",
  );
  expect(code).toBe(2);
  expect(out).toContain("pasid-replace-needs-attach");
  expect(readFileSync(log, "utf8").split("\n")).toHaveLength(3);
  // With room again it goes on where the log ends, and says the same.
  const again = await ended(realEngine, ["--json", at("again.json"), "--resume", log]);
  expect(again.out).toContain("going on after the 250 scenarios of ");
  expect([again.code, again.err]).toEqual([0, ""]);
  expect(readFileSync(at("again.json"))).toEqual(readFileSync(at("full.json")));
});

test.runIf(fs.existsSync("/dev/full"))("a report on a device that is full", async () => {
  const { code, err } = await ended(realEngine, ["--json", "/dev/full"]);
  expect(err).toMatch(/^pasidcheck: [^\n]*\/dev\/full[^\n]*\n$/);
  expect(code).toBe(2);
});
