/**
 * Other programs, run each in a process group of its own, which is killed when the user wants to
 * stop and when this process ends. Nothing of it survives.
 */
import { spawn, type ChildProcess } from "node:child_process";
import type { Environment } from "./cache/cache-folder.js";
import { Refused } from "./refusal.js";

export interface Run {
  readonly command: string;
  readonly args: readonly string[];
  readonly cwd: string;
  readonly env: Environment;
  readonly signal: AbortSignal;
  /** Gets what the program says on both streams, as it comes. */
  readonly onText?: (text: string) => void;
}

export interface Ran {
  /** Null if a signal ended it. */
  readonly code: number | null;
  /** Whether it was killed before it could tidy up. */
  readonly killed: boolean;
  readonly stdout: string;
  /** Both streams, as they came. */
  readonly said: string;
}

/** What a group may take to end by itself after it was told to. */
const GRACE_MS = 3_000;
/** The first so many characters are kept. */
const TEXT_MAX = 8 * 1024 * 1024;

const groups = new Set<number>();

/** Runs a program to its end. Throws Refused if the user stops it. */
export async function runToEnd(run: Run): Promise<Ran> {
  const ran = await runProgram(run);
  throwIfStopped(run.signal);
  return ran;
}

export function throwIfStopped(signal: AbortSignal): void {
  if (signal.aborted) throw new Refused({ why: "stopped" });
}

/** Runs a program until it ends or is stopped, which the caller looks at the signal for. */
export async function runProgram(run: Run): Promise<Ran> {
  throwIfStopped(run.signal);
  const { command, args, cwd, env } = run;
  const options = { cwd, env: { ...env }, detached: true } as const;
  const child = spawn(command, args, { ...options, stdio: ["ignore", "pipe", "pipe"] });
  const release = inGroup(child, run.signal);
  let stdout = "";
  let said = "";
  const heard = (chunk: string): void => {
    if (said.length < TEXT_MAX) said += chunk;
    run.onText?.(chunk);
  };
  child.stdout.setEncoding("utf8").on("data", (chunk: string) => {
    if (stdout.length < TEXT_MAX) stdout += chunk;
    heard(chunk);
  });
  child.stderr.setEncoding("utf8").on("data", heard);
  try {
    return await new Promise<Ran>((resolve, reject) => {
      child.on("error", reject);
      child.on("close", (code, signal) => {
        resolve({ code, killed: signal === "SIGKILL", stdout, said });
      });
    });
  } finally {
    release();
  }
}

/**
 * Ties a child's group to the signal and to the end of this process. What is returned unties it.
 */
export function inGroup(child: ChildProcess, signal: AbortSignal): () => void {
  const { pid } = child;
  if (pid === undefined) return () => {};
  let grace: NodeJS.Timeout | null = null;
  const stop = (): void => {
    killGroup(pid, "SIGTERM");
    grace = setTimeout(() => killGroup(pid, "SIGKILL"), GRACE_MS);
  };
  if (groups.size === 0) process.on("exit", killAll);
  groups.add(pid);
  signal.addEventListener("abort", stop, { once: true });
  return () => {
    signal.removeEventListener("abort", stop);
    if (grace !== null) clearTimeout(grace);
    groups.delete(pid);
    if (groups.size === 0) process.off("exit", killAll);
  };
}

function killAll(): void {
  for (const pid of groups) killGroup(pid, "SIGKILL");
}

/** A group that is gone is no error. */
function killGroup(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(-pid, signal);
  } catch (error) {
    if (!(error instanceof Error && "code" in error && error.code === "ESRCH")) throw error;
  }
}
