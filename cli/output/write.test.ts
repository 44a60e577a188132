import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import * as fs from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeEach, expect, test } from "vitest";
import { writeWhole, type Disk } from "./write.js";

const root = mkdtempSync(join(tmpdir(), "pasidcheck-write-"));
afterAll(() => rmSync(root, { recursive: true, force: true }));
let folder = "";
beforeEach(() => {
  folder = mkdtempSync(join(root, "t-"));
});

function failing(call: keyof Disk, code: string): Disk {
  const fail = () => Promise.reject(Object.assign(new Error(code), { code }));
  return { ...fs, [call]: fail };
}

test("writes the whole file, and makes the folders above it", async () => {
  const path = join(folder, "a/b/report.json");
  await writeWhole(path, "one\n");
  await writeWhole(path, "two\n");
  expect(readFileSync(path, "utf8")).toBe("two\n");
  expect(readdirSync(join(folder, "a/b"))).toEqual(["report.json"]);
});

test("a full disk costs one line and leaves what was there", async () => {
  const path = join(folder, "report.json");
  writeFileSync(path, "old\n");
  for (const call of ["writeFile", "rename"] as const)
    await expect(writeWhole(path, "new\n", failing(call, "ENOSPC"))).rejects.toThrow(
      `cannot write ${path}: no space left on the device; free some, or name a file on another one`,
    );
  expect(readFileSync(path, "utf8")).toBe("old\n");
  expect(readdirSync(folder)).toEqual(["report.json"]);
});

test("a folder in the way says what to do", async () => {
  mkdirSync(join(folder, "report.json"));
  await expect(writeWhole(join(folder, "report.json"), "x")).rejects.toThrow(
    /: it is a directory; /,
  );
  expect(readdirSync(folder)).toEqual(["report.json"]);
});

test("a file where a folder is needed", async () => {
  writeFileSync(join(folder, "file"), "");
  await expect(writeWhole(join(folder, "file/report.json"), "x")).rejects.toThrow(
    /: a part of the path is a file, not a directory; /,
  );
});

test("a link keeps pointing, and what it points to is written", async () => {
  writeFileSync(join(folder, "target"), "old");
  symlinkSync("target", join(folder, "link"));
  await writeWhole(join(folder, "link"), "new");
  expect(readFileSync(join(folder, "target"), "utf8")).toBe("new");
});

test("a device is written to, not replaced", async () => {
  await writeWhole("/dev/null", "x");
  await expect(writeWhole("/dev/full", "x")).rejects.toThrow("no space left on the device");
});
