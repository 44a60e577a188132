/**
 * No process and no folder of a driver remains, however pasidcheck ends: also of a driver that
 * ignores the end of its input and every signal that can be ignored, has started a process of its
 * own, and has written files.
 */
import { spawn, type ChildProcess } from "node:child_process";
import { randomUUID } from "node:crypto";
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Worker } from "node:worker_threads";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { ask } from "./testing/ask.js";
import { misbehaving } from "./testing/drivers.js";
import { question } from "./testing/questions.js";

/** Generous: processes are started, and the machine may be busy. */
const GONE_MS_MAX = 900_000;

const plain = question([]);
const design = new URL("../../dist/impl/remote/design.js", import.meta.url).href;

/** In the arguments of every process of this test. */
let tag = "";
/** Where drivers make their folders. */
let folder = "";

beforeEach(() => {
  tag = randomUUID();
  folder = mkdtempSync(join(tmpdir(), "pasidcheck-test-"));
  vi.stubEnv("TMPDIR", folder);
});

afterEach(() => {
  vi.unstubAllEnvs();
  rmSync(folder, { recursive: true, force: true });
});

/** The processes with the tag, but for those of node itself, which carry it in their script. */
function processes(): readonly string[] {
  return readdirSync("/proc").flatMap((pid) => {
    if (!/^\d+$/.test(pid)) return [];
    try {
      const line = readFileSync(`/proc/${pid}/cmdline`, "latin1").replaceAll("\0", " ");
      return line.includes(tag) && !line.includes(process.execPath) ? [`${pid} ${line}`] : [];
    } catch {
      return [];
    }
  });
}

async function nothingRemains(): Promise<void> {
  await vi.waitFor(
    () => {
      expect(processes()).toEqual([]);
      expect(readdirSync(folder)).toEqual([]);
    },
    { timeout: GONE_MS_MAX, interval: 50 },
  );
}

/** A script that opens a driver, and then says so. */
function opening(say: string): string {
  const command = JSON.stringify(misbehaving("stubborn", tag));
  return `const { remoteDesign } = await import(${JSON.stringify(design)});
    remoteDesign(${command});
    ${say};`;
}

/** All that belongs to one stubborn driver is there. */
function isUp(): void {
  expect(processes().length).toBeGreaterThanOrEqual(3);
  expect(readdirSync(folder)).toHaveLength(1);
}

/** Starts a node that has opened a driver; when all is there, it does `then`. */
async function pasidcheck(then: string): Promise<ChildProcess> {
  const up = `process.stdin.once("data", () => { process.stdin.destroy(); ${then} });
    process.stdout.write("up")`;
  const args = ["--input-type=module", "-e", opening(up)];
  const child = spawn(process.execPath, args, { stdio: ["pipe", "pipe", "ignore"] });
  await new Promise((resolve) => child.stdout.once("data", resolve));
  isUp();
  child.stdin.write("go");
  return child;
}

describe("nothing remains of a stubborn driver", () => {
  test("when its client is closed", async () => {
    await ask(misbehaving("stubborn", tag), [plain]);
    expect(readdirSync(folder)).toEqual([]);
    await nothingRemains();
  });
  test("when it crashes", async () => {
    const unlucky = question([{ op: "pasid-detach", dev: 1, pasid: 13 }]);
    await ask(misbehaving("exits", tag), [unlucky, plain]);
    expect(readdirSync(folder)).toEqual([]);
    await nothingRemains();
  });
  test("when pasidcheck ends by itself, the driver still running", async () => {
    await pasidcheck("");
    await nothingRemains();
  });
  test("when pasidcheck ends with an exception", async () => {
    await pasidcheck(`throw new Error("the end");`);
    await nothingRemains();
  });
  test("when pasidcheck is killed", async () => {
    const child = await pasidcheck("setInterval(() => {}, 1000);");
    child.kill("SIGKILL");
    await nothingRemains();
  });
  test("when pasidcheck is interrupted", async () => {
    const child = await pasidcheck("setInterval(() => {}, 1000);");
    child.kill("SIGINT");
    await nothingRemains();
  });
  test("when the thread that asks is terminated", async () => {
    const parent = `(await import("node:worker_threads")).parentPort`;
    const text = opening(`${parent}.on("message", () => {}).postMessage("up")`);
    const url = new URL(`data:text/javascript,${encodeURIComponent(text)}`);
    const worker = new Worker(url, { env: { ...process.env } });
    await new Promise((resolve) => worker.once("message", resolve));
    isUp();
    await worker.terminate();
    await nothingRemains();
  });
});
