/** A program that cannot be started is told before it is, with what to do. */
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { execCommand } from "./command.js";
import { whyNoProgram } from "./program.js";

const folder = mkdtempSync(join(tmpdir(), "pasidcheck-program-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function script(name: string, text: string, mode = 0o755): string {
  const path = join(folder, name);
  writeFileSync(path, text);
  chmodSync(path, mode);
  return path;
}

const said = (file: string, path?: string): string | null =>
  whyNoProgram(file, path)?.replaceAll(`${folder}/`, "") ?? null;

test.each([
  ["sh.sh", "#!/bin/sh\n"],
  ["env.sh", "#!/usr/bin/env sh\n"],
  ["flags.sh", "#!/usr/bin/env -S sh -e\n"],
  ["binary", "\u007FELF"],
  ["empty", ""],
])("%s can be started", (name, text) => {
  expect(said(script(name, text))).toBeNull();
});

test("a name is looked for in PATH", () => {
  script("mine", "#!/bin/sh\n");
  expect(said("mine", `/nowhere:${folder}`)).toBeNull();
  expect(said("mine", "/nowhere")).toMatch(/^there is no program 'mine' in PATH; install it/);
  expect(said("sh")).toBeNull();
});

test("a file that may not be run", () => {
  expect(said(script("plain.py", "#!/bin/sh\n", 0o644))).toBe(
    "plain.py is not executable; say chmod +x plain.py, or name its interpreter first",
  );
});

test.each([
  ["#!/usr/bin/env pythn9\n", "pythn9"],
  ["#! /no/such/shell -x\n", "/no/such/shell"],
])("an interpreter that is not there: %j", (text, interpreter) => {
  const name = `interpreter-${interpreter.length}`;
  expect(said(script(name, text))).toContain(`${name} needs ${interpreter}, which is not there`);
});

test("a file that is not there is told with the nearest", () => {
  script("driver.py", "#!/bin/sh\n");
  const read = execCommand(join(folder, "drivr.py"));
  expect(read.ok ? "" : read.problem.message).toMatch(/did you mean 'driver\.py'\?$/);
});
