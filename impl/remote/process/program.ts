/**
 * The program of a driver, looked at before it is started: whether it is there, may be run, and has
 * the interpreter that its first line names. Found as execvp(3) finds it, by PATH.
 */
import { accessSync, closeSync, constants, openSync, readSync, statSync } from "node:fs";
import { delimiter, join } from "node:path";

/** Linux reads no more of a `#!` line (include/uapi/linux/binfmts.h BINPRM_BUF_SIZE). */
const FIRST_LINE_BYTES = 256;

/** Why the program cannot be started, and what to do, in one line; null: nothing is wrong. */
export function whyNoProgram(file: string, path = process.env["PATH"] ?? ""): string | null {
  if (!file.includes("/"))
    return inPath(file, path) === null
      ? `there is no program '${file}' in PATH; install it, or name it by its path`
      : null;
  if (!isExecutable(file))
    return `${file} is not executable; say chmod +x ${file}, or name its interpreter first`;
  const interpreter = interpreterOf(file);
  if (interpreter === null) return null;
  const there = interpreter.includes("/")
    ? isExecutable(interpreter)
    : inPath(interpreter, path) !== null;
  if (there) return null;
  return `${file} needs ${interpreter}, which is not there; install it, or name another first`;
}

function inPath(name: string, path: string): string | null {
  const found = path.split(delimiter).map((folder) => join(folder === "" ? "." : folder, name));
  return found.find((file) => isExecutable(file)) ?? null;
}

function isExecutable(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return statSync(file).isFile();
  } catch {
    return false;
  }
}

/** `python3` of `#!/usr/bin/env python3`, `/bin/sh` of `#!/bin/sh`; null: no such line. */
function interpreterOf(file: string): string | null {
  const words = /^#!\s*(\S+)(?:[ \t]+(\S+))?/.exec(firstLine(file));
  const [, program, argument] = words ?? [];
  if (program === undefined) return null;
  const plain = argument !== undefined && !argument.startsWith("-") && !argument.includes("=");
  return program.endsWith("/env") && plain ? argument : program;
}

function firstLine(file: string): string {
  let fd: number;
  try {
    fd = openSync(file, "r");
  } catch {
    // A program that may be run and not read has no line to look at.
    return "";
  }
  try {
    const bytes = Buffer.alloc(FIRST_LINE_BYTES);
    const count = readSync(fd, bytes);
    return bytes.toString("latin1", 0, count).split("\n")[0] ?? "";
  } finally {
    closeSync(fd);
  }
}
